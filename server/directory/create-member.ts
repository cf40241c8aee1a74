import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import type { Actor } from "../audit/actor.ts";
import { ConsoleError } from "../console/console-error.ts";
import type { Ground } from "../ground.ts";
import { findGroups } from "../groups/group-store.ts";
import { addMembers } from "../groups/members.ts";
import { makePerson, type NewPerson } from "./create-person.ts";
import type { UserRow } from "./users.ts";

/**
 * Makes a person who is in those groups from the first.
 *
 * @param groups ids
 * @throws ConsoleError `invalid_request` naming each field; `not_permitted`
 */
export const createMember = (
  ground: Ground,
  person: NewPerson,
  groups: readonly string[],
  by: Actor,
): Promise<UserRow> =>
  ground.db.transaction().execute(async (trx) => {
    const made = await makePerson(trx, ground, person, by);
    const found = await findGroups(trx, [...new Set(groups)]);
    const known = new Set(found.map(({ id }) => id));
    const fields = groups.flatMap((id, index): FieldProblem[] =>
      known.has(id) ? [] : [{ field: `groups.${index}`, problem: "is no group that is here" }],
    );
    if (fields.length > 0) throw new ConsoleError("invalid_request", { fields });
    for (const group of found) await addMembers(trx, ground, group, [made.id], by);
    return made;
  });
