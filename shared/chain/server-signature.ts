import type { Decoded, KidHeader } from "../signing/jws.ts";
import { verifySignature } from "../signing/jws.ts";
import type { Trusted } from "./chain.ts";
import { refuse } from "./refusal.ts";

/**
 * A key that this server published signed the statement, and the statement names this server (protocol §2). Each check
 * of a server statement uses this.
 *
 * @throws Refused `key_mismatch`, `bad_signature`, `wrong_issuer`
 */
export async function verifyServerSignature(
  statement: Decoded<KidHeader, { readonly iss: string }>,
  trusted: Pick<Trusted, "issuer" | "serverKeys">,
): Promise<void> {
  const key = trusted.serverKeys.find(({ kid }) => kid === statement.header.kid);
  if (key === undefined) refuse("key_mismatch", "kid");
  await verifySignature(statement, { kty: key.kty, crv: key.crv, x: key.x, y: key.y });
  if (statement.claims.iss !== trusted.issuer) refuse("wrong_issuer", "iss");
}
