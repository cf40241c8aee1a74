import * as v from "valibot";
import { ATTESTATION_FORMATS, aaguidSchema, CERTIFICATION_LEVELS, LEVEL_WORDS } from "../../passkey/authenticator.ts";

// Which authenticators are taken at enrolment. Everything narrows; nothing is taken that the server's configuration refuses.

const MOST_MODELS = 1000;
const models = v.pipe(v.array(aaguidSchema), v.maxLength(MOST_MODELS));

export const authenticatorPolicySchema = v.strictObject({
  /** These models and no others; null: any. */
  allow: v.nullable(v.pipe(models, v.minLength(1))),
  deny: models,
  /** These attestation formats and no others; null: any. */
  formats: v.nullable(
    v.pipe(v.array(v.picklist(ATTESTATION_FORMATS)), v.minLength(1), v.maxLength(ATTESTATION_FORMATS.length)),
  ),
  /** At least so well certified, and attested, or nobody could tell; null: whatever. */
  minimum_certification: v.nullable(v.picklist(CERTIFICATION_LEVELS)),
  /** Whose make is proven by metadata. */
  attested_only: v.boolean(),
  /** BE = 0: it can't be copied to other devices. The configuration refuses those that can unless it says otherwise. */
  device_bound_only: v.boolean(),
});
export type AuthenticatorPolicy = v.InferOutput<typeof authenticatorPolicySchema>;

/** Before anybody published one. */
export const ANY_AUTHENTICATOR: AuthenticatorPolicy = {
  allow: null,
  deny: [],
  formats: null,
  minimum_certification: null,
  attested_only: false,
  device_bound_only: false,
};

/** It shuts nobody out. */
export const takesAny = (policy: AuthenticatorPolicy): boolean =>
  Object.values(policy).every(
    (asked) => asked === null || asked === false || (Array.isArray(asked) && asked.length === 0),
  );

/** Why a passkey does not fit a policy. Closed. */
export const UNFIT = [
  "compromised",
  "synced",
  "not_attested",
  "denied",
  "not_allowed",
  "format",
  "certification",
] as const;
export type Unfit = (typeof UNFIT)[number];

/** A policy, rule by rule, each a sentence; one alone where it takes anything. */
export function sentencesOf(policy: AuthenticatorPolicy): readonly string[] {
  const { allow, deny, formats, minimum_certification, attested_only, device_bound_only } = policy;
  const sentences = [
    attested_only ? "Only authenticators whose make is proven." : "",
    minimum_certification === null
      ? ""
      : `Only those that are certified by FIDO at ${LEVEL_WORDS[minimum_certification].toLowerCase()} or more, and prove it.`,
    device_bound_only ? "Only passkeys that cannot be copied to other devices." : "",
    formats === null ? "" : `Only these attestation formats: ${formats.join(", ")}.`,
    allow === null ? "" : `Only these models: ${allow.join(", ")}.`,
    deny.length === 0 ? "" : `Not these models: ${deny.join(", ")}.`,
  ].filter((sentence) => sentence !== "");
  return sentences.length === 0 ? ["Any authenticator that the server's configuration takes."] : sentences;
}
