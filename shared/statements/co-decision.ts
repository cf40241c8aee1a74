import * as v from "valibot";
import { issuerSchema, secondsSchema, userSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { keyStorageSchema } from "../proof/key-storage.ts";
import { MOST_APPROVER_LISTS } from "./decision.ts";
import { defineStatement, type Read } from "./statement.ts";

/** The most questions that second approvers ask about one login (protocol §11). */
export const MOST_QUESTIONS = 8;

/** Entries of the decision's `second.approvers` by their index: each once, in their order. */
const amongSchema = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_APPROVER_LISTS - 1))),
  v.minLength(1),
  v.check((entries) => entries.every((entry, at) => at === 0 || entry > (entries[at - 1] ?? entry))),
);

/** A question that an approver asked, and the answer of the command line that waits. */
const answeredSchema = v.strictObject({
  /** The person who asked, by the server's word. */
  from: userSchema,
  /** H(co-question) and H(co-answer). */
  question: sha256TextSchema,
  answer: sha256TextSchema,
});

/** "This person is asked to approve that login as well", by the server (protocol §11). Each approver has one of their own. */
export const coDecision = defineStatement(
  "nearside-co-decision+jwt",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    jti: randomIdSchema,
    iat: secondsSchema,
    exp: secondsSchema,
    /** H(request) and H(decision) of the login. */
    request: sha256TextSchema,
    decision: sha256TextSchema,
    /** The first approval, as a token's `chain` would name it (`approvalHash`), and when it was given. */
    approval: sha256TextSchema,
    approved_at: secondsSchema,
    /** The person who wants the login, and the machine on which it was met. */
    initiator: v.strictObject({
      user: userSchema,
      /** Thumbprint of the device key. */
      device: sha256TextSchema,
      key_storage: keyStorageSchema,
      met: v.picklist(["loopback", "native", "relay"]),
    }),
    /** Hash of the facts text (`hashFacts`). */
    facts: sha256TextSchema,
    /** The person who is asked, their machine, and the browser on it in which they answer. */
    approver: v.strictObject({
      user: userSchema,
      device: sha256TextSchema,
      extension_jkt: sha256TextSchema,
    }),
    among: amongSchema,
    /** Left out if nobody asked anything that was answered. */
    questions: v.exactOptional(v.pipe(v.array(answeredSchema), v.minLength(1), v.maxLength(MOST_QUESTIONS))),
    /**
     * Hash of the server's keys by which the initiator's enrolment verifies (`hashKeys`): older ones have left the JWK
     * Set.
     */
    keys: sha256TextSchema,
  }),
);
export type CoDecision = Read<typeof coDecision>;
