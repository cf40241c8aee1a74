// Says how servers that other people wrote accept a Nearside token: as an OIDC bearer token or a password, which is all that
// kubectl and git can send, or with its proof, which is what `nearside proxy` makes of the same requests.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from "jose";
import * as v from "valibot";

type Whose = { readonly user: string; readonly by: "bearer" | "password" | "proof" };

/** The person who asks, or the headers of the 401. */
type Judge = (request: IncomingMessage) => Promise<Whose | { readonly refused: Record<string, string> }>;

const boundSchema = v.object({ cnf: v.object({ jkt: v.string() }) });

/** It demands a nonce in each proof (RFC 9449 §9). */
export function createJudge(issuer: string, audience: string): Judge {
  const keys = createRemoteJWKSet(new URL(`${issuer}/oauth/jwks`));
  const nonce = randomUUID();
  const seen = new Set<string>();
  const verify = async (token: string): Promise<JWTPayload> =>
    (await jwtVerify(token, keys, { issuer, audience, algorithms: ["ES256"], typ: "at+jwt" })).payload;

  /** RFC 9449 §4.3, §7.1 */
  async function prove(token: string, proof: unknown, method: string, url: string): Promise<"good" | "stale"> {
    const { cnf } = v.parse(boundSchema, await verify(token));
    const { claims, jkt } = await verifyDpop(proof, method, audience + url);
    const fits = jkt === cnf.jkt && claims.ath === (await sha256Base64url(token)) && !seen.has(claims.jti);
    if (!fits) throw new Error("the proof is not of this token and this request");
    seen.add(claims.jti);
    return claims.nonce === nonce ? "good" : "stale";
  }

  return async ({ method = "", url = "", headers }) => {
    const [, scheme = "", value = ""] = /^(\S+) (\S+)$/.exec(headers.authorization ?? "") ?? [];
    try {
      if (scheme === "DPoP") {
        if ((await prove(value, headers["dpop"], method, url)) === "stale")
          return { refused: { "WWW-Authenticate": 'DPoP error="use_dpop_nonce"', "DPoP-Nonce": nonce } };
        return { user: (await verify(value)).sub ?? "", by: "proof" };
      }
      if (scheme === "Bearer") return { user: (await verify(value)).sub ?? "", by: "bearer" };
      const [, password = ""] = Buffer.from(value, "base64").toString().split(":");
      return { user: (await verify(password)).sub ?? "", by: "password" };
    } catch {
      return { refused: { "WWW-Authenticate": 'DPoP algs="ES256", Bearer realm="shop", Basic realm="shop"' } };
    }
  };
}
