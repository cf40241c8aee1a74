// Reads what the server publishes, as a stranger reads it.
import {
  createLocalJWKSet,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
} from "jose";
import * as v from "valibot";
import type { Stage } from "../steps/stage.ts";

const metadataSchema = v.looseObject({ issuer: v.string(), jwks_uri: v.string() });

export const metadataOf = async (stage: Stage) =>
  (await stage.send("/.well-known/oauth-authorization-server", {})).as(metadataSchema);

const jwkSchema = v.looseObject({ kty: v.string(), kid: v.string() });
const jwksSchema = v.looseObject({ keys: v.pipe(v.array(jwkSchema), v.minLength(1)) });

export const publishedKeys = async (stage: Stage) => (await stage.send("/oauth/jwks", {})).as(jwksSchema);

interface Verified {
  readonly header: ProtectedHeaderParameters;
  readonly claims: JWTPayload;
}

/** Verifies it by another author's library, with the keys at `jwks_uri`. @throws Error if it is not good */
export async function verified(stage: Stage, jwt: string, typ?: string): Promise<Verified> {
  const keys = createLocalJWKSet((await publishedKeys(stage)) as JSONWebKeySet);
  const { protectedHeader, payload } = await jwtVerify(jwt, keys, typ === undefined ? {} : { typ });
  return { header: protectedHeader, claims: payload };
}
