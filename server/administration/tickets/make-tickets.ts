import { type MakeTicketsChange, MOST_TICKETS_AT_ONCE } from "@nearside/shared/api/console/tickets.ts";
import type { Actor } from "../../platform/audit/actor.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { wrongField } from "../../platform/http/console-error.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { demandMayEnrol } from "../../protocol/enrolment/demand-may-enrol.ts";
import { createTicket, type NewTicket } from "../../register/enrolments/create-ticket.ts";
import { findGroup } from "../../register/people/group-store.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { findUsers, type UserRow } from "../../register/people/users.ts";
import { demandNoRecovery } from "../../register/recovery/demand-no-recovery.ts";
import { consoleTexts } from "../../texts/console.ts";

interface TicketFor extends NewTicket {
  readonly user: UserRow;
}

/**
 * Makes a ticket for each of these people, or none at all. A ticket is shown once, since the server stores only its hash.
 *
 * @throws ConsoleError `invalid_request` naming the person who may have none, `unknown` for a group, `not_permitted`,
 *   `conflict` if one of the people may come back by two administrators only
 */
export function makeTickets(
  services: WithClock & WithConfig & WithDb & WithRandom,
  { for: whom, ...terms }: MakeTicketsChange,
  by: Actor,
): Promise<readonly TicketFor[]> {
  return services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const users = await peopleIn(trx, whom);
    const made: TicketFor[] = [];
    for (const user of users) {
      await demandMayEnrol(trx, by, user.id);
      await demandNoRecovery(trx, services, by, user.id);
      made.push({ user, ...(await createTicket(trx, { ...terms, user, by }, services)) });
    }
    return made;
  });
}

function peopleIn(trx: Trx, whom: MakeTicketsChange["for"]): Promise<readonly UserRow[]> {
  switch (whom.kind) {
    case "people":
      return thosePeople(trx, whom.users);
    case "names":
      return thoseNames(trx, whom.names);
    case "group":
      return membersOf(trx, whom.group);
  }
}

async function thoseNames(trx: Trx, names: readonly string[]): Promise<readonly UserRow[]> {
  const rows = await trx.selectFrom("users").selectAll().where("name", "in", names).execute();
  const found = new Map(rows.map((row) => [row.name, row]));
  return names.map((name, at) => demandActive(found.get(name), `for.names.${at}`, name));
}

function demandActive(user: UserRow | undefined, field: string, typed: string): UserRow {
  if (user === undefined) throw wrongField(field, consoleTexts.tickets.notHere({ name: typed }));
  if (user.state !== "active") throw wrongField(field, consoleTexts.tickets.notActive({ name: user.name }));
  return user;
}

async function thosePeople(trx: Trx, ids: readonly string[]): Promise<readonly UserRow[]> {
  const found = await findUsers(trx, ids);
  return ids.map((id, at) => demandActive(found.get(id), `for.users.${at}`, id));
}

/** Finds the active members of the group. */
async function membersOf(trx: Trx, groupId: string): Promise<readonly UserRow[]> {
  await findGroup(trx, groupId);
  const members = await trx
    .selectFrom("group_members")
    .innerJoin("users", "users.id", "group_members.user_id")
    .selectAll("users")
    .where("group_members.group_id", "=", groupId)
    .where("users.state", "=", "active")
    .orderBy("users.name")
    .limit(MOST_TICKETS_AT_ONCE + 1)
    .execute();
  if (members.length === 0) throw wrongField("for.group", consoleTexts.tickets.noneActive);
  if (members.length > MOST_TICKETS_AT_ONCE)
    throw wrongField("for.group", consoleTexts.tickets.tooMany({ most: MOST_TICKETS_AT_ONCE }));
  return members;
}
