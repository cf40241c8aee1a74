import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import { newUserId } from "@nearside/shared/ids.ts";
import type { Role } from "@nearside/shared/roles.ts";
import type { Actor } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { userCreated } from "../../platform/audit/events/people.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { createTicket, type NewTicket } from "../../register/enrolments/create-ticket.ts";
import { findGroups } from "../../register/people/group-store.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { actorMay, mayGiveRoles } from "../../register/people/hold-person.ts";
import { indexPeople } from "../../register/people/people-index.ts";
import type { UserRow } from "../../register/people/users.ts";
import { consoleTexts } from "../../texts/console.ts";
import { addMembers } from "./change-members.ts";
import { type Candidate, SimilarPeople } from "./similar-people.ts";

export interface NewPerson extends Candidate {
  readonly role: Role;
}

/**
 * Makes a person without machine or ticket.
 *
 * @throws ConsoleError `invalid_request` naming each field by which they would be taken for another person; `not_permitted`
 */
export const createPerson = (
  services: WithClock & WithDb & WithRandom & WithSecrets,
  person: NewPerson,
  by: Actor,
): Promise<UserRow> => services.db.transaction().execute((trx) => makePerson(trx, services, person, by));

/** Makes the person in the caller's transaction. It locks the actor first. */
async function makePerson(
  trx: Trx,
  surroundings: WithClock & WithRandom & WithSecrets,
  person: NewPerson,
  by: Actor,
): Promise<UserRow> {
  await holdActor(trx, by);
  const fields: FieldProblem[] = (await SimilarPeople.find(surroundings, trx, [person])).problems(person);
  const isTooMuch = person.role !== "user" && !(await mayGiveRoles(trx, by));
  if (isTooMuch) fields.push({ field: "role", problem: consoleTexts.people.ownersGive });
  // the security log records an attempt to give a role without the right to, whatever else is wrong (threat I1)
  if (fields.length > 0) throw new ConsoleError(isTooMuch ? "not_permitted" : "invalid_request", { fields });
  const [made] = await insertPeople(trx, surroundings, [person], by);
  if (made === undefined) throw new Error("a person was not inserted");
  return made;
}

/** Rows of one statement: each has seven columns, and SQLite takes 32,766 values. */
const AT_ONCE = 500;

/** Inserts all of these people, each with an event in the log. The caller has checked the permission. */
export async function insertPeople(
  trx: Trx,
  { clock, random }: WithClock & WithRandom,
  people: readonly NewPerson[],
  by: Actor,
): Promise<readonly UserRow[]> {
  const rows = people.map(
    ({ name, displayName, email, role }): UserRow => ({
      id: newUserId(random),
      name,
      display_name: displayName,
      email,
      role,
      state: "active",
      created_at: clock(),
    }),
  );
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.slice(from, from + AT_ONCE);
    await trx.insertInto("users").values(some).execute();
    await indexPeople(trx, some);
  }
  for (const { id, name, display_name, role, created_at } of rows)
    await append(trx, userCreated(created_at, id, { name, display_name, role }), { by, user: id });
  return rows;
}

interface NewMember extends NewPerson {
  /** Ids of groups. */
  readonly groups: readonly string[];
  /** Seconds that the ticket for their first machine lives; null if no ticket is made. */
  readonly ticketSeconds: number | null;
}

/**
 * Makes a person, puts them into those groups, and makes their ticket, which is shown this once.
 *
 * @throws ConsoleError `invalid_request` naming each field; `not_permitted`
 */
export const createMember = (
  services: WithClock & WithDb & WithRandom & WithSecrets,
  { groups, ticketSeconds, ...person }: NewMember,
  by: Actor,
): Promise<{ readonly user: UserRow; readonly ticket: NewTicket | null }> =>
  services.db.transaction().execute(async (trx) => {
    const user = await makePerson(trx, services, person, by);
    for (const group of await thoseGroups(trx, groups)) await addMembers(trx, services, group, [user.id], by);
    if (ticketSeconds === null) return { user, ticket: null };
    if (!(await actorMay(trx, by, "tickets.manage"))) throw new ConsoleError("not_permitted");
    return { user, ticket: await createTicket(trx, { user, by, seconds: ticketSeconds }, services) };
  });

async function thoseGroups(trx: Trx, ids: readonly string[]) {
  const found = await findGroups(trx, [...new Set(ids)]);
  const existing = new Set(found.map(({ id }) => id));
  const fields = ids.flatMap((id, index): FieldProblem[] =>
    existing.has(id) ? [] : [{ field: `groups.${index}`, problem: consoleTexts.people.noGroup }],
  );
  if (fields.length > 0) throw new ConsoleError("invalid_request", { fields });
  return found;
}
