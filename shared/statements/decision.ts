import * as v from "valibot";
import { issuerSchema, secondsSchema, userSchema } from "../claims.ts";
import {
  credentialIdSchema,
  randomIdSchema,
  requestIdSchema,
  ruleIdSchema,
  sha256TextSchema,
  ticketNumberSchema,
} from "../ids.ts";
import { LONGEST_WITHIN_SECONDS, SHORTEST_WITHIN_SECONDS } from "../lifetimes.ts";
import { keyStorageSchema } from "../proof/key-storage.ts";
import { reasonLengthSchema } from "../text/label.ts";
import { defineStatement, type Read } from "./statement.ts";

/**
 * Demands that rules add to the built-in ones, as far as a verifier can hold the approval against them (protocol §4.5).
 * The server alone vouches for `attested`. A member is left out if no rule demands it.
 */
export const requireSchema = v.strictObject({
  /** The most seconds by which the touch may be older than the decision. */
  fresh_touch: v.optional(secondsSchema),
  device_bound: v.optional(v.literal(true)),
  attested: v.optional(v.literal(true)),
  /** An attested security key of the bound set is touched as well. */
  security_key: v.optional(v.literal(true)),
});

/**
 * The approval that this one rests on: the same machine, terminal, program and scope (protocol §4.5). No approval
 * rests on one that itself rests on another.
 */
const restsOnSchema = v.strictObject({
  request: requestIdSchema,
  /** H(decision) of that approval. */
  decision: sha256TextSchema,
  /** base64url(SHA-256(signature)) of its assertion, and the passkey that made it. */
  assertion: sha256TextSchema,
  credential_id: credentialIdSchema,
  approved_at: secondsSchema,
  /** The age, in seconds, that the approval may have when this decision is signed. */
  stands: secondsSchema,
});
export type RestsOn = v.InferOutput<typeof restsOnSchema>;

/** Quorums are small: each of these people reads the request. */
export const MOST_APPROVERS = 5;
/** Each rule that asks for other people adds one list. */
export const MOST_APPROVER_LISTS = 8;
/** `group:leads` or `user:bob`, as the rule's author wrote it. */
const approverTextSchema = v.pipe(v.string(), v.regex(/^(?:group|user):.{1,128}$/su));

/**
 * The other people who have to approve as well (protocol §11). Each entry is one rule's: so many of these people, who
 * are as the rule names them.
 */
const secondSchema = v.strictObject({
  approvers: v.pipe(
    v.array(
      v.strictObject({
        among: v.pipe(v.array(approverTextSchema), v.minLength(1), v.maxLength(16)),
        quorum: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_APPROVERS)),
      }),
    ),
    v.minLength(1),
    v.maxLength(MOST_APPROVER_LISTS),
  ),
  /** Seconds after the first approval within which they do. */
  within: v.pipe(v.number(), v.integer(), v.minValue(SHORTEST_WITHIN_SECONDS), v.maxValue(LONGEST_WITHIN_SECONDS)),
});

/** "This is agreed to", by the server (protocol §4.5). Lifetimes in seconds. It expires with its request. */
export const decision = defineStatement(
  "nearside-decision+jwt",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    jti: randomIdSchema,
    iat: secondsSchema,
    /** H(attestation) of the meeting. */
    attestation: sha256TextSchema,
    user: userSchema,
    /** Thumbprint of the device key. */
    device: sha256TextSchema,
    key_storage: keyStorageSchema,
    /** Hash of the facts text (`hashFacts`). */
    facts: sha256TextSchema,
    lifetime: v.strictObject({ access_token: secondsSchema, refresh_token: secondsSchema }),
    /** As the person typed it. Which characters it may have is judged as it is typed, by the Unicode version of that time. */
    justification: v.nullable(reasonLengthSchema),
    rules: v.strictObject({
      /** `stand`: the person does not touch, see `rests_on`. */
      outcome: v.picklist(["approve", "stand"]),
      version: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
      /** Every rule that decided; left out if only the built-in rule did. */
      decided_by: v.optional(v.pipe(v.array(ruleIdSchema), v.minLength(1), v.maxLength(64))),
    }),
    /** The part of the requested scope that rules left; left out if they left everything. */
    scope: v.optional(v.pipe(v.string(), v.maxLength(1024))),
    /** The ticket number that a rule demanded, as the person typed it. */
    ticket: v.optional(ticketNumberSchema),
    require: v.optional(requireSchema),
    rests_on: v.optional(restsOnSchema),
    /** Left out if no rule asks for other people. */
    second: v.exactOptional(secondSchema),
  }),
);
export type Decision = Read<typeof decision>;
