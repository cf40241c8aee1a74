import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { TOKEN_EXCHANGE_GRANT, type WrittenExchangeAnswer } from "@nearside/shared/oauth/token-exchange.ts";
import type { WrittenTokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { authenticateClient } from "../clients/authenticate-client.ts";
import type { Client, CommandLineClient } from "../clients/client.ts";
import { demandCommandLine, findClient } from "../clients/find-client.ts";
import { type Ground, secondsNow } from "../ground.ts";
import type { Call } from "../http/route.ts";
import { demandDpop, demandDpopOf } from "../oauth/demand-dpop.ts";
import { demandWhole } from "../oauth/demand-whole.ts";
import { readExchange, readWanted } from "../oauth/exchange/exchange-request.ts";
import { exchangeToken } from "../oauth/exchange/exchange-token.ts";
import { demandSubject } from "../oauth/exchange/subject-token.ts";
import { OauthError } from "../oauth/oauth-error.ts";
import { demandLogin, pollLogin } from "../oauth/poll-login.ts";
import { demandRefreshToken, refreshTokens } from "../oauth/refresh-tokens.ts";
import { refusedGrant } from "../oauth/refused-proof.ts";
import { SingleUse } from "../oauth/single-use.ts";
import type { TokenForm } from "../oauth/token-form.ts";

/** POST /oauth/token (RFC 6749 §3.2, RFC 8628 §3.4, RFC 8693 §2, RFC 9449 §5, protocol §4.6). */
export const oauthToken = (ground: Ground) => async (c: Call, form: TokenForm) => {
  const answer = await (form.grant_type === TOKEN_EXCHANGE_GRANT ? byExchange : byLogin)(ground, c, form);
  c.header("Pragma", "no-cache"); // RFC 6749 §5.1; Cache-Control stands on every answer
  return c.json(answer);
};

/** The tokens of a login are for the program that asked for it. */
async function byLogin(ground: Ground, c: Call, form: TokenForm): Promise<WrittenTokenAnswer> {
  const client = await demandCommandLine(ground, form.client_id);
  if (form.grant_type === undefined) throw new OauthError("invalid_request", "grant_type is missing.");
  if (form.grant_type !== DEVICE_CODE_GRANT && form.grant_type !== "refresh_token")
    throw new OauthError(
      "unsupported_grant_type",
      "Only device_code, refresh_token and token-exchange are granted here.",
    );
  try {
    return await (form.grant_type === "refresh_token" ? byRefreshToken : byDeviceCode)(ground, c, form, client);
  } catch (error) {
    throw error instanceof Refused ? refusedGrant(error, secondsNow(ground)) : error;
  }
}

async function byExchange(ground: Ground, c: Call, form: TokenForm): Promise<WrittenExchangeAnswer> {
  const asked = readExchange(form);
  // Who asks is demanded last: a proof with an old nonce is sent again, and an assertion that was used up could not be.
  const { known } = await demandDpop(ground, c, async (jkt) => {
    const exchanger = { client: await demandExchanger(ground, c, form), jkt };
    await demandSubject(ground, asked.subjectToken, exchanger);
    return exchanger;
  });
  return exchangeToken(ground, asked, known, ground.addressOf(c));
}

/** A program is public, and proves itself by its session key; a resource server, and who says that he is one, has to prove it. */
async function demandExchanger(ground: Ground, c: Call, form: TokenForm): Promise<Client> {
  const named = form.client_id === undefined ? undefined : await findClient(ground, form.client_id);
  const isPublic = form.client_assertion === undefined && form.client_assertion_type === undefined;
  return isPublic && named?.kind !== "resource_server"
    ? demandCommandLine(ground, form.client_id)
    : authenticateClient(ground, c, form);
}

async function byRefreshToken(
  ground: Ground,
  c: Call,
  form: TokenForm,
  client: CommandLineClient,
): Promise<WrittenTokenAnswer> {
  const { refresh_token: refreshToken, device_statement: deviceStatement } = form;
  if (refreshToken === undefined) throw new OauthError("invalid_request", "refresh_token is missing.");
  if (deviceStatement === undefined)
    throw new OauthError(
      "invalid_request",
      "device_statement is missing: a login is renewed only on its own machine, which says so by its device key. Sign in by nearside login, or by another program that sends the statement.",
    );
  const wanted = readWanted({ ...form, audience: [] }); // RFC 8693 alone knows audience
  return SingleUse.during(ground, async (once) => {
    const proof = await demandDpopOf(once, ground, c, (jkt) => demandRefreshToken(ground, refreshToken, jkt, client));
    return refreshTokens(ground, { deviceStatement, proof, client, wanted, address: ground.addressOf(c) }, once);
  });
}

async function byDeviceCode(
  ground: Ground,
  c: Call,
  form: TokenForm,
  client: CommandLineClient,
): Promise<WrittenTokenAnswer> {
  const { device_code: deviceCode, known_trouble: knownTrouble, known_wanted: knownWanted } = form;
  if (deviceCode === undefined) throw new OauthError("invalid_request", "device_code is missing.");
  const wanted = readWanted({ ...form, audience: [], scope: undefined }); // a device code's request knows no scope (RFC 8628 §3.4)
  return SingleUse.during(ground, async (once) => {
    const find = (key: string) => demandLogin(ground, deviceCode, key, client);
    const { jkt, known: login } = await demandDpopOf(once, ground, c, find);
    demandWhole(login, wanted, client, ground.config.issuer);
    const poll = {
      address: ground.addressOf(c),
      gone: c.req.raw.signal,
      knownWanted,
      knownTrouble: knownTrouble === undefined ? undefined : Number(knownTrouble),
    };
    return pollLogin(ground, deviceCode, jkt, client, poll, once);
  });
}
