import { SHORTEST_TICKET_SECONDS } from "@nearside/shared/lifetimes.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { userRoleChanged } from "../../../platform/audit/events/people.ts";
import type { WithSecrets } from "../../../platform/keys/server-secrets.ts";
import type { Trx, WithDb } from "../../../platform/store/database.ts";
import { takeTurn } from "../../../platform/store/take-turn.ts";
import type { Random, WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { createTicket, type NewTicket, randomTicket, ticketHash } from "../../../register/enrolments/create-ticket.ts";
import { findOrCreateUser, type UserRow } from "../../../register/people/users.ts";

export interface BootstrapTicket extends NewTicket {
  readonly user: UserRow;
}

/**
 * A ticket for the first owner, until a machine has been enrolled (protocol §3.1). Its machine alone needs no administrator to
 * confirm it (§3.5), so there is never more than one, and none once anybody was admitted.
 *
 * Another process of this server may have shown it a moment ago. Where there may be one, and while the ticket is good and nobody has started
 * with it, this start shows the same one; its text is stored nowhere, and computed again by the secret that all processes share. Otherwise
 * the earlier one ends here, and is useless to those who have read it.
 *
 * @param isRenewed true if no other process can have shown it, or the operator wants another
 * @returns undefined where the server has been set up before
 */
export function openBootstrap(
  { db, ...surroundings }: WithClock & WithDb & WithRandom & WithSecrets,
  adminName: string,
  { isRenewed }: { readonly isRenewed: boolean },
): Promise<BootstrapTicket | undefined> {
  return db.transaction().execute(async (trx) => {
    await takeTurn(trx, "bootstrap");
    if (await wasSetUp(trx)) return undefined;
    const at = surroundings.clock();
    const user = await administrator(trx, adminName, surroundings);
    const shown = isRenewed ? undefined : await findShown(trx, user, surroundings);
    if (shown !== undefined) return { user, ...shown };
    const earlier = trx.updateTable("tickets").where("bootstrap", "=", 1);
    await earlier.set({ expires_at: at }).where("expires_at", ">", at).execute();
    // An enrolment that began with the ticket may continue, and waits for an administrator like every other.
    await earlier.set({ bootstrap: 0 }).execute();
    const random = () => drawn(surroundings.secrets.hash("bootstrap_ticket", seedOf(user, at)));
    return { user, ...(await createTicket(trx, { user, by: "first_start" }, { clock: () => at, random })) };
  });
}

/** The ticket of an earlier start, if it is good for some minutes yet and nobody has started with it. */
async function findShown(
  trx: Trx,
  user: UserRow,
  { clock, secrets }: WithClock & WithSecrets,
): Promise<NewTicket | undefined> {
  const found = await trx
    .selectFrom("tickets")
    .select(["hash", "created_at", "expires_at"])
    .where("bootstrap", "=", 1)
    .where("user_id", "=", user.id)
    .where("reserved", "=", 0)
    .where("revoked_at", "is", null)
    .where("expires_at", ">=", clock() + SHORTEST_TICKET_SECONDS * 1000)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  for (const hash of secrets.hashes("bootstrap_ticket", seedOf(user, found.created_at))) {
    const ticket = randomTicket(() => drawn(hash));
    if ((await ticketHash(ticket)) === found.hash) return { ticket, expiresAt: found.expires_at };
  }
  return undefined;
}

const seedOf = ({ id }: UserRow, at: number): string => `${id} ${at}`;

/** The 32 bytes of a hash, in the place of random ones. */
const drawn = (hash: string): ReturnType<Random> => new Uint8Array(Buffer.from(hash, "base64url"));

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
