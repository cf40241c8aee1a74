import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { type JWTPayload, SignJWT } from "jose";
import * as v from "valibot";
import type { Answer } from "./answer.ts";
import { newSigner } from "./keys.ts";
import { type Form, type Headers, postForm, type Reached } from "./send.ts";

// APIs that are registered as resource servers: how they authenticate (RFC 7523) and what they ask about tokens (RFC 7662).

/** The algorithms by which a client may sign its assertions, as the server's metadata lists them. */
type Algorithm = "ES256" | "ES384" | "PS256" | "EdDSA" | "Ed25519";

export interface ApiKey {
  readonly alg: Algorithm;
  readonly privateKey: KeyObject;
  /** The JWK as a configuration file has it; untyped, for the server parses it. */
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

export interface Api {
  readonly id: string;
  /** Signs its assertions. */
  readonly key: ApiKey;
  /** Signs its DPoP proofs. */
  readonly signer: Signer;
}

function newKeyPair(alg: Algorithm): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  if (alg === "PS256") return generateKeyPairSync("rsa", { modulusLength: 2048 });
  if (alg === "EdDSA" || alg === "Ed25519") return generateKeyPairSync("ed25519");
  return generateKeyPairSync("ec", { namedCurve: alg === "ES256" ? "P-256" : "P-384" });
}

export function newApiKey(alg: Algorithm = "ES256", about: { readonly kid?: string } = {}): ApiKey {
  const { privateKey, publicKey } = newKeyPair(alg);
  return { alg, privateKey, publicJwk: { ...publicKey.export({ format: "jwk" }), ...about } };
}

export const newApi = async (id: string): Promise<Api> => ({ id, key: newApiKey(), signer: await newSigner() });

/** The API as a server's configuration file has it. @param exchange what it may ask for in a person's name, if anything */
export const writtenDown = ({ id, key }: Api, resources: readonly string[], exchange?: object) => ({
  id,
  name: id,
  resources,
  jwks: { keys: [key.publicJwk] },
  ...(exchange === undefined ? {} : { exchange }),
});

type Authenticating = Pick<Api, "id" | "key">;

/** Members of an assertion that differ from a good one. */
export interface AssertionTwist {
  readonly header?: { readonly [name: string]: unknown };
  readonly claims?: JWTPayload | { readonly [name: string]: unknown };
}

/** Makes a fresh assertion of that client (RFC 7523 §3). */
export function assertionOf(
  server: Reached,
  { id, key }: Authenticating,
  { header, claims }: AssertionTwist = {},
): Promise<string> {
  const iat = server.now();
  const good = { iss: id, sub: id, aud: server.issuer, jti: server.id(), iat, exp: iat + 60 };
  return new SignJWT({ ...good, ...claims }).setProtectedHeader({ alg: key.alg, ...header }).sign(key.privateKey);
}

/** The two parameters by which an API says who it is. */
export const authenticationOf = async (
  server: Reached,
  api: Authenticating,
  twist: AssertionTwist = {},
): Promise<{ readonly client_assertion_type: string; readonly client_assertion: string }> => ({
  client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  client_assertion: await assertionOf(server, api, twist),
});

export const INTROSPECT = "/oauth/introspect";

/** An API asks about a token. @param form `token`, and what replaces the API's authentication */
export const introspect = async (
  server: Reached,
  api: Authenticating,
  form: Form,
  headers: Headers = {},
): Promise<Answer> => postForm(server, INTROSPECT, { ...(await authenticationOf(server, api)), ...form }, headers);

const introspectionSchema = v.looseObject({ active: v.boolean() });

/** Tells what the server says of the token to that API. @param more parameters of the form */
export const introspected = async (server: Reached, api: Authenticating, token: string, more: Form = {}) =>
  (await introspect(server, api, { token, ...more })).as(introspectionSchema);

export const isActive = async (...question: Parameters<typeof introspected>): Promise<boolean> =>
  (await introspected(...question)).active;
