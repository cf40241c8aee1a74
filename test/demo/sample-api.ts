// A protected API as somebody else would write it: it knows its own origin and its issuer, and reads the issuer's metadata.
//   node test/demo/sample-api.ts <issuer> <its own origin>
import { serve } from "@hono/node-server";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { metadataSchema, type ServerKey, serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { sha256Base64url } from "@nearside/shared/sha256.ts";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { Hono } from "hono";
import * as v from "valibot";

const [issuer, origin] = process.argv.slice(2);
if (issuer === undefined || origin === undefined) throw new Error("usage: sample-api.ts <issuer> <origin>");

const SCOPE = "orders:read";
/** Seconds that a proof may be old or early. */
const PROOF_LEEWAY = 60;
/** jti of each proof that was accepted, until it would be too old anyway; epoch seconds. */
const seen = new Map<string, number>();

const getJson = async (url: string): Promise<unknown> => (await fetch(url, { redirect: "error" })).json();
async function loadKeys(): Promise<readonly ServerKey[]> {
  const metadata = v.parse(metadataSchema, await getJson(`${issuer}/.well-known/oauth-authorization-server`));
  if (metadata.issuer !== issuer) throw new Error("the metadata are another issuer's");
  return serverKeysOf(await getJson(metadata.jwks_uri));
}
const serverKeys = await loadKeys();

/** RFC 9449 §7.1: token and proof belong together, are for this resource, and the proof is fresh and new. */
async function authorize(authorization: string, proof: string | undefined, url: string): Promise<string> {
  const [scheme, text] = authorization.split(" ");
  if (scheme !== "DPoP") throw new Refused("wrong_type", "scheme");
  const token = await accessToken.read(text);
  await verifyServerSignature(token, { issuer: issuer ?? "", serverKeys });
  const now = Math.floor(Date.now() / 1000);
  if (token.claims.exp <= now) throw new Refused("expired", "token");
  if (!token.claims.aud.includes(origin ?? "")) throw new Refused("wrong_audience", "token.aud");
  if (!token.claims.scope.split(" ").includes(SCOPE)) throw new Refused("insufficient_scope", "token.scope");
  const { claims, jkt } = await verifyDpop(proof, "GET", url);
  if (jkt !== token.claims.cnf.jkt) throw new Refused("key_mismatch", "proof.jwk");
  if (claims.ath !== (await sha256Base64url(token.jws))) throw new Refused("key_mismatch", "proof.ath");
  if (Math.abs(claims.iat - now) > PROOF_LEEWAY) throw new Refused("expired", "proof.iat");
  for (const [jti, until] of seen) if (until < now) seen.delete(jti);
  if (seen.has(claims.jti)) throw new Refused("replayed", "proof.jti");
  seen.set(claims.jti, now + 2 * PROOF_LEEWAY);
  return token.claims.sub;
}

const app = new Hono();
app.get("/orders", async (c) => {
  const authorization = c.req.header("authorization");
  if (authorization === undefined) {
    c.header("WWW-Authenticate", 'DPoP algs="ES256"');
    return c.json({ error: "A token is needed." }, 401);
  }
  try {
    const user = await authorize(authorization, c.req.header("dpop"), `${origin}/orders`);
    return c.json({ user, orders: ["one coffee", "two bagels"] });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    c.header("WWW-Authenticate", `DPoP error="invalid_token", error_description="${error.message}"`);
    return c.json({ error: error.message }, 401);
  }
});

const { hostname, port } = new URL(origin);
serve({ fetch: app.fetch, hostname, port: Number(port) }, () => console.log(`The sample API answers at ${origin}`));
