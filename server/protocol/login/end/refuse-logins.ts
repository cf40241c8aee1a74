import type { Actor } from "../../../platform/audit/actor.ts";
import { appendNumbered } from "../../../platform/audit/event-log.ts";
import { loginRefused } from "../../../platform/audit/events/logins.ts";
import type { Trx } from "../../../platform/store/database.ts";
import type { Login } from "../../../register/logins/login.ts";
import { findLogin, findOpenLogins, moveLogin, type WhoseLogins } from "../../../register/logins/login-store.ts";
import { isOpen, toRefused } from "../../../register/logins/transitions.ts";

/**
 * The time of an ending, and the actor if it was a change. Each thing that ended names both in the log, not only the
 * thing that it depended on.
 */
export interface Ending {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly by?: Actor;
}

/** The reason that the waiting command line and the log get. */
type LoginEnd =
  | "user_inactive"
  | "bound_set_revoked"
  | "device_quarantined"
  | "extension_revoked"
  | "passkey_revoked"
  | "co_approval_lost"
  | "place_ended"
  | "server_key_given_up";

/**
 * Moves the open logins that depend on a revoked thing to `refused` (protocol §5). A step that meets, approves or redeems one at
 * the same time has read an older version, and loses.
 *
 * @param depends true for a login of that machine or user that depends on the revoked thing
 * @returns their ids, to be announced after the commit
 */
export async function refuseLogins(
  trx: Trx,
  ending: Ending,
  whose: WhoseLogins | "everybody's",
  reason: LoginEnd,
  depends: (login: Login) => boolean = () => true,
): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const { id } of await findOpenLogins(trx, whose))
    if ((await refuseLogin(trx, ending, id, reason, depends)) !== undefined) ended.push(id);
  return ended;
}

/** Moves one login to `refused`. @returns the number of the event that records it; undefined if the login had ended */
export async function refuseLogin(
  trx: Trx,
  { now, by }: Ending,
  id: string,
  reason: LoginEnd,
  depends: (login: Login) => boolean = () => true,
): Promise<number | undefined> {
  // a step may come in between; a revocation is never lost for that
  for (;;) {
    const login = await findLogin(trx, id);
    if (login === undefined || !isOpen(login) || !depends(login)) return undefined;
    const next = toRefused(login, reason);
    if (next === undefined) return undefined;
    if (await moveLogin(trx, login, next, now))
      return appendNumbered(trx, loginRefused(now, id, { reason, was: login.state }), by && { by });
  }
}
