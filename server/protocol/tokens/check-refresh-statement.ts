import { judgeTimes } from "@nearside/shared/chain/judge-times.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { CLOCK_LEEWAY_SECONDS, DEVICE_STATEMENT_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Posture } from "@nearside/shared/posture/posture.ts";
import { type HostStanding, hostStanding } from "@nearside/shared/proof/host-standing.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import type { VerifiedDpop } from "@nearside/shared/statements/dpop.ts";
import { hopRefreshStatement } from "@nearside/shared/statements/hop-refresh.ts";
import { type Place, placeId } from "@nearside/shared/statements/place.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { spend } from "../../platform/limits/spend.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import type { ActiveMachine } from "../../register/tokens/active-tokens.ts";
import type { SingleUse } from "../../register/tokens/single-use.ts";
import type { TokenFamily } from "../../register/tokens/token-store.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import { admitPlace } from "../login/start/admit-place.ts";

/**
 * Checks the fresh statement of the machine that this session key is still its command line's (protocol §4.6, threat R15).
 *
 * @returns what it says, and what is known now of the host of a login from elsewhere
 * @throws Refused `key_mismatch`, `wrong_audience`, `replayed`, …; OauthError `invalid_dpop_proof`
 */
export async function checkRefreshStatement(
  services: WithBudgets & WithClock & WithConfig & WithDb,
  request: { readonly deviceStatement: string; readonly proof: VerifiedDpop },
  family: TokenFamily,
  { deviceJwk, userId }: ActiveMachine,
  once: SingleUse,
): Promise<SaidAtRefresh> {
  // of a login from elsewhere each statement is of a type of its own: neither kind renews the other (threat S5)
  const statement =
    family.grant.place === undefined
      ? await refreshStatement.read(request.deviceStatement)
      : await hopRefreshStatement.read(request.deviceStatement);
  const { claims, header } = statement;
  if (claims.iss !== family.deviceJkt || header.kid !== family.deviceJkt) refuse("key_mismatch", "refresh.iss");
  await verifySignature(statement, deviceJwk);
  if (claims.aud !== services.config.issuer) refuse("wrong_audience", "refresh.aud");
  if (claims.cnf.jkt !== family.sessionJkt) refuse("key_mismatch", "refresh.cnf");
  demandNamed(request.proof.claims.statement, statement.hash);
  judgeTimes(claims, secondsNow(services), DEVICE_STATEMENT_SECONDS);
  const forgetAt = (claims.exp + CLOCK_LEEWAY_SECONDS + 1) * 1000;
  const replayed = () => new Refused("replayed", "refresh.jti");
  await once.add({ kind: "refresh", signer: claims.iss, jti: claims.jti, forgetAt, replayed });
  await once.spend(() => spend(services, "user_refreshes", userId)); // both keys have signed, so no stranger spends from this budget
  return { posture: claims.posture, iat: claims.iat, host: await hostNow(services, family, claims) };
}

/** The machine says this at a refresh, and this is known now of the host. */
interface SaidAtRefresh {
  readonly posture: Posture | undefined;
  readonly iat: number;
  readonly host: HostStanding | undefined;
}

/** Judges the place of a login from elsewhere again (protocol §10.4). @throws Refused `place_mismatch`, and as {@link admitPlace} does */
async function hostNow(
  services: WithConfig & WithDb,
  { deviceJkt, grant }: TokenFamily,
  claims: object | { readonly place: Place },
): Promise<HostStanding | undefined> {
  if (!("place" in claims)) return undefined;
  const { place } = claims;
  if ((await placeId(place)) !== grant.place) refuse("place_mismatch", "refresh.place");
  const { host } = await admitPlace(services, deviceJkt, place);
  return place.kind === "ssh" ? hostStanding(place.claimed_name, host) : undefined;
}

/**
 * Demands that the session key's proof names that very statement, so that a proof of one refresh does not go with the statement of another.
 *
 * @throws OauthError `invalid_dpop_proof`; its refusal code tells whether the proof names no statement or another one
 */
function demandNamed(named: string | undefined, hash: string): void {
  if (named === hash) return;
  const hasOther = named !== undefined;
  throw new OauthError("invalid_dpop_proof", oauthTexts.dpop.statement({ hasOther }), {
    refusal: hasOther ? "request_mismatch" : "malformed",
  });
}
