import { isDeepStrictEqual } from "node:util";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { LOST_REFRESH_ANSWER_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { WrittenTokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import { reaches } from "@nearside/shared/proof/step-up.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { VerifiedDpop } from "@nearside/shared/statements/dpop.ts";
import { appendRefusal } from "../audit/append-refusal.ts";
import { append } from "../audit/event-log.ts";
import { refreshRefused } from "../audit/events/refresh-refused.ts";
import { tokenRefreshed } from "../audit/events/token-refreshed.ts";
import type { CommandLineClient } from "../clients/client.ts";
import type { Ground } from "../ground.ts";
import { ruleToken, type TokenRuling } from "../rules/points/rule-token.ts";
import type { Trx } from "../store/database.ts";
import { insertAccessToken } from "./access-token-store.ts";
import { checkRefreshStatement } from "./check-refresh-statement.ts";
import type { Wanted } from "./exchange/exchange-request.ts";
import { narrowedGrant } from "./exchange/exchanged-grant.ts";
import { mintAccessToken, newRefreshToken, tokenAnswer } from "./mint-tokens.ts";
import { OauthError } from "./oauth-error.ts";
import { weakened } from "./proof-tier.ts";
import {
  findRefreshToken,
  insertRefreshToken,
  type Presented,
  type RefreshToken,
  replaceSuccessor,
  useRefreshToken,
  voidRefreshToken,
} from "./refresh-token-store.ts";
import { SingleUse } from "./single-use.ts";
import { demandFamilyStanding, holdFamilyStanding } from "./token-standing.ts";
import { revokeFamily, type TokenFamily, weakenFamily } from "./token-store.ts";

// For the security log only.
const CLIENT_DIFFERS = "request_mismatch";
const KEY_DIFFERS = "key_mismatch";

export interface RefreshRequest {
  readonly deviceStatement: string;
  /** And the refresh token, as it was found for the key that made it. */
  readonly proof: VerifiedDpop & { readonly known: Presented };
  readonly client: CommandLineClient;
  /** For this access token alone; what is left out is as granted. */
  readonly wanted: Wanted;
  /** From where it is asked for. */
  readonly address: string;
}

/**
 * The refresh token, for its own client and session key.
 *
 * @throws OauthError `invalid_grant`: one answer for unknown, another client's and another key's, so a stranger learns
 * nothing; the log tells them apart
 */
export async function demandRefreshToken(
  ground: Ground,
  token: string,
  sessionJkt: string,
  client: CommandLineClient,
): Promise<Presented> {
  const found = await findRefreshToken(ground.db, await sha256Base64url(token));
  const isClients = found?.family.clientId === client.id;
  if (found && isClients && found.family.sessionJkt === sessionJkt) return found;
  if (found) await logRefusal(ground, found.family, isClients ? KEY_DIFFERS : CLIENT_DIFFERS);
  throw new OauthError("invalid_grant", "This refresh token is not valid. Log in again.");
}

/**
 * A new access token and a new refresh token for the same session key on the same machine (protocol §4.6). Reuse is judged
 * only after key and machine have proved themselves, so a thief without them can end nobody's credential.
 *
 * @throws Refused, OauthError `invalid_grant`
 */
export async function refreshTokens(
  ground: Ground,
  asked: RefreshRequest,
  once: SingleUse = new SingleUse(ground),
): Promise<WrittenTokenAnswer> {
  const { presented, family } = asked.proof.known;
  try {
    const inForce = await demandFamilyStanding(ground.db, ground, family.id);
    await checkRefreshStatement(ground, asked, family, inForce, once);
    const grant = weakened(family.grant, inForce);
    if (!reaches(grant.acr, grant)) refuse("proof_too_weak", "token_family");
    const next = narrowed(asked, { ...family, grant });
    return await rotate(ground, asked, presented, next, await ruleRefresh(ground, asked, next), once);
  } catch (error) {
    const code = error instanceof Refused ? error.code : error instanceof OauthError ? error.refusal : undefined;
    if (code !== undefined) await logRefusal(ground, family, code);
    throw error;
  }
}

/**
 * The family as its next access token has it: all that was granted, or what is asked for of it.
 *
 * @throws OauthError `invalid_scope` (RFC 6749 §6), `invalid_target` (RFC 8707 §2.2), `invalid_authorization_details` (RFC 9396 §6)
 */
function narrowed({ wanted, client }: RefreshRequest, family: TokenFamily): TokenFamily {
  const { audience: aud, authorization_details } = family.grant;
  const granted = { aud, scope: family.scope, authorization_details };
  const { audience, scope, details = [] } = narrowedGrant(granted, wanted, client);
  return { ...family, scope, grant: { ...family.grant, audience: [...audience], authorization_details: details } };
}

const ruleRefresh = (ground: Ground, { client, address }: RefreshRequest, family: TokenFamily): Promise<TokenRuling> =>
  ruleToken(ground, {
    action: "refresh",
    family,
    client,
    scope: family.scope,
    audience: family.grant.audience,
    detailTypes: family.grant.authorization_details.map(({ type }) => type),
    address,
  });

/**
 * @param granted with the scope and the grant of the next access token
 * @param ruling what rules leave of it
 */
async function rotate(
  ground: Ground,
  { client }: RefreshRequest,
  presented: RefreshToken,
  granted: TokenFamily,
  { scope, life: most, expiresAt, record }: TokenRuling,
  once: SingleUse,
): Promise<WrittenTokenAnswer> {
  const family = { ...granted, scope, expiresAt };
  const life = Math.min(family.grant.access_token_seconds, client.accessTokenSeconds, most); // never longer than agreed to
  const access = await mintAccessToken(ground, family, life);
  const refresh = await newRefreshToken(ground);
  const now = ground.clock();
  const isRepeat = presented.state === "used";
  const rotated = await once.transaction(async (trx) => {
    // a revocation may have come in since it was judged
    const { family: current, ...inForce } = await holdFamilyStanding(trx, ground, family);
    const taken = isRepeat
      ? await takeAgain(trx, presented, refresh.hash, now)
      : presented.state === "active" && (await useRefreshToken(trx, presented.hash, refresh.hash, now));
    if (!taken) return false;
    const grant = weakened(current.grant, inForce);
    if (grant.acr !== current.grant.acr || !isDeepStrictEqual(grant.proof, current.grant.proof))
      await weakenFamily(trx, family, grant);
    await insertRefreshToken(trx, { ...refresh, familyId: family.id, createdAt: now, expiresAt: family.expiresAt });
    await insertAccessToken(trx, access, { familyId: family.id, createdAt: now });
    await record(trx);
    await append(trx, tokenRefreshed(now, family.id, { access_token_jti: access.jti, retry: isRepeat }));
    return true;
  });
  if (rotated) return tokenAnswer(ground, family, access, refresh.token);
  // An honest loser of a race read what is no more: it may ask again with the same token and will be answered as a repeat.
  const after = (await findRefreshToken(ground.db, presented.hash))?.presented;
  if (after?.state !== presented.state || after.successor !== presented.successor)
    throw new OauthError("invalid_grant", "Another request used this token just now.");
  await ground.db.transaction().execute((trx) => revokeFamily(trx, family.id, "refresh_reused"));
  return refuse("refresh_reused", "refresh_token");
}

/** The answer with the first successor was lost: within 30 s another one takes its place, and the unused one is void. */
async function takeAgain(trx: Trx, presented: RefreshToken, successor: string, now: number): Promise<boolean> {
  const { usedAt, successor: unused } = presented;
  if (usedAt === null || unused === null || now > usedAt + LOST_REFRESH_ANSWER_SECONDS * 1000) return false;
  return (await voidRefreshToken(trx, unused)) && (await replaceSuccessor(trx, presented.hash, unused, successor));
}

async function logRefusal(ground: Ground, family: TokenFamily, code: string): Promise<void> {
  const data = { code, revoked: code === "refresh_reused" };
  await ground.db.transaction().execute((trx) => appendRefusal(trx, refreshRefused(ground.clock(), family.id, data)));
}
