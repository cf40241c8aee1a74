import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import type { Actor } from "../../platform/audit/actor.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { createTicket, type NewTicket } from "../../register/enrolments/tickets.ts";
import { findGroups } from "../../register/people/group-store.ts";
import { actorMay } from "../../register/people/hold-person.ts";
import type { UserRow } from "../../register/people/users.ts";
import { makePerson, type NewPerson } from "./create-person.ts";
import { addMembers } from "./members.ts";

export interface NewMember extends NewPerson {
  /** Ids. */
  readonly groups: readonly string[];
  /** How long a ticket for their first machine lives; null: none is made. */
  readonly ticketSeconds: number | null;
}

/**
 * Makes a person who is in those groups from the first, and invites them: with a ticket, which is told this once.
 *
 * @throws ConsoleError `invalid_request` naming each field; `not_permitted`
 */
export const createMember = (
  services: WithClock & WithDb & WithRandom,
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
  const known = new Set(found.map(({ id }) => id));
  const fields = ids.flatMap((id, index): FieldProblem[] =>
    known.has(id) ? [] : [{ field: `groups.${index}`, problem: "is no group that is here" }],
  );
  if (fields.length > 0) throw new ConsoleError("invalid_request", { fields });
  return found;
}
