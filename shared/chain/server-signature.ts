import type { ServerKey } from "../oauth/metadata.ts";
import type { Decoded, KidHeader } from "../signing/jws.ts";
import { verifySignature } from "../signing/jws.ts";
import { refuse } from "./refusal.ts";

/** Signed by a key that the server published, and by that one (protocol §2). Used by each check of a server statement. */
export async function verifyServerSignature(
  statement: Decoded<KidHeader, { readonly iss: string }>,
  known: { readonly issuer: string; readonly serverKeys: readonly ServerKey[] },
): Promise<void> {
  const key = known.serverKeys.find(({ kid }) => kid === statement.header.kid);
  if (key === undefined) refuse("key_mismatch", "kid");
  await verifySignature(statement, { kty: key.kty, crv: key.crv, x: key.x, y: key.y });
  if (statement.claims.iss !== known.issuer) refuse("wrong_issuer", "iss");
}
