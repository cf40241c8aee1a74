import { judgeTimes } from "@nearside/shared/chain/judge-times.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { CLOCK_LEEWAY_SECONDS, DEVICE_STATEMENT_SECONDS } from "@nearside/shared/lifetimes.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import { type Ground, secondsNow } from "../ground.ts";
import { spend } from "../limits/spend.ts";
import { OauthError } from "./oauth-error.ts";
import type { RefreshRequest } from "./refresh-tokens.ts";
import type { SingleUse } from "./single-use.ts";
import type { MachineInForce } from "./token-standing.ts";
import type { TokenFamily } from "./token-store.ts";

/**
 * The machine says, freshly, that this session key is still its command line's (protocol §4.6, threat R15).
 *
 * @throws Refused `key_mismatch`, `wrong_audience`, `replayed`, …; OauthError `invalid_dpop_proof`
 */
export async function checkRefreshStatement(
  ground: Ground,
  asked: Pick<RefreshRequest, "deviceStatement" | "proof">,
  family: TokenFamily,
  { deviceJwk, userId }: MachineInForce,
  once: SingleUse,
): Promise<void> {
  const statement = await refreshStatement.read(asked.deviceStatement);
  const { claims, header } = statement;
  if (claims.iss !== family.deviceJkt || header.kid !== family.deviceJkt) refuse("key_mismatch", "refresh.iss");
  await verifySignature(statement, deviceJwk);
  if (claims.aud !== ground.config.issuer) refuse("wrong_audience", "refresh.aud");
  if (claims.cnf.jkt !== family.sessionJkt) refuse("key_mismatch", "refresh.cnf");
  demandNamed(asked.proof.claims.statement, statement.hash);
  judgeTimes(claims, secondsNow(ground), DEVICE_STATEMENT_SECONDS);
  const forgetAt = (claims.exp + CLOCK_LEEWAY_SECONDS + 1) * 1000;
  const replayed = () => new Refused("replayed", "refresh.jti");
  await once.add({ kind: "refresh", signer: claims.iss, jti: claims.jti, forgetAt, replayed });
  await once.spend(() => spend(ground, "user_refreshes", userId)); // both keys have signed: nobody else's hand is in this budget
}

/**
 * The session key's proof names that very statement, so that no two of different refreshes go together.
 *
 * @throws OauthError `invalid_dpop_proof`, of which our code says whether it names none or another
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
