import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { type JWTPayload, SignJWT } from "jose";
import * as v from "valibot";
import { INTROSPECTION_JWT, NO_EXCHANGE, type ResourceServer } from "../platform/config/clients/client.ts";
import { type ClientAlgorithm, clientJwksSchema } from "../platform/config/clients/client-keys.ts";
import { JWT_BEARER } from "../protocol/clients/authenticated-form.ts";
import type { Form } from "./send.ts";
import { ISSUER, type TestServer } from "./test-server.ts";

// An API that asks this server, with a key of its own (RFC 7523).

export interface ApiKey {
  readonly alg: ClientAlgorithm;
  readonly privateKey: KeyObject;
  /** As it is written down; untyped, for it goes through the schema. */
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

const made = (alg: ClientAlgorithm): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } => {
  if (alg === "PS256") return generateKeyPairSync("rsa", { modulusLength: 2048 });
  if (alg === "EdDSA" || alg === "Ed25519") return generateKeyPairSync("ed25519");
  return generateKeyPairSync("ec", { namedCurve: alg === "ES256" ? "P-256" : "P-384" });
};

export function newApiKey(alg: ClientAlgorithm = "ES256", about: { readonly kid?: string } = {}): ApiKey {
  const { privateKey, publicKey } = made(alg);
  return { alg, privateKey, publicJwk: { ...publicKey.export({ format: "jwk" }), ...about } };
}

/** As the configuration file would have it. */
export const resourceServerWith = (id: string, ...keys: readonly ApiKey[]): ResourceServer => ({
  kind: "resource_server",
  id,
  name: "Orders",
  resources: ["https://api.example.test"],
  jwks: v.parse(clientJwksSchema, { keys: keys.map(({ publicJwk }) => publicJwk) }),
  exchange: NO_EXCHANGE,
  introspectionJwt: INTROSPECTION_JWT,
  source: "file",
});

/** What is not as it should be in an assertion. */
export interface AssertionTwist {
  readonly header?: { readonly [name: string]: unknown };
  readonly claims?: JWTPayload | { readonly [name: string]: unknown };
}

/** A fresh assertion of that client, good unless twisted. */
export function assertionOf(server: TestServer, id: string, key: ApiKey, twist: AssertionTwist = {}): Promise<string> {
  const now = server.now();
  const claims = { iss: id, sub: id, aud: ISSUER, jti: server.id(), iat: now, exp: now + 60, ...twist.claims };
  return new SignJWT(claims).setProtectedHeader({ alg: key.alg, ...twist.header }).sign(key.privateKey);
}

/** The two parameters by which it says who it is. */
export const authenticationOf = async (
  server: TestServer,
  id: string,
  key: ApiKey,
  twist: AssertionTwist = {},
): Promise<Form> => ({
  client_assertion_type: JWT_BEARER,
  client_assertion: await assertionOf(server, id, key, twist),
});
