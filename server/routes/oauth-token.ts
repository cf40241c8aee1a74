import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import type { TokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { CommandLineClient } from "../clients/client.ts";
import { demandCommandLine } from "../clients/find-client.ts";
import { type Ground, secondsNow } from "../ground.ts";
import type { Call } from "../http/route.ts";
import type { TokenForm } from "../oauth/authorization-form.ts";
import { demandDpop } from "../oauth/demand-dpop.ts";
import { OauthError } from "../oauth/oauth-error.ts";
import { demandLogin, pollLogin } from "../oauth/poll-login.ts";
import { demandRefreshToken, refreshTokens } from "../oauth/refresh-tokens.ts";
import { refusedGrant } from "../oauth/refused-proof.ts";

/** POST /oauth/token (RFC 6749 §3.2, RFC 8628 §3.4, RFC 9449 §5, protocol §4.6). */
export const oauthToken = (ground: Ground) => async (c: Call, form: TokenForm) => {
  const client = await demandCommandLine(ground, form.client_id);
  if (form.grant_type === undefined) throw new OauthError("invalid_request", "grant_type is missing.");
  if (form.grant_type !== DEVICE_CODE_GRANT && form.grant_type !== "refresh_token")
    throw new OauthError("unsupported_grant_type", "Only device_code and refresh_token are granted here.");
  let answer: TokenAnswer;
  try {
    answer = await (form.grant_type === "refresh_token" ? byRefreshToken : byDeviceCode)(ground, c, form, client);
  } catch (error) {
    throw error instanceof Refused ? refusedGrant(error, secondsNow(ground)) : error;
  }
  c.header("Pragma", "no-cache"); // RFC 6749 §5.1; Cache-Control stands on every answer
  return c.json(answer);
};

async function byRefreshToken(
  ground: Ground,
  c: Call,
  form: TokenForm,
  client: CommandLineClient,
): Promise<TokenAnswer> {
  const { refresh_token: refreshToken, device_statement: deviceStatement } = form;
  if (refreshToken === undefined) throw new OauthError("invalid_request", "refresh_token is missing.");
  if (deviceStatement === undefined) throw new OauthError("invalid_request", "device_statement is missing.");
  const proof = await demandDpop(ground, c, (jkt) => demandRefreshToken(ground, refreshToken, jkt, client));
  return refreshTokens(ground, { refreshToken, deviceStatement, proof, client });
}

async function byDeviceCode(ground: Ground, c: Call, form: TokenForm, client: CommandLineClient): Promise<TokenAnswer> {
  const { device_code: deviceCode, known_trouble: knownTrouble } = form;
  if (deviceCode === undefined) throw new OauthError("invalid_request", "device_code is missing.");
  const { jkt } = await demandDpop(ground, c, (key) => demandLogin(ground, deviceCode, key, client));
  return pollLogin(ground, deviceCode, jkt, client, {
    address: ground.addressOf(c),
    gone: c.req.raw.signal,
    knownTrouble: knownTrouble === undefined ? undefined : Number(knownTrouble),
  });
}
