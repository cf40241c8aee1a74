import { newGroupId } from "@nearside/shared/ids.ts";
import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { groupChanged, groupCreated, groupDeleted } from "../../platform/audit/events/groups.ts";
import { wrongField } from "../../platform/http/console-error.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import type { WithRules } from "../../protocol/rules/active-rules.ts";
import { demandUnnamed } from "../../protocol/rules/demand-unnamed.ts";
import { findGroupLike, type GroupRow, holdGroup } from "../../register/people/group-store.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { appearanceOf } from "../../register/people/lookalike.ts";
import { sortKey } from "../../register/people/people-index.ts";
import { consoleTexts } from "../../texts/console.ts";

interface GroupShown {
  readonly name: string;
  readonly description: string;
}

/**
 * Makes an empty group.
 *
 * @throws ConsoleError `invalid_request` if another group has that name or one that looks like it; `not_permitted`
 */
export const createGroup = (
  services: WithClock & WithDb & WithRandom,
  { name, description }: GroupShown,
  by: Actor,
): Promise<GroupRow> =>
  services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    await demandOwnName(trx, name);
    return insertGroup(trx, services, { name, description }, by);
  });

/** Inserts a group whose name is checked already. The caller has checked the permission. */
export async function insertGroup(
  trx: Trx,
  { clock, random }: WithClock & WithRandom,
  { name, description }: GroupShown,
  by: Actor,
): Promise<GroupRow> {
  const now = clock();
  const group = { id: newGroupId(random), ...keysOf(name), description, created_at: now };
  await trx.insertInto("groups").values(group).execute();
  await append(trx, groupCreated(now, group.id, { name, description, by: byOf(by) }), { by });
  return group;
}

/**
 * Changes the name and the description of a group.
 *
 * @returns false if nothing differs
 * @throws ConsoleError `unknown`, `invalid_request`, `not_permitted`; `conflict` if rules name the group
 */
export const changeGroup = (
  services: WithClock & WithDb & WithRules,
  id: string,
  shown: GroupShown,
  by: Actor,
): Promise<boolean> =>
  services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const { name, description } = await holdGroup(trx, id);
    if (name === shown.name && description === shown.description) return false;
    await demandOwnName(trx, shown.name, id);
    if (name !== shown.name) await demandUnnamed(services, trx, { type: "Group", name });
    const row = { ...keysOf(shown.name), description: shown.description };
    await trx.updateTable("groups").set(row).where("id", "=", id).execute();
    const change = { ...shown, from: { name, description }, by: byOf(by) };
    await append(trx, groupChanged(services.clock(), id, change), { by });
    return true;
  });

/**
 * Deletes the group. Its members stay people of this server.
 *
 * @throws ConsoleError `unknown`, `not_permitted`; `conflict` if rules name the group
 */
export const deleteGroup = (services: WithClock & WithDb & WithRules, id: string, by: Actor): Promise<void> =>
  services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const { name } = await holdGroup(trx, id);
    await demandUnnamed(services, trx, { type: "Group", name });
    const left = await trx.deleteFrom("group_members").where("group_id", "=", id).returning("user_id").execute();
    await trx.deleteFrom("groups").where("id", "=", id).execute();
    await append(trx, groupDeleted(services.clock(), id, { name, members: left.length, by: byOf(by) }), { by });
  });

const keysOf = (name: string) => ({ name, appearance: appearanceOf(name), name_key: sortKey(name) });

/** `holdActor` lets one administrator change things at a time, so the name stays free until this transaction ends. */
async function demandOwnName(trx: Trx, name: string, self?: string): Promise<void> {
  const other = await findGroupLike(trx, name);
  if (other === undefined || other.id === self) return;
  throw wrongField("name", other.name === name ? consoleTexts.groups.nameTaken : consoleTexts.groups.nameSimilar);
}
