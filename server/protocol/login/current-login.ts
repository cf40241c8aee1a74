import { refuse } from "@nearside/shared/chain/refusal.ts";
import { append } from "../../platform/audit/event-log.ts";
import { loginExpired } from "../../platform/audit/events/logins.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { together } from "../../platform/store/together.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { Login } from "../../register/logins/login.ts";
import { findLogin, moveLogin } from "../../register/logins/login-store.ts";
import { expire, isOpen } from "../../register/logins/transitions.ts";
import { findPartyInAnyState, type PartyInAnyState } from "../../register/machines/party.ts";

/** A login with the bound set that asked for it, in their present state: the login's own is judged first. */
export interface Current {
  readonly login: Login;
  readonly party: PartyInAnyState;
}

/**
 * The login of that id; an expired one is moved to `expired` first.
 *
 * @throws Refused `request_unknown`
 */
export async function currentLogin(services: WithChanges & WithClock & WithDb, id: string): Promise<Login> {
  const login = await findLogin(services.db, id);
  if (login === undefined) return refuse("request_unknown", "request");
  return expireIfDue(services, login);
}

/** The same, with its bound set, for a step that judges both. @throws Refused `request_unknown` */
export async function currentWithParty(services: WithChanges & WithClock & WithDb, id: string): Promise<Current> {
  const [login, party] = await together(
    currentLogin(services, id),
    findPartyInAnyState(services.db, { login: id }, "its login is judged first"),
  );
  if (party === undefined) throw new Error("a login's bound set is missing");
  return { login, party };
}

/** The login as it is after its time was judged. */
export async function expireIfDue(services: WithChanges & WithClock & WithDb, login: Login): Promise<Login> {
  if (!isOpen(login)) return login;
  const now = services.clock();
  const next = expire(login, now);
  if (next === undefined) return login;
  const moved = await services.db.transaction().execute(async (trx) => {
    if (!(await moveLogin(trx, login, next, now))) return false;
    await append(trx, loginExpired(now, login.id, { was: login.state }));
    return true;
  });
  if (moved) services.changes.announce(login.id);
  const after = await findLogin(services.db, login.id);
  if (after === undefined) throw new Error("a login is missing");
  return after;
}
