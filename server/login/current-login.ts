import { refuse } from "@nearside/shared/chain/refusal.ts";
import { append } from "../audit/event-log.ts";
import { loginExpired } from "../audit/events/login-expired.ts";
import { findParty, type Party } from "../directory/party.ts";
import type { Ground } from "../ground.ts";
import type { Login } from "./login.ts";
import { findLogin, moveLogin } from "./login-store.ts";
import { expire, isOpen } from "./transitions.ts";

/** A login with the bound set that asked for it, as both stand now. */
export interface Current {
  readonly login: Login;
  readonly party: Party;
}

/**
 * The login of that id; one whose time is over is moved to `expired` first.
 *
 * @throws Refused `request_unknown`
 */
export async function currentLogin(ground: Ground, id: string): Promise<Current> {
  const login = await findLogin(ground.db, id);
  if (login === undefined) refuse("request_unknown", "request");
  const settled = await expireIfDue(ground, login);
  const party = await findParty(ground.db, settled.boundSetId);
  if (party === undefined) throw new Error("a login's bound set is missing");
  return { login: settled, party };
}

/** The login as it is after its time was judged. */
export async function expireIfDue(ground: Ground, login: Login): Promise<Login> {
  if (!isOpen(login)) return login;
  const now = ground.clock();
  const next = expire(login, now);
  if (next === undefined) return login;
  const moved = await ground.db.transaction().execute(async (trx) => {
    if (!(await moveLogin(trx, login, next, now))) return false;
    await append(trx, loginExpired(now, login.id, { was: login.state }));
    return true;
  });
  if (moved) ground.changes.announce(login.id);
  const after = await findLogin(ground.db, login.id);
  if (after === undefined) throw new Error("a login is missing");
  return after;
}
