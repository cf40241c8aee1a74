import * as v from "valibot";
import { issuerSchema, secondsSchema, userSchema } from "../claims.ts";
import { credentialIdSchema, randomIdSchema, requestIdSchema, ruleIdSchema, sha256TextSchema } from "../ids.ts";
import { keyStorageSchema } from "../proof/key-storage.ts";
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
    justification: v.nullable(v.pipe(v.string(), v.maxLength(1024))),
    rules: v.strictObject({
      /** `stand`: the person does not touch, see `rests_on`. */
      outcome: v.picklist(["approve", "stand"]),
      version: v.pipe(v.string(), v.maxLength(64)),
      /** Every rule that decided; left out if only the built-in rule did. */
      decided_by: v.optional(v.pipe(v.array(ruleIdSchema), v.minLength(1), v.maxLength(64))),
    }),
    /** The part of the requested scope that rules left; left out if they left all of it. */
    scope: v.optional(v.pipe(v.string(), v.maxLength(1024))),
    /** The ticket number that a rule demanded, as the person typed it. */
    ticket: v.optional(v.pipe(v.string(), v.maxLength(64))),
    require: v.optional(requireSchema),
    rests_on: v.optional(restsOnSchema),
  }),
);
export type Decision = Read<typeof decision>;
