import * as v from "valibot";
import { isCanonicalBase64url } from "../encoding/base64url.ts";
import { credentialIdSchema } from "../ids.ts";

/** Characters of the shortest COSE_Key there is, Ed25519's 42 bytes. */
const MIN_PUBLIC_KEY = 56;

/** A passkey as statements name it: credential id and COSE public key, both base64url (WebAuthn L3 §6.5.1). */
export const passkeySchema = v.strictObject({
  credential_id: credentialIdSchema,
  public_key: v.pipe(v.string(), v.minLength(MIN_PUBLIC_KEY), v.maxLength(1024), v.check(isCanonicalBase64url)),
});
export type Passkey = v.InferOutput<typeof passkeySchema>;
