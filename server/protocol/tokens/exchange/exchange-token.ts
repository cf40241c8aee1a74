import { type Lease, readLease } from "@nearside/shared/oauth/lease.ts";
import { ACCESS_TOKEN_TYPE, type WrittenExchangeAnswer } from "@nearside/shared/oauth/token-exchange.ts";
import { writtenScope } from "@nearside/shared/oauth/written-scope.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { tokenExchanged } from "../../../platform/audit/events/tokens.ts";
import type { Client } from "../../../platform/config/clients/client.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import { RefusedByRules } from "../../../platform/http/refused-by-rules.ts";
import { demandSigner } from "../../../platform/keys/demand-keys-kept.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { spend } from "../../../platform/limits/spend.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { secondsNow } from "../../../platform/surroundings.ts";
import { insertAccessToken } from "../../../register/tokens/access-token-store.ts";
import type { WithActiveTokens } from "../../../register/tokens/active-tokens.ts";
import { isLeaseCode, withLeaseRefusal } from "../../../register/tokens/lease-refusal.ts";
import { oauthTexts } from "../../../texts/oauth.ts";
import type { RuleServices } from "../../rules/rule-services.ts";
import { ruleToken, type TokenRuling } from "../../rules/rule-token.ts";
import { detailsOf, type MintServices } from "../mint-tokens.ts";
import { type NarrowedGrant, narrowedGrant } from "../narrowed-grant.ts";
import { refusedGrant, refusedRequest } from "../oauth-refusal.ts";
import { countLeaseToken } from "./count-lease-token.ts";
import { delegatedGrant } from "./delegated-grant.ts";
import type { ExchangeRequest } from "./exchange-request.ts";
import { holdSubject } from "./hold-subject.ts";
import { leasedGrant } from "./leased-grant.ts";
import { logExchangeRefusal, logRefusedExchange } from "./log-exchange-refusal.ts";
import { mintExchanged } from "./mint-exchanged.ts";
import { demandSubject, type Exchanger, notValid, type Subject } from "./subject-token.ts";

/** At most this many exchanges follow one another, each of the token that the last one gave. */
const MOST_EXCHANGES = 4;
/** This code is for the security log only. */
const TOO_MANY_EXCHANGES = "too_many_exchanges";

/**
 * Makes another access token for the one shown (RFC 8693, protocol §4.6): for less, or for an API that acts in the person's name.
 * It ends with the subject token and with everything on which that one depends.
 *
 * @param address from which the client asks
 * @throws OauthError, RateLimited
 */
export async function exchangeToken(
  services: MintServices & RuleServices & WithBudgets & WithActiveTokens,
  request: ExchangeRequest,
  by: Exchanger,
  address: string,
): Promise<WrittenExchangeAnswer> {
  const subject = await demandSubject(services, request.subjectToken, by);
  await spendOf(services, subject, by.client);
  await demandExchangeable(services, subject, by.client);
  return answeringRefusals(services, subject, by.client, async () => {
    const grant = grantOf(subject, request, by.client);
    const ruling = await ruleExchange(services, subject, grant, by.client, address);
    return exchange(services, subject, { ...request, grant }, ruling, by);
  });
}

/**
 * Demands that the subject token is active, and that no more exchanges led to it than may follow one another.
 *
 * @throws OauthError
 */
async function demandExchangeable(
  services: WithClock & WithDb & WithActiveTokens,
  subject: Subject,
  client: Client,
): Promise<void> {
  const demandToken = () => services.activeTokens.demandToken(services.db, subject.claims.jti);
  const { exchanges } = await answeringRefusals(services, subject, client, demandToken);
  if (exchanges < MOST_EXCHANGES) return;
  await logExchangeRefusal(services, subject, client, TOO_MANY_EXCHANGES);
  throw new OauthError("invalid_request", oauthTexts.exchange.tooManyInARow);
}

/** Runs a step. A refusal is logged, and then answered as this client may hear it. */
async function answeringRefusals<T>(
  services: WithClock & WithDb,
  subject: Subject,
  client: Client,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await logRefusedExchange(services, subject, client, () => withLeaseRefusal(services, subject.family, run));
  } catch (error) {
    throw error instanceof Refused ? answerOf(error, client, secondsNow(services)) : error;
  }
}

/** The client whose own token it is learns why it is no longer valid. An API learns only that it is not valid. */
function answerOf(refused: Refused, client: Client, serverTime: number): OauthError {
  if (isLeaseCode(refused.code))
    return client.kind === "command_line" ? refusedGrant(refused, 0) : notValid({ cause: refused });
  if (refused instanceof RefusedByRules || refused.code === "approval_too_old") return ruledAnswerOf(refused, client);
  return client.kind === "command_line" ? refusedRequest(refused, serverTime) : notValid({ cause: refused });
}

/** Only the person's own program learns which rules refused. An API learns whether a new login is needed, or no login would help. */
function ruledAnswerOf(refused: Refused, client: Client): OauthError {
  const answer = refusedGrant(refused, 0);
  const { code, description, refusal } = answer;
  return client.kind === "command_line" || refusal === undefined
    ? answer
    : new OauthError(code, description, { refusal, cause: refused });
}

/** Spends from a budget only after its owner was proved: the family, or the client. */
const spendOf = (services: WithBudgets, { family }: Subject, client: Client): Promise<void> =>
  client.kind === "command_line"
    ? spend(services, "login_exchanges", family.id)
    : spend(services, "resource_server_exchanges", client.id);

function grantOf({ claims, family }: Subject, request: ExchangeRequest, client: Client): NarrowedGrant {
  const { limits, tool } = request;
  const lease = leaseOf(family, client);
  if (client.kind === "command_line" && lease !== undefined) return leasedGrant(claims, lease, request, client);
  if (tool !== undefined) throw new OauthError("invalid_request", oauthTexts.exchange.toolOnlyLease);
  return client.kind === "command_line"
    ? narrowedGrant(claims, limits, client)
    : delegatedGrant(claims, limits, client);
}

/** The lease that a token comes out of; undefined for an API that acts on by one, and for every other login. */
const leaseOf = ({ grant }: Subject["family"], client: Client): Lease | undefined =>
  client.kind === "command_line" ? readLease(grant) : undefined;

const ruleExchange = (
  services: RuleServices,
  { claims, family }: Subject,
  { scope, audience, details = [], lease }: NarrowedGrant,
  client: Client,
  address: string,
): Promise<TokenRuling> =>
  ruleToken(services, {
    action: "exchange",
    // The token's own proof counts: it may be less than the login had.
    family: { ...family, grant: { ...family.grant, proof: claims.proof } },
    client,
    scope,
    audience,
    detailTypes: details.map(({ type }) => type),
    tools: lease?.tools,
    address,
  });

async function exchange(
  services: MintServices & WithDb & WithActiveTokens,
  subject: Subject,
  { grant: granted, tool }: Pick<ExchangeRequest, "tool"> & { readonly grant: NarrowedGrant },
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
  const lease = leaseOf(family, client);
  const actor = client.kind === "command_line" ? null : client.id;
  await services.db.transaction().execute(async (trx) => {
    await demandSigner(trx, services, access.kid);
    await holdSubject(trx, services, subject, client); // a revocation may have come in since it was judged
    await insertAccessToken(trx, access, { familyId: family.id, parent, actor, createdAt: now });
    await record(trx);
    if (lease !== undefined) {
      await countLeaseToken(trx, { lease, family, grant, jti: access.jti, tool: tool ?? null }, now);
      return;
    }
    const data = {
      client_id: client.id,
      actor: actor !== null,
      subject_token_jti: parent,
      access_token_jti: access.jti,
      audience: [...grant.audience],
      scope: grant.scope,
    };
    await append(trx, tokenExchanged(now, family.id, data), aboutMachine(family));
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
