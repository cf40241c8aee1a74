import { refuse } from "@nearside/shared/chain/refusal.ts";
import { LOST_TOKEN_ANSWER_SECONDS } from "@nearside/shared/lifetimes.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { type WithdrawalReason, withdrawal } from "@nearside/shared/statements/withdrawal.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginWithdrawn } from "../../../platform/audit/events/logins.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { Login } from "../../../register/logins/login.ts";
import { moveLogin } from "../../../register/logins/login-store.ts";
import { isOpen, withdraw } from "../../../register/logins/transitions.ts";
import { endFamily } from "../../../register/tokens/end-families.ts";
import { findFirstRefreshToken, voidRefreshToken } from "../../../register/tokens/refresh-token-store.ts";
import { findFamily } from "../../../register/tokens/token-store.ts";
import { currentLogin } from "../current-login.ts";
import { logRefusal } from "../log-refusal.ts";

/**
 * The command line gives its login up (protocol §4.2): by its session key, which no other party has, so that no stranger ends a login
 * before it was met (threat R19).
 *
 * @throws Refused
 */
export async function withdrawLogin(
  services: WithChanges & WithClock & WithDb,
  loginId: string,
  text: string,
): Promise<void> {
  const login = await currentLogin(services, loginId);
  await logRefusal(services, "withdraw", loginId, async () => {
    const signed = await withdrawal.read(text);
    if ((await thumbprintOf(signed.header.jwk)) !== login.sessionJkt) refuse("key_mismatch", "withdrawal.jwk");
    await verifySignature(signed, signed.header.jwk);
    const loginRequest = await readAnyRequest(login.request);
    if (signed.claims.request !== loginRequest.hash) refuse("request_mismatch", "withdrawal.request");
    // it was met, approved or redeemed at that very moment, or one more person approved it: each time the withdrawal is judged again
    for (let now = login; !(await end(services, now, signed.claims.reason)); )
      now = await currentLogin(services, loginId);
  });
}

/** @returns false if another change of the login was first */
async function end(
  services: WithChanges & WithClock & WithDb,
  login: Login,
  reason: WithdrawalReason,
): Promise<boolean> {
  if (login.state === "withdrawn") return true; // the answer was lost
  if (login.state === "expired") refuse("request_expired", "request");
  if (login.state === "redeemed") return giveBack(services, login);
  const next = withdraw(login, reason);
  if (!isOpen(login) || next === undefined) return refuse("request_settled", "request");
  const was = login.state;
  const moved = await services.db.transaction().execute(async (trx) => {
    if (!(await moveLogin(trx, login, next, services.clock()))) return false;
    await append(trx, loginWithdrawn(services.clock(), login.id, { was, reason }));
    return true;
  });
  if (moved) services.changes.announce(login.id);
  return moved;
}

/**
 * The command line ended while its tokens were on the way, or threw them away. For as long as a lost answer would be given once
 * more (protocol §4.6), its tokens end.
 */
async function giveBack(services: WithClock & WithDb, { id }: Login): Promise<true> {
  const family = await findFamily(services.db, { loginId: id });
  if (family === undefined) throw new Error("a redeemed login lacks its tokens");
  const now = services.clock();
  if (now > family.createdAt + LOST_TOKEN_ANSWER_SECONDS * 1000) refuse("request_settled", "request");
  await services.db.transaction().execute(async (trx) => {
    const ended = await endFamily(trx, family.id, { reason: "logged_out", by: "client", now });
    if (ended === undefined) return; // it had ended before
    const unused = await findFirstRefreshToken(trx, family.id);
    if (unused === undefined || !(await voidRefreshToken(trx, unused))) refuse("request_settled", "request");
  });
  return true;
}
