import { ACCESS_TOKEN_TYPE, type WrittenExchangeAnswer } from "@nearside/shared/oauth/token-exchange.ts";
import { writtenScope } from "@nearside/shared/oauth/written-scope.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { tokenExchanged } from "../../../platform/audit/events/tokens.ts";
import type { Client } from "../../../platform/config/clients/client.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import { RefusedByRules } from "../../../platform/http/refused-by-rules.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { spend } from "../../../platform/limits/spend.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { secondsNow } from "../../../platform/surroundings.ts";
import { insertAccessToken } from "../../../register/tokens/access-token-store.ts";
import type { WithTokensInForce } from "../../../register/tokens/tokens-in-force.ts";
import type { RuleServices } from "../../rules/rule-services.ts";
import { ruleToken, type TokenRuling } from "../../rules/rule-token.ts";
import { detailsOf, type MintServices } from "../mint-tokens.ts";
import { refusedGrant, refusedRequest } from "../refused-proof.ts";
import type { ExchangeRequest } from "./exchange-request.ts";
import { delegatedGrant, type ExchangedGrant, narrowedGrant } from "./exchanged-grant.ts";
import { holdStanding } from "./hold-standing.ts";
import { logExchangeRefusal } from "./log-exchange-refusal.ts";
import { mintExchanged } from "./mint-exchanged.ts";
import { demandSubject, type Exchanger, notValid, type Subject } from "./subject-token.ts";

/** At most this many exchanges follow one another, each of the token that the last one gave. */
const MOST_EXCHANGES = 4;
/** This code is for the security log only. */
const TOO_MANY_EXCHANGES = "too_many_exchanges";

/**
 * Another access token for the one shown (RFC 8693, protocol §4.6): for less, or for somebody who acts in the person's name.
 * It ends with the token that it came of and with all that one rests on.
 *
 * @param address from where it is asked for
 * @throws OauthError, RateLimited
 */
export async function exchangeToken(
  services: MintServices & RuleServices & WithBudgets & WithTokensInForce,
  asked: ExchangeRequest,
  by: Exchanger,
  address: string,
): Promise<WrittenExchangeAnswer> {
  const subject = await demandSubject(services, asked.subjectToken, by);
  await spendOf(services, subject, by.client);
  const { exchanges } = await tellRefusals(services, subject, by.client, () =>
    services.tokensInForce.demandToken(services.db, subject.claims.jti),
  );
  if (exchanges >= MOST_EXCHANGES) {
    await logExchangeRefusal(services, subject, by.client, TOO_MANY_EXCHANGES);
    throw new OauthError("invalid_request", "This subject token came of too many exchanges, one after the other.");
  }
  return tellRefusals(services, subject, by.client, async () => {
    const grant = grantOf(subject, asked, by.client);
    return exchange(services, subject, grant, await ruleExchange(services, subject, grant, by.client, address), by);
  });
}

/** Runs a step; what refuses it goes to the security log first. */
async function tellRefusals<T>(
  services: WithClock & WithDb,
  subject: Subject,
  client: Client,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof OauthError || error instanceof Refused)) throw error;
    await logExchangeRefusal(services, subject, client, error.code);
    if (error instanceof OauthError) throw error;
    if (error instanceof RefusedByRules || error.code === "approval_too_old") throw refusedByRules(error, client);
    // The one whose token it is hears why it is worth nothing any more; others hear that it is not valid.
    throw client.kind === "command_line" ? refusedRequest(error, secondsNow(services)) : notValid({ cause: error });
  }
}

/** Only the person's own program hears which rules refused. An API hears whether a new login is needed or none is to be had. */
function refusedByRules(refused: Refused, client: Client): OauthError {
  const told = refusedGrant(refused, 0);
  const { code, description, refusal } = told;
  return client.kind === "command_line" || refusal === undefined
    ? told
    : new OauthError(code, description, { refusal, cause: refused });
}

/** Spends from a budget only after its owner was proved: the family, or the client. */
const spendOf = (services: WithBudgets, { family }: Subject, client: Client): Promise<void> =>
  client.kind === "command_line"
    ? spend(services, "login_exchanges", family.id)
    : spend(services, "resource_server_exchanges", client.id);

const grantOf = ({ claims }: Subject, { wanted }: ExchangeRequest, client: Client): ExchangedGrant =>
  client.kind === "command_line" ? narrowedGrant(claims, wanted, client) : delegatedGrant(claims, wanted, client);

const ruleExchange = (
  services: RuleServices,
  { claims, family }: Subject,
  { scope, audience, details = [] }: ExchangedGrant,
  client: Client,
  address: string,
): Promise<TokenRuling> =>
  ruleToken(services, {
    action: "exchange",
    // what the token says of its proof, which may be less than the login had
    family: { ...family, grant: { ...family.grant, proof: claims.proof } },
    client,
    scope,
    audience,
    detailTypes: details.map(({ type }) => type),
    address,
  });

async function exchange(
  services: MintServices & WithDb & WithTokensInForce,
  subject: Subject,
  granted: ExchangedGrant,
  { scope, life, expiresAt, record }: TokenRuling,
  { client, jkt }: Exchanger,
): Promise<WrittenExchangeAnswer> {
  const left = Math.floor(expiresAt / 1000) - secondsNow(services);
  const grant = { ...granted, scope, life: Math.min(granted.life, life, left) };
  const access = await mintExchanged(services, subject.claims, grant, jkt);
  const now = services.clock();
  const {
    claims: { jti: parent },
    family,
  } = subject;
  const actor = grant.act === undefined ? null : client.id;
  await services.db.transaction().execute(async (trx) => {
    await holdStanding(trx, services, subject, client); // a revocation may have come in since it was judged
    await insertAccessToken(trx, access, { familyId: family.id, parent, actor, createdAt: now });
    await record(trx);
    const data = {
      client_id: client.id,
      actor: actor !== null,
      subject_token_jti: parent,
      access_token_jti: access.jti,
      audience: [...grant.audience],
      scope: grant.scope,
    };
    await append(trx, tokenExchanged(now, family.id, data));
  });
  return {
    access_token: access.jws,
    issued_token_type: ACCESS_TOKEN_TYPE,
    token_type: "DPoP",
    expires_in: access.exp - access.iat,
    ...writtenScope(grant.scope),
    ...detailsOf(grant.details),
  };
}
