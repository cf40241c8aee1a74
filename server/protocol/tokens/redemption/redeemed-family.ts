import { approvalHash } from "@nearside/shared/chain/co-approval/approval-hash.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { newTokenFamilyId } from "@nearside/shared/ids.ts";
import { readLease } from "@nearside/shared/oauth/lease.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { placeId } from "@nearside/shared/statements/place.ts";
import { loginRedeemed } from "../../../platform/audit/events/logins.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { secondsNow, type WithClock, type WithRandom } from "../../../platform/surroundings.ts";
import { touchedAt } from "../../../register/logins/login.ts";
import type { ApprovedLogin } from "../../../register/logins/login-store.ts";
import type { Party } from "../../../register/machines/party.ts";
import { claimsOf } from "../../../register/tokens/proof-claims.ts";
import type { TokenFamily } from "../../../register/tokens/token-store.ts";
import { demandFresh, demandProof, metPartOf } from "../../login/decide/judge-proof.ts";

/**
 * Makes the token family of an approved login: all that was agreed to, whatever is configured since.
 *
 * @throws Refused `proof_too_weak`, `passkey_not_bound`, `approval_too_old`, `lease_over`
 */
export async function redeemedFamily(
  services: WithClock & WithConfig & WithRandom,
  login: ApprovedLogin,
  party: Party,
): Promise<TokenFamily> {
  const { approval, meeting } = login;
  const facts = readFacts(login.facts);
  const proof = await demandProof(metPartOf(login), approval.decision, approval.assertion.id, party);
  const { claims } = await decision.read(approval.decision);
  demandFresh(facts, claims, touchedAt(approval), secondsNow(services));
  const { lifetime, scope = facts.scope } = claims;
  const { assertion, security_key } = approval;
  const now = services.clock();
  // The time that the person of a lease reads on the page counts from the touch (protocol §12.2).
  const isLease = readLease(facts) !== undefined;
  const expiresAt = (isLease ? touchedAt(approval) * 1000 : now) + lifetime.refresh_token * 1000;
  if (expiresAt <= now) refuse("lease_over", "lease");
  return {
    id: newTokenFamilyId(services.random),
    loginId: login.id,
    restsOn: approval.rests_on?.request ?? null,
    userId: party.user.id,
    deviceJkt: login.deviceJkt,
    sessionJkt: login.sessionJkt,
    clientId: login.clientId,
    scope,
    grant: {
      audience: facts.resource.length === 0 ? [services.config.issuer] : facts.resource,
      authorization_details: facts.authorization_details,
      request: login.id,
      chain: await approvalHash(
        { decision: { hash: approval.decision_hash }, assertion, securityKey: security_key ?? null },
        approval.second?.approved,
      ),
      auth_time: touchedAt(approval),
      ...claimsOf(proof),
      ...(facts.acr_values === undefined ? {} : { acr_values: facts.acr_values }),
      ...(facts.place === undefined ? {} : { place: await placeId(facts.place) }),
      bound_set_id: login.boundSetId,
      extension_jkt: meeting.extension_jkt,
      credential_id: approval.assertion.id,
      access_token_seconds: lifetime.access_token,
    },
    state: "active",
    createdAt: now,
    expiresAt,
  };
}

/** Makes the event of a redemption. @param retry true if the answer is given once more */
export const redeemedEvent = (at: number, family: TokenFamily, jti: string, retry: boolean) =>
  loginRedeemed(at, family.loginId, {
    family_id: family.id,
    access_token_jti: jti,
    user_id: family.userId,
    device_jkt: family.deviceJkt,
    retry,
  });
