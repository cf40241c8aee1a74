import * as v from "valibot";
import { CERTIFICATION_LEVELS, COMPROMISES } from "../../passkey/authenticator.ts";

/** An authenticator as people see it: its make, or with any verdict but `attested` the make that it claims. */
export const authenticatorShownSchema = v.strictObject({
  aaguid: v.string(),
  /** The maker's name for it; null where no metadata lists it, or where it does not name its model. */
  name: v.nullable(v.string()),
  attested: v.boolean(),
  /** One of `VERDICTS`, in words. */
  verdict: v.string(),
  /** The address of a picture on this server, or null. */
  icon: v.nullable(v.string()),
  certification: v.nullable(v.picklist(CERTIFICATION_LEVELS)),
  compromise: v.nullable(v.picklist(COMPROMISES)),
});
export type AuthenticatorShown = v.InferOutput<typeof authenticatorShownSchema>;
