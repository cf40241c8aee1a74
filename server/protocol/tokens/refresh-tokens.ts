import { isDeepStrictEqual } from "node:util";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { LOST_REFRESH_ANSWER_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { WrittenTokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import { reaches } from "@nearside/shared/proof/step-up.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { VerifiedDpop } from "@nearside/shared/statements/dpop.ts";
import { aboutMachine } from "../../platform/audit/event-listeners.ts";
import { append } from "../../platform/audit/event-log.ts";
import { refreshRefused, tokenRefreshed } from "../../platform/audit/events/tokens.ts";
import { logErrorOf } from "../../platform/audit/log-refusal-of.ts";
import type { CommandLineClient } from "../../platform/config/clients/client.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import { demandSigner } from "../../platform/keys/demand-keys-kept.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import { together } from "../../platform/store/together.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { insertAccessToken } from "../../register/tokens/access-token-store.ts";
import type { ActiveTokens, FoundRefreshToken, WithActiveTokens } from "../../register/tokens/active-tokens.ts";
import { demandLeaseLeft, withLeaseRefusal } from "../../register/tokens/lease-refusal.ts";
import { weakened } from "../../register/tokens/proof-claims.ts";
import {
  findRefreshToken,
  insertRefreshToken,
  type RefreshToken,
  replaceSuccessor,
  useRefreshToken,
  voidRefreshToken,
} from "../../register/tokens/refresh-token-store.ts";
import { SingleUse } from "../../register/tokens/single-use.ts";
import { revokeFamily, type TokenFamily, weakenFamily } from "../../register/tokens/token-store.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import type { RuleServices } from "../rules/rule-services.ts";
import { ruleToken, type TokenRuling } from "../rules/rule-token.ts";
import { takePostureOfRefresh } from "../rules/take-posture.ts";
import { checkRefreshStatement } from "./check-refresh-statement.ts";
import { type MintServices, mintAccessToken, newRefreshToken, tokenAnswer } from "./mint-tokens.ts";
import { narrowedGrant, type TokenLimits } from "./narrowed-grant.ts";

// These codes are for the security log only.
const CLIENT_DIFFERS = "request_mismatch";
const KEY_DIFFERS = "key_mismatch";

interface RefreshRequest {
  readonly deviceStatement: string;
  /** The proof, with the refresh token that was found for the key that made it. */
  readonly proof: VerifiedDpop & { readonly found: FoundRefreshToken };
  readonly client: CommandLineClient;
  /** The limits of this access token alone. A member that is left out is as granted. */
  readonly limits: TokenLimits;
  /** The address of the client. */
  readonly address: string;
}

type HeldFamily = Awaited<ReturnType<ActiveTokens["holdFamily"]>>;

/**
 * Finds the refresh token, for its own client and session key.
 *
 * @throws OauthError `invalid_grant`: one answer for an unknown token, another client's and another key's, so a stranger learns
 * nothing; the log tells them apart
 */
export async function demandRefreshToken(
  services: WithClock & WithDb & WithActiveTokens,
  token: string,
  sessionJkt: string,
  client: CommandLineClient,
): Promise<FoundRefreshToken> {
  const found = await services.activeTokens.findRefreshToken(services.db, await sha256Base64url(token));
  const isClients = found?.family.clientId === client.id;
  if (found && isClients && found.family.sessionJkt === sessionJkt) return found;
  if (found) await logForeign(services, found.family, isClients ? KEY_DIFFERS : CLIENT_DIFFERS);
  throw new OauthError("invalid_grant", oauthTexts.grant.refreshToken);
}

/**
 * Makes a new access token and a new refresh token for the same session key on the same machine (protocol §4.6). Reuse is judged
 * only after key and machine have proved themselves, so a thief without them can end no credential.
 *
 * @throws Refused, OauthError `invalid_grant`
 */
export async function refreshTokens(
  services: MintServices & RuleServices & WithBudgets & WithActiveTokens,
  request: RefreshRequest,
  once: SingleUse = new SingleUse(services),
): Promise<WrittenTokenAnswer> {
  const { presented, family } = request.proof.found;
  const eventOf = (error: unknown) => {
    const code = refusalIn(error);
    return code === undefined ? undefined : refusalEvent(services, family, code);
  };
  return logErrorOf(services, eventOf, async () => {
    const active = await withLeaseRefusal(services, family, () => request.proof.found.demandActive());
    await demandLeaseLeft(services, family);
    const { posture, iat, host } = await checkRefreshStatement(services, request, family, active, once);
    const { address } = request;
    // before the rules are asked about this token
    if (posture !== undefined) await takePostureOfRefresh(services, family, { posture, iat, address });
    const grant = weakened(family.grant, active, host);
    if (!reaches(grant.acr, grant)) refuse("proof_too_weak", "token_family");
    const next = narrowed(request, { ...family, grant });
    return rotate(services, request, presented, next, await ruleRefresh(services, request, next), once);
  });
}

/**
 * Returns the family for its next access token: all that was granted, or the part that is requested.
 *
 * @throws OauthError `invalid_scope` (RFC 6749 §6), `invalid_target` (RFC 8707 §2.2), `invalid_authorization_details` (RFC 9396 §6)
 */
function narrowed({ limits, client }: RefreshRequest, family: TokenFamily): TokenFamily {
  const { audience: aud, authorization_details } = family.grant;
  const granted = { aud, scope: family.scope, authorization_details };
  const { audience, scope, details = [] } = narrowedGrant(granted, limits, client);
  return { ...family, scope, grant: { ...family.grant, audience: [...audience], authorization_details: details } };
}

const ruleRefresh = (
  services: RuleServices,
  { client, address }: RefreshRequest,
  family: TokenFamily,
): Promise<TokenRuling> =>
  ruleToken(services, {
    action: "refresh",
    family,
    client,
    scope: family.scope,
    audience: family.grant.audience,
    detailTypes: family.grant.authorization_details.map(({ type }) => type),
    address,
  });

/**
 * Uses the refresh token up and gives its successor, with the access token.
 *
 * @param granted with the scope and the grant of the next access token
 * @param ruling the part of that grant that rules leave
 */
async function rotate(
  services: MintServices & WithDb & WithActiveTokens,
  { client }: RefreshRequest,
  presented: RefreshToken,
  granted: TokenFamily,
  { scope, life: most, expiresAt, record }: TokenRuling,
  once: SingleUse,
): Promise<WrittenTokenAnswer> {
  const family = { ...granted, scope, expiresAt };
  const life = Math.min(family.grant.access_token_seconds, client.accessTokenSeconds, most); // never longer than agreed to
  const access = await mintAccessToken(services, family, family.sessionJkt, life);
  const refresh = await newRefreshToken(services);
  const now = services.clock();
  const rotated = await once.transaction(async (trx) => {
    const [, held, isTaken] = await together(
      demandSigner(trx, services, access.kid),
      services.activeTokens.holdFamily(trx, family), // a revocation may have come in since it was judged
      take(trx, presented, refresh.hash, now),
    );
    if (!isTaken) return false;
    await recordWeakening(trx, held);
    await insertRefreshToken(trx, { ...refresh, familyId: family.id, createdAt: now, expiresAt: family.expiresAt });
    await insertAccessToken(trx, access, { familyId: family.id, createdAt: now });
    await record(trx);
    const data = { access_token_jti: access.jti, retry: presented.state === "used" };
    await append(trx, tokenRefreshed(now, family.id, data), aboutMachine(family));
    return true;
  });
  return rotated ? tokenAnswer(services, family, access, refresh.token) : refuseUsed(services, presented, family.id);
}

/** Uses the refresh token up. @returns false if it was used or voided before */
async function take(trx: Trx, presented: RefreshToken, successor: string, now: number): Promise<boolean> {
  if (presented.state === "used") return takeAgain(trx, presented, successor, now);
  return presented.state === "active" && useRefreshToken(trx, presented.hash, successor, now);
}

/** Writes down a proof that is weaker than the family's: the machine's key or its passkey is not what it was. */
async function recordWeakening(trx: Trx, { family, ...active }: HeldFamily): Promise<void> {
  const grant = weakened(family.grant, active);
  if (grant.acr !== family.grant.acr || !isDeepStrictEqual(grant.proof, family.grant.proof))
    await weakenFamily(trx, family, grant);
}

/**
 * Refuses a token that was used before. An honest loser of a race may send the same token again, and is answered as a repeat. Any other
 * use shows that the token was stolen, and the family ends.
 *
 * @throws OauthError `invalid_grant`; Refused `refresh_reused`
 */
async function refuseUsed(services: WithDb, presented: RefreshToken, familyId: string): Promise<never> {
  const after = (await findRefreshToken(services.db, presented.hash))?.presented;
  if (after?.state !== presented.state || after.successor !== presented.successor)
    throw new OauthError("invalid_grant", oauthTexts.grant.refreshRace);
  await services.db.transaction().execute((trx) => revokeFamily(trx, familyId, "refresh_reused"));
  return refuse("refresh_reused", "refresh_token");
}

/** Uses a used token again, because the answer with its successor was lost: within 30 s another one takes its place, and voids it. */
async function takeAgain(trx: Trx, presented: RefreshToken, successor: string, now: number): Promise<boolean> {
  const { usedAt, successor: unused } = presented;
  if (usedAt === null || unused === null || now > usedAt + LOST_REFRESH_ANSWER_SECONDS * 1000) return false;
  return (await voidRefreshToken(trx, unused)) && (await replaceSuccessor(trx, presented.hash, unused, successor));
}

/** Returns the code of a refusal; undefined for an error that refuses no proof, such as a scope that was not granted. */
function refusalIn(error: unknown): string | undefined {
  if (error instanceof Refused) return error.code;
  return error instanceof OauthError ? error.refusal : undefined;
}

/** Logs that another client, or another key, presented a refresh token of that family. */
async function logForeign(services: WithClock & WithDb, family: TokenFamily, code: string): Promise<void> {
  const event = refusalEvent(services, family, code);
  await services.db.transaction().execute((trx) => append(trx, event));
}

const refusalEvent = ({ clock }: WithClock, { id }: TokenFamily, code: string) =>
  refreshRefused(clock(), id, { code, revoked: code === "refresh_reused" });
