// How servers that other people wrote accept a Nearside token: as an OIDC bearer token or a password, which is all that
// kubectl and git can send, or with its proof, which is what `nearside proxy` makes of the same requests.
import type { IncomingMessage } from "node:http";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { createResource } from "../../resource/resource.ts";

export type Whose = { readonly user: string; readonly by: "bearer" | "password" | "proof" };

/** Who asks, or the headers of the 401. */
export type Judge = (request: IncomingMessage) => Promise<Whose | { readonly refused: Record<string, string> }>;

export function createJudge(issuer: string, audience: string): Judge {
  const keys = createRemoteJWKSet(new URL(`${issuer}/oauth/jwks`));
  const proved = createResource({ issuer, audience, nonces: true });
  const subjectOf = async (token: string): Promise<string> => {
    const { payload } = await jwtVerify(token, keys, { issuer, audience, algorithms: ["ES256"], typ: "at+jwt" });
    return payload.sub ?? "";
  };
  return async ({ method = "", url = "", headers }) => {
    const { authorization = "", dpop } = headers;
    const [, scheme = "", value = ""] = /^(\S+) (\S+)$/.exec(authorization) ?? [];
    try {
      if (scheme === "Bearer") return { user: await subjectOf(value), by: "bearer" };
      if (scheme === "Basic") {
        const [, password = ""] = Buffer.from(value, "base64").toString().split(":");
        return { user: await subjectOf(password), by: "password" };
      }
      const get = (name: string): string | null =>
        ({ authorization: authorization || null, dpop: typeof dpop === "string" ? dpop : null })[name.toLowerCase()] ??
        null;
      const { claims } = await proved.verify({ method, url, headers: { get } });
      return { user: claims.sub, by: "proof" };
    } catch (error) {
      const challenge = error instanceof Error && "headers" in error ? error.headers : {};
      const refused = Object.fromEntries(Object.entries(challenge ?? {}).map(([name, said]) => [name, String(said)]));
      return {
        refused: scheme === "DPoP" ? refused : { "WWW-Authenticate": 'Bearer realm="shop", Basic realm="shop"' },
      };
    }
  };
}
