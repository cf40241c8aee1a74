import { append } from "../../../platform/audit/event-log.ts";
import { userRoleChanged } from "../../../platform/audit/events/people.ts";
import type { Db, Trx } from "../../../platform/store/database.ts";
import { takeTurn } from "../../../platform/store/take-turn.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { createTicket, type NewTicket } from "../../../register/enrolments/create-ticket.ts";
import { findOrCreateUser, type UserRow } from "../../../register/people/users.ts";

export interface BootstrapTicket extends NewTicket {
  readonly user: UserRow;
}

/**
 * A ticket for the first owner, made anew at each start until a machine has been enrolled (protocol §3.1). Its
 * machine alone needs no administrator to confirm it (§3.5), so the one of an earlier start ends here: there is never
 * more than one, and none once anybody was let in.
 *
 * @returns undefined where the server has been set up before
 */
export function openBootstrap(
  db: Db,
  adminName: string,
  surroundings: WithClock & WithRandom,
): Promise<BootstrapTicket | undefined> {
  return db.transaction().execute(async (trx) => {
    await takeTurn(trx, "bootstrap");
    if (await wasSetUp(trx)) return undefined;
    const at = surroundings.clock();
    const earlier = trx.updateTable("tickets").where("bootstrap", "=", 1);
    await earlier.set({ expires_at: at }).where("expires_at", ">", at).execute();
    // An enrolment that began with the ticket may go on, and waits for an administrator like every other.
    await earlier.set({ bootstrap: 0 }).execute();
    const user = await administrator(trx, adminName, surroundings);
    return { user, ...(await createTicket(trx, { user, by: "first_start" }, surroundings)) };
  });
}

async function administrator(trx: Trx, name: string, surroundings: WithClock & WithRandom): Promise<UserRow> {
  const user = await findOrCreateUser(trx, { name, displayName: name, role: "owner" }, surroundings);
  if (user.role === "owner") return user;
  // somebody else's ticket made them a member before the operator named them
  await trx.updateTable("users").set({ role: "owner" }).where("id", "=", user.id).execute();
  await append(trx, userRoleChanged(surroundings.clock(), user.id, { from: user.role, to: "owner" }));
  return { ...user, role: "owner" };
}

/** Two marks, since either may be swept or be made first. A machine that only waits for confirmation is no mark. */
async function wasSetUp(trx: Trx): Promise<boolean> {
  const used = trx.selectFrom("tickets").select("hash").where("bootstrap", "=", 1).where("consumed", ">", 0);
  const confirmed = trx.selectFrom("bound_sets").select("id").where("state", "!=", "pending");
  return (await used.executeTakeFirst()) !== undefined || (await confirmed.executeTakeFirst()) !== undefined;
}
