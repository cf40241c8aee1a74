import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { groupJoined, groupLeft } from "../../platform/audit/events/groups.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { type GroupRow, holdGroup } from "../../register/people/group-store.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { consoleTexts } from "../../texts/console.ts";

/** Ids of the people to add and to remove. People who are in the group already, or not in it, are left as they are. */
interface MembersChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Ids of the people who were really added and removed: an undo has to reverse these. */
interface MembersChanged {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Adds people to a group and removes others from it.
 *
 * @throws ConsoleError `unknown`; `invalid_request` naming each id that no person has, or a person who has left;
 *   `not_permitted`
 */
export const changeMembers = (
  services: WithClock & WithDb,
  groupId: string,
  { add, remove }: MembersChange,
  by: Actor,
): Promise<MembersChanged> =>
  services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const group = await holdGroup(trx, groupId);
    await demandPeople(trx, add);
    const added = await addMembers(trx, services, group, add, by);
    const removed = await removeMembers(trx, services, group, remove, by);
    return { added, removed };
  });

async function demandPeople(trx: Trx, ids: readonly string[]): Promise<void> {
  const found =
    ids.length === 0
      ? []
      : await trx.selectFrom("users").select("id").where("id", "in", ids).where("state", "<>", "offboarded").execute();
  const present = new Set(found.map(({ id }) => id));
  const fields = ids.flatMap((id, index): FieldProblem[] =>
    present.has(id) ? [] : [{ field: `add.${index}`, problem: consoleTexts.groups.notHere }],
  );
  if (fields.length > 0) throw new ConsoleError("invalid_request", { fields });
}

/** Rows of one statement: each has three values, and SQLite takes 32,766. */
const AT_ONCE = 1000;

/**
 * Adds people to the group. The caller has checked the permission.
 *
 * @returns ids of the people who were not in it
 */
export async function addMembers(
  trx: Trx,
  { clock }: WithClock,
  group: Pick<GroupRow, "id" | "name">,
  users: readonly string[],
  by: Actor,
): Promise<readonly string[]> {
  const now = clock();
  const added: string[] = [];
  for (let from = 0; from < users.length; from += AT_ONCE) {
    const rows = users.slice(from, from + AT_ONCE);
    const made = await trx
      .insertInto("group_members")
      .values(rows.map((user_id) => ({ group_id: group.id, user_id, added_at: now })))
      .onConflict((conflict) => conflict.columns(["group_id", "user_id"]).doNothing())
      .returning("user_id")
      .execute();
    added.push(...made.map(({ user_id }) => user_id));
  }
  for (const user of added)
    await append(trx, groupJoined(now, group.id, { name: group.name, user, by: byOf(by) }), { by, user });
  return added;
}

/**
 * Removes people from the group.
 *
 * @returns ids of the people who were in it
 */
async function removeMembers(
  trx: Trx,
  { clock }: WithClock,
  group: GroupRow,
  users: readonly string[],
  by: Actor,
): Promise<readonly string[]> {
  if (users.length === 0) return [];
  const gone = await trx
    .deleteFrom("group_members")
    .where("group_id", "=", group.id)
    .where("user_id", "in", users)
    .returning("user_id")
    .execute();
  const removed = gone.map(({ user_id }) => user_id);
  for (const user of removed)
    await append(trx, groupLeft(clock(), group.id, { name: group.name, user, by: byOf(by) }), { by, user });
  return removed;
}
