import type { Signer } from "@nearside/shared/signing/keys.ts";
import { newId, now } from "../../steps/stage.ts";

/** Proves who an API is when it asks about a token: `private_key_jwt` (RFC 7523 §2.2), the same at both servers. */
export async function clientAssertion(
  by: Signer,
  id: string,
  issuer: string,
): Promise<Readonly<Record<string, string>>> {
  const claims = { iss: id, sub: id, aud: issuer, jti: newId(), iat: now(), exp: now() + 60 };
  const header = { alg: "ES256", typ: "JWT", kid: by.thumbprint } as const;
  return {
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: await by.sign(header, new TextEncoder().encode(JSON.stringify(claims))),
  };
}
