import type { Ended } from "@nearside/shared/statements/offboarding.ts";
import { byOf } from "../../platform/audit/actor.ts";
import { appendNumbered } from "../../platform/audit/event-log.ts";
import { clientTicketEnded } from "../../platform/audit/events/clients.ts";
import { groupLeft } from "../../platform/audit/events/groups.ts";
import { deviceRevoked } from "../../platform/audit/events/machines.ts";
import { userRoleChanged } from "../../platform/audit/events/people.ts";
import { ticketRevoked } from "../../platform/audit/events/tickets.ts";
import type { Trx } from "../../platform/store/database.ts";
import { refuseLogin } from "../../protocol/login/end/refuse-logins.ts";
import { cancelEnrolment } from "../../protocol/revocation/cancel-enrolments.ts";
import type { Why } from "../../protocol/revocation/revocation.ts";
import { revokeBoundSet } from "../../register/machines/revoke-keys.ts";
import { endSessionsOf } from "../../register/sessions/session-store.ts";
import { endFamily } from "../../register/tokens/end-families.ts";
import type { Inventory, OffboardedUser } from "./inventory.ts";

interface Ending extends OffboardedUser, Why {
  /** Number of the event of the offboarding itself. */
  readonly event: number;
}

/**
 * Ends everything in the inventory. Each thing has an event of its own, or shares that of the thing to which it belongs.
 *
 * @returns the same things, each with the number of its event
 */
export async function endEverything(trx: Trx, held: Inventory, ending: Ending): Promise<Ended> {
  const { event } = ending;
  const tickets = await each(held.tickets, ({ id }) => endTicket(trx, id, ending));
  const client_tickets = await each(held.client_tickets, ({ id }) => endClientTicket(trx, id, ending));
  const machines = await each(held.machines, (machine) => endKeys(trx, machine, ending));
  const eventOf = eventsOf(machines, event);
  const logins = await each(held.logins, async ({ id }) => ended(await refuseLogin(trx, ending, id, "user_inactive")));
  const enrolments = await each(held.enrolments, async ({ id }) => ended(await cancelEnrolment(trx, ending, id)));
  const tokensEnding = { reason: "user_offboarded", by: ending.by, now: ending.now } as const;
  const credentials = await each(held.credentials, async ({ id }) => ended(await endFamily(trx, id, tokensEnding)));
  const eventOfCredential = eventsOf(credentials, event);
  const groups = await each(held.groups, (group) => leaveGroup(trx, group, ending));
  const roles = await each(held.roles, () => endRole(trx, ending));
  await trx.deleteFrom("import_drafts").where("user_id", "=", ending.id).execute(); // only they could have confirmed it
  await endSessionsOf(trx, { column: "user_id", value: ending.id }, ending.now);
  return {
    machines,
    browsers: held.browsers.map((one) => ({ ...one, event: eventOf(one.machine) })),
    passkeys: held.passkeys.map((one) => ({ ...one, event: eventOf(one.machine) })),
    sessions: held.sessions.map((one) => ({ ...one, event })),
    logins,
    enrolments,
    tickets,
    client_tickets,
    credentials,
    access_tokens: held.access_tokens.map((one) => ({ ...one, event: eventOfCredential(one.credential) })),
    groups,
    roles,
  };
}

/** Runs one after the other, because a transaction has one connection. */
async function each<T>(
  things: readonly T[],
  end: (thing: T) => Promise<number>,
): Promise<(T & { readonly event: number })[]> {
  const done: (T & { readonly event: number })[] = [];
  for (const thing of things) done.push({ ...thing, event: await end(thing) });
  return done;
}

const eventsOf = (things: readonly { readonly id: string; readonly event: number }[], other: number) => {
  const events = new Map(things.map(({ id, event }) => [id, event]));
  return (id: string): number => events.get(id) ?? other;
};

/** The rows are locked, so they can't have ended meanwhile. */
function ended(event: number | undefined): number {
  if (event === undefined) throw new Error("a thing that was locked has ended meanwhile");
  return event;
}

async function endTicket(trx: Trx, hash: string, { now, by }: Ending): Promise<number> {
  const ticket = trx.updateTable("tickets").set({ revoked_at: now }).where("hash", "=", hash).returning("user_id");
  const { user_id } = await ticket.executeTakeFirstOrThrow();
  return appendNumbered(trx, ticketRevoked(now, user_id, { hash, by: byOf(by), ended: [] }), { by }); // each enrolment has an event of its own
}

async function endClientTicket(trx: Trx, hash: string, { id, now, by }: Ending): Promise<number> {
  await trx.updateTable("client_tickets").set({ expires_at: now }).where("hash", "=", hash).execute();
  return appendNumbered(trx, clientTicketEnded(now, hash, { by: byOf(by) }), { by, user: id });
}

async function endKeys(
  trx: Trx,
  machine: Inventory["machines"][number],
  { id, now, by, note }: Ending,
): Promise<number> {
  if (!(await revokeBoundSet(trx, machine.id))) return ended(undefined);
  const about = { bound_set_id: machine.id, user_id: id, note, by: byOf(by) } as const;
  return appendNumbered(trx, deviceRevoked(now, machine.device, about), { by, user: id, device: machine.device });
}

async function leaveGroup(trx: Trx, group: Inventory["groups"][number], { id, now, by }: Ending): Promise<number> {
  const membership = trx.deleteFrom("group_members").where("user_id", "=", id).where("group_id", "=", group.id);
  await membership.execute();
  return appendNumbered(trx, groupLeft(now, group.id, { name: group.name, user: id, by: byOf(by) }), { by, user: id });
}

async function endRole(trx: Trx, { id, role, now, by }: Ending): Promise<number> {
  await trx.updateTable("users").set({ role: "user" }).where("id", "=", id).execute();
  return appendNumbered(trx, userRoleChanged(now, id, { from: role, to: "user", by: byOf(by) }), { by, user: id });
}
