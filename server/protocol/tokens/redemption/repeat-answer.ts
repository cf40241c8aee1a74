import { refuse } from "@nearside/shared/chain/refusal.ts";
import { LOST_TOKEN_ANSWER_SECONDS } from "@nearside/shared/lifetimes.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import type { WrittenTokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { findEvidence } from "../../../register/logins/evidence-store.ts";
import type { WithActiveTokens } from "../../../register/tokens/active-tokens.ts";
import {
  findFirstRefreshToken,
  insertRefreshToken,
  voidRefreshToken,
} from "../../../register/tokens/refresh-token-store.ts";
import type { SingleUse } from "../../../register/tokens/single-use.ts";
import { findFamily } from "../../../register/tokens/token-store.ts";
import { newRefreshToken, tokenAnswer } from "../mint-tokens.ts";
import { redeemedEvent } from "./redeemed-family.ts";

/**
 * Answers once more, because the first answer was lost: with the same access token, and a new refresh token that voids the unused one
 * (protocol §4.6).
 *
 * @param loginId of a redeemed login
 * @throws Refused `request_settled` if it is too late or the first answer was evidently received
 */
export async function repeatAnswer(
  services: WithClock & WithConfig & WithDb & WithKeys & WithRandom & WithActiveTokens,
  loginId: string,
  once: SingleUse,
): Promise<WrittenTokenAnswer> {
  const { family, access } = await firstAnswer(services, loginId);
  await services.activeTokens.demandToken(services.db, access.jti); // one that was ended by itself was received
  const now = services.clock();
  if (now > family.createdAt + LOST_TOKEN_ANSWER_SECONDS * 1000) refuse("request_settled", "device_code");
  const refresh = await newRefreshToken(services);
  await once.transaction(async (trx) => {
    await services.activeTokens.holdFamily(trx, family);
    await services.activeTokens.demandToken(trx, access.jti);
    const unused = await findFirstRefreshToken(trx, family.id);
    if (unused === undefined || !(await voidRefreshToken(trx, unused))) refuse("request_settled", "refresh_token");
    await insertRefreshToken(trx, { ...refresh, familyId: family.id, createdAt: now, expiresAt: family.expiresAt });
    await append(trx, redeemedEvent(now, family, access.jti, true), aboutMachine(family));
  });
  return tokenAnswer(services, family, access, refresh.token);
}

async function firstAnswer({ db }: WithDb, loginId: string) {
  const family = await findFamily(db, { loginId });
  const evidence = await findEvidence(db, loginId);
  if (family === undefined || evidence === undefined) throw new Error("a redeemed login lacks its tokens");
  const { claims, jws } = await accessToken.read(evidence.chain.access_token);
  return { family, access: { jws, jti: claims.jti, exp: claims.exp } };
}
