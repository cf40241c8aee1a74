// Token exchange (RFC 8693, protocol §4.6), as a command line and as APIs ask for it.

import { type AccessToken, accessToken } from "@nearside/shared/oauth/access-token.ts";
import {
  ACCESS_TOKEN_TYPE,
  exchangeAnswerSchema,
  TOKEN_EXCHANGE_GRANT,
} from "@nearside/shared/oauth/token-exchange.ts";
import { publicJwkSchema, type Signer } from "@nearside/shared/signing/keys.ts";
import { webCryptoSigner } from "@nearside/shared/signing/web-crypto-signer.ts";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import * as v from "valibot";
import { CLIENT } from "./logging-in.ts";
import { type Answer, lasting, newId, type Stage } from "./stage.ts";

export type Parameters = Readonly<Record<string, string>>;

const asking = (token: string): Parameters => ({
  grant_type: TOKEN_EXCHANGE_GRANT,
  subject_token: token,
  subject_token_type: ACCESS_TOKEN_TYPE,
});

/** A command line asks for a narrower token of its own. */
export const narrow = (
  stage: Stage,
  token: string,
  form: Parameters = {},
  by: Signer = stage.parties.session,
): Promise<Answer> => stage.postForm("/oauth/token", { ...asking(token), client_id: CLIENT, ...form }, { by });

/** An API that is registered as a resource server. */
export interface Api {
  readonly id: string;
  /** Signs its assertions (RFC 7523). */
  readonly key: CryptoKey;
  readonly jwk: JWK;
  /** Of its DPoP proofs. */
  readonly signer: Signer;
}

export async function newApi(id: string): Promise<Api> {
  const [assertions, proofs] = await Promise.all([generateKeyPair("ES256"), generateKeyPair("ES256")]);
  const signer = await webCryptoSigner(proofs.privateKey, v.parse(publicJwkSchema, await exportJWK(proofs.publicKey)));
  return { id, key: assertions.privateKey, jwk: await exportJWK(assertions.publicKey), signer };
}

/** As the server's configuration file has it. */
export const writtenDown = ({ id, jwk }: Api, resources: readonly string[], exchange?: object) => ({
  id,
  name: id,
  resources,
  jwks: { keys: [jwk] },
  ...(exchange === undefined ? {} : { exchange }),
});

/** The two parameters by which an API says who it is. */
export async function authenticationOf(
  { issuer }: Pick<Stage, "issuer">,
  { id, key }: Api,
  claims: JWTPayload = {},
): Promise<Parameters> {
  const said = { iss: id, sub: id, aud: issuer, jti: newId(), ...lasting(60), ...claims };
  return {
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: await new SignJWT(said).setProtectedHeader({ alg: "ES256" }).sign(key),
  };
}

/** An API asks in the person's name. */
export async function delegate(stage: Stage, token: string, api: Api, form: Parameters): Promise<Answer> {
  const sent = { ...asking(token), ...(await authenticationOf(stage, api)), ...form };
  return stage.postForm("/oauth/token", sent, { by: api.signer });
}

/** The token of a good answer. */
export const tokenIn = (answer: Answer): Promise<AccessToken> =>
  accessToken.read(answer.as(exchangeAnswerSchema).access_token);
