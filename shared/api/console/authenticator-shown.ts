import * as v from "valibot";
import { CERTIFICATION_LEVELS, COMPROMISES } from "../../passkey/authenticator.ts";

/** An authenticator as people are shown it: what it is, or with any verdict but `attested` what it claims to be. */
export const authenticatorShownSchema = v.strictObject({
  aaguid: v.string(),
  /** As its maker calls it; null where no metadata lists it, or it does not say what it is. */
  name: v.nullable(v.string()),
  attested: v.boolean(),
  /** One of `VERDICTS`, in words. */
  verdict: v.string(),
  /** Address of a picture here, or null. */
  icon: v.nullable(v.string()),
  certification: v.nullable(v.picklist(CERTIFICATION_LEVELS)),
  compromise: v.nullable(v.picklist(COMPROMISES)),
});
export type AuthenticatorShown = v.InferOutput<typeof authenticatorShownSchema>;
