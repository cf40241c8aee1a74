import * as v from "valibot";
import { credentialIdSchema } from "./ids.ts";

/** A passkey as statements name it: credential id and COSE public key, both base64url (WebAuthn L3 §6.5.1). */
export const passkeySchema = v.strictObject({
  credential_id: credentialIdSchema,
  public_key: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{64,1024}$/)),
});
export type Passkey = v.InferOutput<typeof passkeySchema>;
