import * as v from "valibot";
import { emptyBodySchema } from "../login-requests.ts";
import { change, read } from "./entry.ts";
import { ownLoginDetailSchema } from "./own-logins.ts";
import { personStateSchema } from "./people.ts";

// GET /api/console/logins/{id} · POST /api/console/logins/{id}/evidence: one login of any person, for readers of the
// security log.

/** The reasons for which there is no evidence of a login, in the words that a person reads. */
export const WHY_NO_EVIDENCE = {
  not_yet:
    "This login has come to no token yet, so there is no evidence of it. Look again once it has: a login lives for a few minutes only.",
  no_token:
    "This login ended without a token: nothing was given for it, so there is nothing to prove. The security log says what happened to it.",
  facts_erased:
    "The facts of this login were erased with its person, who had left, and so was the machine's own statement of it. Without them nobody can see what the approval was for, so there is no evidence to hand out. All other statements and the hashes of these two are kept: evidence that was exported before still verifies, and they prove that it is of this login.",
} as const;
const whySchema = v.picklist(Object.keys(WHY_NO_EVIDENCE) as (keyof typeof WHY_NO_EVIDENCE)[]);

export const loginDetailSchema = v.strictObject({
  ...v.omit(ownLoginDetailSchema, ["opened_elsewhere"]).entries,
  person: v.strictObject({ id: v.string(), name: v.string(), state: personStateSchema }),
  evidence: v.variant("state", [
    /** The time at which its access token expires, epoch milliseconds. */
    v.strictObject({ state: v.literal("kept"), token_until: v.number() }),
    v.strictObject({ state: whySchema }),
  ]),
});
export type LoginDetail = v.InferOutput<typeof loginDetailSchema>;

/** The document as a file, exactly as `nearside verify` reads it (protocol §7), and the name for the file. */
export const evidenceAnswerSchema = v.strictObject({ name: v.string(), text: v.string() });
export type EvidenceAnswer = v.InferOutput<typeof evidenceAnswerSchema>;

const AT = "/api/console/logins";

export const loginsApi = {
  view: read(`${AT}/:id`, "log.read", emptyBodySchema, loginDetailSchema),
  evidence: change(`${AT}/:id/evidence`, "evidence.export", emptyBodySchema, evidenceAnswerSchema, {
    errors: ["conflict"],
  }),
};
