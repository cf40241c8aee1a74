import * as v from "valibot";
import { ATTESTATION_FORMATS, aaguidSchema, CERTIFICATION_LEVELS, LEVEL_WORDS } from "../../passkey/authenticator.ts";
import { listText } from "../../text/amounts.ts";
import { policyTexts } from "../../texts/authenticator-policy.ts";

// The policy of which authenticators are accepted at enrolment. Every member narrows it; it never admits what the
// server's configuration refuses.

const MOST_MODELS = 1000;
const models = v.pipe(v.array(aaguidSchema), v.maxLength(MOST_MODELS));

export const authenticatorPolicySchema = v.strictObject({
  /** Only these models; null where any model is accepted. */
  allow: v.nullable(v.pipe(models, v.minLength(1))),
  deny: models,
  /** Only these attestation formats; null where any format is accepted. */
  formats: v.nullable(
    v.pipe(v.array(v.picklist(ATTESTATION_FORMATS)), v.minLength(1), v.maxLength(ATTESTATION_FORMATS.length)),
  ),
  /**
   * The lowest certification, which also demands an attestation, since nobody could tell it otherwise; null where none
   * is demanded.
   */
  minimum_certification: v.nullable(v.picklist(CERTIFICATION_LEVELS)),
  /** True where metadata has to prove the make. */
  attested_only: v.boolean(),
  /**
   * True demands BE = 0: the passkey cannot be copied to other devices. The configuration refuses passkeys that can be
   * copied, unless it says otherwise.
   */
  device_bound_only: v.boolean(),
});
export type AuthenticatorPolicy = v.InferOutput<typeof authenticatorPolicySchema>;

/** The policy before anybody published one. */
export const ANY_AUTHENTICATOR: AuthenticatorPolicy = {
  allow: null,
  deny: [],
  formats: null,
  minimum_certification: null,
  attested_only: false,
  device_bound_only: false,
};

/** True where the policy shuts nobody out. */
export const takesAny = (policy: AuthenticatorPolicy): boolean =>
  Object.values(policy).every(
    (asked) => asked === null || asked === false || (Array.isArray(asked) && asked.length === 0),
  );

/** The reasons for which a passkey does not fit a policy. The set is closed. */
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

/** The policy in sentences, one for each rule; a single one where it accepts everything. */
export function sentencesOf(policy: AuthenticatorPolicy): readonly string[] {
  const { allow, deny, formats, minimum_certification, attested_only, device_bound_only } = policy;
  const sentences = [
    attested_only ? policyTexts.attestedOnly : "",
    minimum_certification === null
      ? ""
      : policyTexts.certified({ level: LEVEL_WORDS[minimum_certification].toLowerCase() }),
    device_bound_only ? policyTexts.deviceBound : "",
    formats === null ? "" : policyTexts.formats({ formats: listText(formats) }),
    allow === null ? "" : policyTexts.models({ models: listText(allow) }),
    deny.length === 0 ? "" : policyTexts.notModels({ models: listText(deny) }),
  ].filter((sentence) => sentence !== "");
  return sentences.length === 0 ? [policyTexts.any] : sentences;
}
