import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import { newUserId } from "@nearside/shared/ids.ts";
import type { Role } from "@nearside/shared/roles.ts";
import type { Actor } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { userCreated } from "../../platform/audit/events/people.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { mayGiveRoles } from "../../register/people/hold-person.ts";
import { newIndexRow } from "../../register/people/people-index.ts";
import type { UserRow } from "../../register/people/users.ts";
import { type Candidate, KnownPeople } from "./known-people.ts";

export interface NewPerson extends Candidate {
  readonly role: Role;
}

/**
 * Makes a person, who has nothing yet: no machine, no ticket.
 *
 * @throws ConsoleError `invalid_request` naming each field by which they would be taken for somebody else; `not_permitted`
 */
export const createPerson = (
  services: WithClock & WithDb & WithRandom,
  person: NewPerson,
  by: Actor,
): Promise<UserRow> => services.db.transaction().execute((trx) => makePerson(trx, services, person, by));

/** The same in a transaction that goes on with them. It holds the actor first. */
export async function makePerson(
  trx: Trx,
  surroundings: WithClock & WithRandom,
  person: NewPerson,
  by: Actor,
): Promise<UserRow> {
  await holdActor(trx, by);
  const fields: FieldProblem[] = (await KnownPeople.find(trx, [person])).problems(person);
  const isTooMuch = person.role !== "user" && !(await mayGiveRoles(trx, by));
  if (isTooMuch) fields.push({ field: "role", problem: "is an owner's to give" });
  // who wants to make somebody more than they may stands in the security log, whatever else is wrong (threat I1)
  if (fields.length > 0) throw new ConsoleError(isTooMuch ? "not_permitted" : "invalid_request", { fields });
  const [made] = await insertPeople(trx, surroundings, [person], by);
  if (made === undefined) throw new Error("a person was not inserted");
  return made;
}

/** Rows of one statement: each has seven columns, and SQLite takes 32,766 values. */
const AT_ONCE = 500;

/** Makes them all; each stands in the log of events. Nobody is asked whether they may. */
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
    await trx.insertInto("people_index").values(some.map(newIndexRow)).execute();
  }
  for (const { id, name, display_name, role, created_at } of rows)
    await append(trx, userCreated(created_at, id, { name, display_name, role }), { by, user: id });
  return rows;
}
