import { jwsSchema } from "@nearside/shared/api/login-requests.ts";
import { issuerSchema, secondsSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";
import { issuerFile } from "../keys/issuer-file.ts";
import { type KeyPlace, loadKeyFile, removeKeyFile, storeKeyFile } from "../keys/key-file.ts";
import { privateJwkSchema } from "../keys/software-key.ts";
import { Problem } from "../problem.ts";

/** What one login gave. It is worth nothing without the session key beside it (RFC 9449), nor renewed without the device key. */
const credentialSchema = v.strictObject({
  issuer: issuerSchema,
  client_id: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  /** What the tokens rest on, and are compared with at each renewal (protocol §4.6). */
  device_statement: jwsSchema,
  request: jwsSchema,
  session_key: privateJwkSchema,
  access_token: jwsSchema,
  /** By this machine's own clock. Seconds. */
  expires_at: secondsSchema,
  refresh_token: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  scope: v.pipe(v.string(), v.maxLength(1024)),
  /** Server minus this machine, seconds, when the token came. */
  clock_offset: v.pipe(v.number(), v.safeInteger()),
});
export type Credential = v.InferOutput<typeof credentialSchema>;

export const storeCredential = (place: KeyPlace, credential: Credential): Promise<void> =>
  storeKeyFile(place, issuerFile("credential", credential.issuer), credential);

export async function loadCredential(place: KeyPlace, issuer: string): Promise<Credential | null> {
  const credential = await loadKeyFile(place, issuerFile("credential", issuer), credentialSchema);
  if (credential !== null && credential.issuer !== issuer)
    throw new Problem("storage_failed", "(a credential of another server)");
  return credential;
}

/** @returns whether there was one */
export const removeCredential = (place: KeyPlace, issuer: string): Promise<boolean> =>
  removeKeyFile(place, issuerFile("credential", issuer));
