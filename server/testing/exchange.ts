import { type AccessToken, accessToken } from "@nearside/shared/oauth/access-token.ts";
import {
  ACCESS_TOKEN_TYPE,
  exchangeAnswerSchema,
  TOKEN_EXCHANGE_GRANT,
} from "@nearside/shared/oauth/token-exchange.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import type { Answer } from "./answer.ts";
import { CLIENT } from "./login-steps.ts";
import { type ApiKey, authenticationOf } from "./resource-server.ts";
import { type LongForm, type ProofTwist, postForm, proofOf } from "./send.ts";
import type { TestServer } from "./test-server.ts";

// Token exchange (RFC 8693, protocol §4.6) as command lines and resource servers ask for it.

export interface ExchangeTwist {
  readonly form?: LongForm;
  readonly proof?: ProofTwist;
}

/** A command line asks for a narrower token, with its session key. */
export async function narrow(
  server: TestServer,
  token: string,
  by: Signer,
  { form = {}, proof = {} }: ExchangeTwist = {},
): Promise<Answer> {
  const sent = { ...asking(token), client_id: CLIENT, ...form };
  return postForm(server, "/oauth/token", sent, await proofOf(server, by, "POST", "/oauth/token", proof));
}

/** A resource server, as it is registered. */
export interface Api {
  readonly id: string;
  readonly key: ApiKey;
  /** Of its DPoP proofs. */
  readonly signer: Signer;
}

/** A resource server asks in the person's name. */
export async function delegate(
  server: TestServer,
  token: string,
  { id, key, signer }: Api,
  { form = {}, proof = {} }: ExchangeTwist = {},
): Promise<Answer> {
  const sent = { ...asking(token), ...(await authenticationOf(server, id, key)), ...form };
  return postForm(server, "/oauth/token", sent, await proofOf(server, signer, "POST", "/oauth/token", proof));
}

const asking = (token: string): LongForm => ({
  grant_type: TOKEN_EXCHANGE_GRANT,
  subject_token: token,
  subject_token_type: ACCESS_TOKEN_TYPE,
});

/** The token of a good answer. */
export const tokenIn = async (answer: Answer): Promise<AccessToken> =>
  accessToken.read(answer.as(exchangeAnswerSchema).access_token);
