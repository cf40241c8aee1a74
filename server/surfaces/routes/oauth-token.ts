import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { TOKEN_EXCHANGE_GRANT, type WrittenExchangeAnswer } from "@nearside/shared/oauth/token-exchange.ts";
import type { WrittenTokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { Client, CommandLineClient } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import { authenticateClient } from "../../protocol/clients/authenticate-client.ts";
import { demandDpop, demandDpopOf } from "../../protocol/tokens/demand-dpop.ts";
import { demandWhole } from "../../protocol/tokens/demand-whole.ts";
import { readExchange, readWanted } from "../../protocol/tokens/exchange/exchange-request.ts";
import { exchangeToken } from "../../protocol/tokens/exchange/exchange-token.ts";
import { demandSubject } from "../../protocol/tokens/exchange/subject-token.ts";
import { demandLogin, pollLogin } from "../../protocol/tokens/poll-login.ts";
import { demandRefreshToken, refreshTokens } from "../../protocol/tokens/refresh-tokens.ts";
import { refusedGrant } from "../../protocol/tokens/refused-proof.ts";
import type { TokenForm } from "../../protocol/tokens/token-form.ts";
import { demandCommandLine, findClient } from "../../register/clients/find-client.ts";
import { SingleUse } from "../../register/tokens/single-use.ts";
import type { Services } from "../services.ts";

/** POST /oauth/token (RFC 6749 §3.2, RFC 8628 §3.4, RFC 8693 §2, RFC 9449 §5, protocol §4.6). */
export const oauthToken = (services: Services) => async (c: Call, form: TokenForm) => {
  const answer = await (form.grant_type === TOKEN_EXCHANGE_GRANT ? byExchange : byLogin)(services, c, form);
  c.header("Pragma", "no-cache"); // RFC 6749 §5.1; Cache-Control stands on every answer
  return c.json(answer);
};

/** The tokens of a login are for the program that asked for it. */
async function byLogin(services: Services, c: Call, form: TokenForm): Promise<WrittenTokenAnswer> {
  const client = await demandCommandLine(services, form.client_id);
  if (form.grant_type === undefined) throw new OauthError("invalid_request", "grant_type is missing.");
  if (form.grant_type !== DEVICE_CODE_GRANT && form.grant_type !== "refresh_token")
    throw new OauthError(
      "unsupported_grant_type",
      "Only device_code, refresh_token and token-exchange are granted here.",
    );
  try {
    return await (form.grant_type === "refresh_token" ? byRefreshToken : byDeviceCode)(services, c, form, client);
  } catch (error) {
    throw error instanceof Refused ? refusedGrant(error, secondsNow(services)) : error;
  }
}

async function byExchange(services: Services, c: Call, form: TokenForm): Promise<WrittenExchangeAnswer> {
  const asked = readExchange(form);
  // Who asks is demanded last: a proof with an old nonce is sent again, and an assertion that was used up could not be.
  const { known } = await demandDpop(services, c, async (jkt) => {
    const exchanger = { client: await demandExchanger(services, c, form), jkt };
    await demandSubject(services, asked.subjectToken, exchanger);
    return exchanger;
  });
  return exchangeToken(services, asked, known, services.addressOf(c));
}

/** A program is public, and proves itself by its session key; a resource server, and who says that he is one, has to prove it. */
async function demandExchanger(
  services: WithClock & WithConfig & WithDb & WithLog,
  c: Call,
  form: TokenForm,
): Promise<Client> {
  const named = form.client_id === undefined ? undefined : await findClient(services, form.client_id);
  const isPublic = form.client_assertion === undefined && form.client_assertion_type === undefined;
  return isPublic && named?.kind !== "resource_server"
    ? demandCommandLine(services, form.client_id)
    : authenticateClient(services, c, form);
}

async function byRefreshToken(
  services: Services,
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
  return SingleUse.during(services, async (once) => {
    const proof = await demandDpopOf(once, services, c, (jkt) =>
      demandRefreshToken(services, refreshToken, jkt, client),
    );
    return refreshTokens(services, { deviceStatement, proof, client, wanted, address: services.addressOf(c) }, once);
  });
}

async function byDeviceCode(
  services: Services,
  c: Call,
  form: TokenForm,
  client: CommandLineClient,
): Promise<WrittenTokenAnswer> {
  const { device_code: deviceCode, known_trouble: knownTrouble, known_wanted: knownWanted } = form;
  if (deviceCode === undefined) throw new OauthError("invalid_request", "device_code is missing.");
  const wanted = readWanted({ ...form, audience: [], scope: undefined }); // a device code's request knows no scope (RFC 8628 §3.4)
  return SingleUse.during(services, async (once) => {
    const find = (key: string) => demandLogin(services, deviceCode, key, client);
    const { jkt, known: login } = await demandDpopOf(once, services, c, find);
    demandWhole(login, wanted, client, services.config.issuer);
    const poll = {
      address: services.addressOf(c),
      gone: c.req.raw.signal,
      knownWanted,
      knownTrouble: knownTrouble === undefined ? undefined : Number(knownTrouble),
    };
    return pollLogin(services, deviceCode, jkt, client, poll, once);
  });
}
