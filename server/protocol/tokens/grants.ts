import {
  AUTHORIZATION_CODE_GRANT,
  type CodeAnswer,
  type ProgramAnswer,
} from "@nearside/shared/oauth/authorization-code.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { TOKEN_EXCHANGE_GRANT, type WrittenExchangeAnswer } from "@nearside/shared/oauth/token-exchange.ts";
import type { WrittenTokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { Client, CommandLineClient } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithStopping } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { demandCommandLine, findClient } from "../../register/clients/find-client.ts";
import type { WithActiveTokens } from "../../register/tokens/active-tokens.ts";
import { SingleUse } from "../../register/tokens/single-use.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import { authenticateClient } from "../clients/authenticate-client.ts";
import type { RuleServices } from "../rules/rule-services.ts";
import { demandDpop, demandDpopOf } from "./demand-dpop.ts";
import type { WithDpopNonces } from "./dpop-nonce.ts";
import { type ExchangeRequest, readExchange } from "./exchange/exchange-request.ts";
import { exchangeToken } from "./exchange/exchange-token.ts";
import { demandSubject } from "./exchange/subject-token.ts";
import type { MintServices } from "./mint-tokens.ts";
import { readTokenLimits, type TokenLimits } from "./narrowed-grant.ts";
import { refusedGrant } from "./oauth-refusal.ts";
import { demandWholeToken } from "./redemption/demand-whole-token.ts";
import { demandLogin, type Poll, pollLogin } from "./redemption/poll-login.ts";
import { type CodeRequest, demandCode, redeemCode } from "./redemption/redeem-code.ts";
import { demandRefreshToken, refreshTokens } from "./refresh-tokens.ts";
import type { TokenForm } from "./token-form.ts";

/** The services that the grants use between them. */
export type GrantServices = MintServices &
  RuleServices &
  WithAddressOf &
  WithBudgets &
  WithChanges &
  WithDpopNonces &
  WithStopping &
  WithActiveTokens;
type Grant = (services: GrantServices, c: Call, form: TokenForm) => Promise<LoginAnswer | WrittenExchangeAnswer>;
/** The answer to a grant of a login's tokens: tokens, or for a program that only knows a redirect the code and then the token. */
type LoginAnswer = WrittenTokenAnswer | CodeAnswer | ProgramAnswer;

/** The grants of the token endpoint: grant type → what reads its parameters → what grants it. */
export const GRANTS: ReadonlyMap<string, Grant> = new Map([
  [DEVICE_CODE_GRANT, grantOfLogin(readDeviceCode, byDeviceCode)],
  [AUTHORIZATION_CODE_GRANT, grantOfLogin(readCode, byCode, publicClientId)],
  ["refresh_token", grantOfLogin(readRefresh, byRefreshToken)],
  [TOKEN_EXCHANGE_GRANT, (services, c, form) => byExchange(services, c, readExchange(form), form)],
]);

/**
 * Finds the grant that a token request asks for (RFC 6749 §3.2). A program that is not registered learns that first.
 *
 * @throws OauthError `invalid_client`, `unauthorized_client`, `invalid_request`, `unsupported_grant_type` (RFC 6749 §5.2)
 */
export async function demandGrant(services: WithConfig & WithDb, { grant_type, client_id }: TokenForm): Promise<Grant> {
  const grant = grant_type === undefined ? undefined : GRANTS.get(grant_type);
  if (grant !== undefined) return grant;
  await demandCommandLine(services, client_id);
  if (grant_type === undefined) throw new OauthError("invalid_request", oauthTexts.grant.typeMissing);
  throw new OauthError("unsupported_grant_type", oauthTexts.grant.types);
}

/** Makes a grant of a login's tokens, which are for the program that requested the login. The program is judged before its parameters. */
function grantOfLogin<Parameters>(
  read: (form: TokenForm) => Parameters,
  run: (services: GrantServices, c: Call, client: CommandLineClient, parameters: Parameters) => Promise<LoginAnswer>,
  clientIdOf: (c: Call, form: TokenForm) => string | undefined = (_c, form) => form.client_id,
): Grant {
  return async (services, c, form) => {
    const client = await demandCommandLine(services, clientIdOf(c, form));
    try {
      return await run(services, c, client, read(form));
    } catch (error) {
      throw error instanceof Refused ? refusedGrant(error, secondsNow(services)) : error;
    }
  };
}

interface DeviceCodeRequest extends Pick<Poll, "knownTrouble" | "knownWanted" | "knownSecond"> {
  readonly deviceCode: string;
  readonly limits: TokenLimits;
}

/** Reads the parameters of RFC 8628 §3.4, which has no scope, and of protocol §4.6. */
function readDeviceCode(form: TokenForm): DeviceCodeRequest {
  const { device_code: deviceCode, known_trouble: trouble, known_wanted: knownWanted, known_second: second } = form;
  const { resource, authorization_details } = form;
  if (deviceCode === undefined) throw new OauthError("invalid_request", oauthTexts.grant.deviceCodeMissing);
  const limits = readTokenLimits({ resource, authorization_details });
  const countIn = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return { deviceCode, limits, knownWanted, knownTrouble: countIn(trouble), knownSecond: countIn(second) };
}

function byDeviceCode(
  services: MintServices &
    RuleServices &
    WithAddressOf &
    WithBudgets &
    WithChanges &
    WithDpopNonces &
    WithStopping &
    WithActiveTokens,
  c: Call,
  client: CommandLineClient,
  { deviceCode, limits, ...clientKnows }: DeviceCodeRequest,
): Promise<WrittenTokenAnswer | CodeAnswer> {
  return SingleUse.during(services, async (once) => {
    const find = (key: string) => demandLogin(services, deviceCode, key, client);
    const { found: login } = await demandDpopOf(once, services, c, find);
    demandWholeToken(login, limits, client, services.config.issuer);
    const poll = { address: services.addressOf(c), gone: c.req.raw.signal, ...clientKnows };
    return pollLogin(services, login, poll, once);
  });
}

/** Some programs of other people's name themselves in the header (RFC 6749 §2.3.1), with the empty secret of a public client. */
function publicClientId(c: Call, { client_id }: TokenForm): string | undefined {
  const [, credentials] = /^Basic +([\w+/]{1,1024}={0,2})$/i.exec(c.req.header("authorization") ?? "") ?? [];
  if (credentials === undefined) return client_id;
  const [id, secret] = Buffer.from(credentials, "base64").toString("latin1").split(":");
  const named = secret === "" && id !== undefined && /^[\w.-]{1,128}$/.test(id) ? id : undefined;
  return client_id === undefined || client_id === named ? named : undefined;
}

/** Reads the parameters of RFC 6749 §4.1.3 and RFC 7636 §4.5. */
function readCode(form: TokenForm): CodeRequest {
  const { code, code_verifier: verifier, redirect_uri: redirectUri, resource } = form;
  if (code === undefined) throw new OauthError("invalid_request", oauthTexts.grant.codeMissing);
  if (verifier === undefined) throw new OauthError("invalid_request", oauthTexts.grant.verifier);
  return { code, redirectUri, verifier, limits: readTokenLimits({ resource }) };
}

/** A program that sends a proof gets a token that only its key can use (RFC 9449 §5); every other one gets a bearer token. */
function byCode(
  services: MintServices & RuleServices & WithChanges & WithDpopNonces,
  c: Call,
  client: CommandLineClient,
  request: CodeRequest,
): Promise<ProgramAnswer> {
  return SingleUse.during(services, async (once) => {
    const find = (key?: string) => demandCode(services, client, request, key);
    const isProved = c.req.header("DPoP") !== undefined;
    const good = isProved ? (await demandDpopOf(once, services, c, find)).found : await find();
    return redeemCode(services, good, once);
  });
}

interface RefreshTokenRequest {
  readonly refreshToken: string;
  readonly deviceStatement: string;
  readonly limits: TokenLimits;
}

/** Reads the parameters of RFC 6749 §6 and of protocol §4.6. */
function readRefresh(form: TokenForm): RefreshTokenRequest {
  const { refresh_token: refreshToken, device_statement: deviceStatement } = form;
  const { resource, scope, authorization_details } = form;
  if (refreshToken === undefined) throw new OauthError("invalid_request", oauthTexts.grant.refreshMissing);
  if (deviceStatement === undefined) throw new OauthError("invalid_request", oauthTexts.grant.statementMissing);
  return { refreshToken, deviceStatement, limits: readTokenLimits({ resource, scope, authorization_details }) };
}

function byRefreshToken(
  services: MintServices & RuleServices & WithAddressOf & WithBudgets & WithDpopNonces & WithActiveTokens,
  c: Call,
  client: CommandLineClient,
  { refreshToken, deviceStatement, limits }: RefreshTokenRequest,
): Promise<WrittenTokenAnswer> {
  return SingleUse.during(services, async (once) => {
    const find = (key: string) => demandRefreshToken(services, refreshToken, key, client);
    const proof = await demandDpopOf(once, services, c, find);
    return refreshTokens(services, { deviceStatement, proof, client, limits, address: services.addressOf(c) }, once);
  });
}

async function byExchange(
  services: MintServices & RuleServices & WithAddressOf & WithBudgets & WithDpopNonces & WithActiveTokens,
  c: Call,
  request: ExchangeRequest,
  form: TokenForm,
): Promise<WrittenExchangeAnswer> {
  // The client is authenticated last: a proof with an old nonce is sent again, and an assertion that was used up could not be.
  const { found: exchanger } = await demandDpop(services, c, async (jkt) => {
    const by = { client: await demandExchanger(services, c, form), jkt };
    await demandSubject(services, request.subjectToken, by);
    return by;
  });
  return exchangeToken(services, request, exchanger, services.addressOf(c));
}

/** Demands the client of an exchange. A program is public, and proves itself by its session key; a resource server has to authenticate. */
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
