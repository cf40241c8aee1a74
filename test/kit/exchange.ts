import { type AccessToken, accessToken } from "@nearside/shared/oauth/access-token.ts";
import {
  ACCESS_TOKEN_TYPE,
  exchangeAnswerSchema,
  TOKEN_EXCHANGE_GRANT,
} from "@nearside/shared/oauth/token-exchange.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import type { Answer } from "./answer.ts";
import { type Api, authenticationOf } from "./apis.ts";
import { CLIENT } from "./login-steps.ts";
import { type LongForm, type ProofTwist, postProvedForm, type Reached, TOKEN } from "./send.ts";

// Token exchange (RFC 8693, protocol §4.6) as command lines and resource servers ask for it.

export interface ExchangeTwist {
  readonly form?: LongForm;
  readonly proof?: ProofTwist;
}

/** A command line asks for a narrower token, with its session key. */
export async function narrow(
  server: Reached,
  token: string,
  by: Signer,
  { form = {}, proof }: ExchangeTwist = {},
): Promise<Answer> {
  return postProvedForm(server, TOKEN, { ...asking(token), client_id: CLIENT, ...form }, by, proof);
}

/** A resource server asks in the person's name. */
export async function delegate(
  server: Reached,
  token: string,
  api: Api,
  { form = {}, proof }: ExchangeTwist = {},
): Promise<Answer> {
  const sent = { ...asking(token), ...(await authenticationOf(server, api)), ...form };
  return postProvedForm(server, TOKEN, sent, api.signer, proof);
}

const asking = (token: string): LongForm => ({
  grant_type: TOKEN_EXCHANGE_GRANT,
  subject_token: token,
  subject_token_type: ACCESS_TOKEN_TYPE,
});

/** The token of a good answer. */
export const tokenIn = async (answer: Answer): Promise<AccessToken> =>
  accessToken.read(answer.as(exchangeAnswerSchema).access_token);
