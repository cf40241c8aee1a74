import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import type { Actor } from "../audit/actor.ts";
import { ConsoleError } from "../console/console-error.ts";
import { createTicket, type NewTicket } from "../enrolment/tickets.ts";
import type { Ground } from "../ground.ts";
import { findGroups } from "../groups/group-store.ts";
import { addMembers } from "../groups/members.ts";
import type { Trx } from "../store/database.ts";
import { makePerson, type NewPerson } from "./create-person.ts";
import { actorMay } from "./hold-person.ts";
import type { UserRow } from "./users.ts";

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
  ground: Ground,
  { groups, ticketSeconds, ...person }: NewMember,
  by: Actor,
): Promise<{ readonly user: UserRow; readonly ticket: NewTicket | null }> =>
  ground.db.transaction().execute(async (trx) => {
    const user = await makePerson(trx, ground, person, by);
    for (const group of await thoseGroups(trx, groups)) await addMembers(trx, ground, group, [user.id], by);
    if (ticketSeconds === null) return { user, ticket: null };
    if (!(await actorMay(trx, by, "tickets.manage"))) throw new ConsoleError("not_permitted");
    return { user, ticket: await createTicket(trx, { user, by, seconds: ticketSeconds }, ground) };
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
