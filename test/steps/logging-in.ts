// The steps of a login (protocol §4), each as the stage's own machine takes it. Its session key is `parties.session`.
import { strict as assert } from "node:assert";
import { type DecidedAnswer, nonceAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import type { Context } from "@nearside/shared/claims.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import type { PresenceProof } from "@nearside/shared/statements/presence.ts";
import type { Answer } from "../kit/answer.ts";
import type { MetLogin, RedeemedLogin } from "../kit/log-in.ts";
import * as whole from "../kit/log-in.ts";
import * as kit from "../kit/login-steps.ts";
import { PEER } from "../kit/meeting.ts";
import { type LongForm, postProvedForm, TOKEN } from "../kit/send.ts";
import { machineOf, type Stage } from "./stage.ts";

type LoginId = Pick<kit.OpenLogin, "id">;

/** §4.1. @param elsewhere members of the context that differ */
export const deviceStatementOf = (
  stage: Pick<Stage, "issuer" | "id" | "now" | "parties">,
  elsewhere: Partial<Context> = {},
): Promise<string> =>
  kit.deviceStatementOf(stage, stage.parties, stage.parties.session, { context: { ...kit.CONTEXT, ...elsewhere } });

/** §4.1. @param more parameters of the form */
export const askForLogin = (stage: Stage, scope = "read", more: LongForm = {}): Promise<kit.OpenLogin> =>
  kit.startedLogin(stage, machineOf(stage), { scope, ...more });

/** §4.3: the page's nonce, compact JWS. */
export const nonceFor = (stage: Stage, login: LoginId): Promise<string> => kit.loginNonce(stage, stage.browser, login);

/** §4.3, §4.4. @param peer members of what the command line says of the browser that differ */
export const meetForLogin = (
  stage: Stage,
  login: Pick<kit.OpenLogin, "id" | "request">,
  peer: Partial<PresenceProof["claims"]["peer"]> = {},
) => {
  const { session } = stage.parties;
  return kit.meetLogin(stage, machineOf(stage), { ...login, session }, { presence: { peer: { ...PEER, ...peer } } });
};

/** §4.5 */
export const decisionOn = (stage: Stage, login: LoginId): Promise<DecidedAnswer> => kit.decided(stage, stage, login);

/** §4.5: the person touches the authenticator. */
export const approve = (stage: Stage, login: LoginId, decided: DecidedAnswer): Promise<Answer> =>
  kit.approve(stage, machineOf(stage), login, decided);

/** §4.6: one poll. */
export const poll = (stage: Stage, login: kit.OpenLogin, by: Signer = stage.parties.session): Promise<Answer> =>
  kit.poll(stage, login, { by });

/** Leads a login from the request to the approval. */
export const approvedLogin = (stage: Stage, scope = "read", more: LongForm = {}): Promise<MetLogin> =>
  whole.approvedLogin(stage, machineOf(stage), { scope, ...more });

/** Leads a login from the request to the tokens. */
export const redeemedLogin = (stage: Stage, scope = "read", more: LongForm = {}): Promise<RedeemedLogin> =>
  whole.redeemedLogin(stage, machineOf(stage), { scope, ...more });

/** §4.6: what the machine says when its session key asks again. */
export const refreshStatementOf = (stage: Stage): Promise<string> =>
  kit.refreshStatementOf(stage, stage.parties, stage.parties.session);

/** §4.6: session key and device key together renew the token. @param iat of the proof, seconds */
export async function refresh(
  stage: Stage,
  refreshToken: string,
  statement?: string,
  by: Signer = stage.parties.session,
  iat = stage.now(),
): Promise<Answer> {
  const sent = statement ?? (await refreshStatementOf(stage));
  const form = {
    grant_type: "refresh_token",
    client_id: kit.CLIENT,
    refresh_token: refreshToken,
    device_statement: sent,
  };
  return postProvedForm(stage, TOKEN, form, by, { iat, statement: await sha256Base64url(sent) });
}

/** A login that a test continues with after the server has crashed. */
export interface LoginProgress {
  readonly view: Stage;
  login: kit.OpenLogin | undefined;
  /** `jti` of every access token that was received. */
  readonly heard: Set<string>;
}

/** Goes on with a login from where it is, up to its token. @throws TypeError of `fetch` if the connection is cut */
export async function goOnLoggingIn(progress: LoginProgress): Promise<void> {
  progress.login ??= await askForLogin(progress.view);
  const { view, login } = progress;
  const page = (await view.postJson(`/api/requests/${login.id}/nonce`, {})).as(nonceAnswerSchema);
  if (page.state === "open") {
    assert.equal((await meetForLogin(view, login)).answer.outcome, "200");
    assert.equal((await approve(view, login, await decisionOn(view, login))).outcome, "200");
  }
  const { access_token } = (await poll(view, login)).as(tokenAnswerSchema);
  progress.heard.add((await accessToken.read(access_token)).claims.jti);
}
