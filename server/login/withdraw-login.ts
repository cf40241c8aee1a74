import { refuse } from "@nearside/shared/chain/refusal.ts";
import { LOST_TOKEN_ANSWER_SECONDS } from "@nearside/shared/lifetimes.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { type WithdrawalReason, withdrawal } from "@nearside/shared/statements/withdrawal.ts";
import { append } from "../audit/event-log.ts";
import { loginWithdrawn } from "../audit/events/login-withdrawn.ts";
import { tokenRevoked } from "../audit/events/token-revoked.ts";
import type { Ground } from "../ground.ts";
import { findFirstRefreshToken, voidRefreshToken } from "../oauth/refresh-token-store.ts";
import { findFamily, revokeFamily } from "../oauth/token-store.ts";
import { currentLogin } from "./current-login.ts";
import { logRefusal } from "./log-refusal.ts";
import type { Login } from "./login.ts";
import { findLogin, moveLogin } from "./login-store.ts";
import { isOpen, withdraw } from "./transitions.ts";

/**
 * The command line gives its login up (protocol §4.2): by its session key, which nobody else has, so that no stranger ends a login
 * before it was met (threat R19).
 *
 * @throws Refused
 */
export async function withdrawLogin(ground: Ground, loginId: string, text: string): Promise<void> {
  const { login } = await currentLogin(ground, loginId);
  await logRefusal(ground, "withdraw", loginId, async () => {
    const said = await withdrawal.read(text);
    if ((await thumbprintOf(said.header.jwk)) !== login.sessionJkt) refuse("key_mismatch", "withdrawal.jwk");
    await verifySignature(said, said.header.jwk);
    const asked = await request.read(login.request);
    if (said.claims.request !== asked.hash) refuse("request_mismatch", "withdrawal.request");
    if (await end(ground, login, said.claims.reason)) return;
    // it was met, approved or redeemed at that very moment: as it is now
    const after = await findLogin(ground.db, loginId);
    if (after === undefined || !(await end(ground, after, said.claims.reason))) refuse("request_settled", "request");
  });
}

/** @returns false where somebody else was first */
async function end(ground: Ground, login: Login, reason: WithdrawalReason): Promise<boolean> {
  if (login.state === "withdrawn") return true; // the answer was lost
  if (login.state === "expired") refuse("request_expired", "request");
  if (login.state === "redeemed") return giveBack(ground, login);
  const next = withdraw(login, reason);
  if (!isOpen(login) || next === undefined) return refuse("request_settled", "request");
  const was = login.state;
  const moved = await ground.db.transaction().execute(async (trx) => {
    if (!(await moveLogin(trx, login, next, ground.clock()))) return false;
    await append(trx, loginWithdrawn(ground.clock(), login.id, { was, reason }));
    return true;
  });
  if (moved) ground.changes.announce(login.id);
  return moved;
}

/**
 * It ended while its tokens were on the way, or threw them away: as long as a lost answer would be given once more (protocol §4.6),
 * all that came of it ends.
 */
async function giveBack(ground: Ground, { id }: Login): Promise<true> {
  const family = await findFamily(ground.db, { loginId: id });
  if (family === undefined) throw new Error("a redeemed login lacks its tokens");
  const now = ground.clock();
  if (now > family.createdAt + LOST_TOKEN_ANSWER_SECONDS * 1000) refuse("request_settled", "request");
  await ground.db.transaction().execute(async (trx) => {
    if (!(await revokeFamily(trx, family.id, "logged_out"))) return; // it had ended before
    const unused = await findFirstRefreshToken(trx, family.id);
    if (unused === undefined || !(await voidRefreshToken(trx, unused))) refuse("request_settled", "request");
    const data = { access_token_jti: null, reason: "logged_out", by: "client" } as const;
    await append(trx, tokenRevoked(now, family.id, data));
  });
  return true;
}
