import { judgeTimes } from "@nearside/shared/chain/judge-times.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { CLOCK_LEEWAY_SECONDS, DEVICE_STATEMENT_SECONDS } from "@nearside/shared/lifetimes.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import type { VerifiedDpop } from "@nearside/shared/statements/dpop.ts";
import { type RefreshStatement, refreshStatement } from "@nearside/shared/statements/refresh.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { spend } from "../../platform/limits/spend.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import type { SingleUse } from "../../register/tokens/single-use.ts";
import type { TokenFamily } from "../../register/tokens/token-store.ts";
import type { MachineInForce } from "../../register/tokens/tokens-in-force.ts";

/**
 * Checks the fresh statement of the machine that this session key is still its command line's (protocol §4.6, threat R15).
 *
 * @returns its claims
 * @throws Refused `key_mismatch`, `wrong_audience`, `replayed`, …; OauthError `invalid_dpop_proof`
 */
export async function checkRefreshStatement(
  services: WithBudgets & WithClock & WithConfig,
  request: { readonly deviceStatement: string; readonly proof: VerifiedDpop },
  family: TokenFamily,
  { deviceJwk, userId }: MachineInForce,
  once: SingleUse,
): Promise<RefreshStatement["claims"]> {
  const statement = await refreshStatement.read(request.deviceStatement);
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
  return claims;
}

/**
 * Demands that the session key's proof names that very statement, so that a proof of one refresh does not go with the statement of another.
 *
 * @throws OauthError `invalid_dpop_proof`; its refusal code tells whether the proof names no statement or another one
 */
function demandNamed(named: string | undefined, hash: string): void {
  if (named === hash) return;
  const [what, refusal] =
    named === undefined ? (["has no", "malformed"] as const) : (["has another", "request_mismatch"] as const);
  throw new OauthError(
    "invalid_dpop_proof",
    `The DPoP proof ${what} statement: to renew a login, it must carry there the SHA-256 of the device_statement beside it, in base64url.`,
    { refusal },
  );
}
