import type { Selectable } from "kysely";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import type { GroupsTable } from "../../platform/store/tables/people-tables.ts";
import { consoleTexts } from "../../texts/console.ts";
import { appearanceOf } from "./lookalike.ts";

export type GroupRow = Selectable<GroupsTable>;

/**
 * Finds the group, and holds it: no other transaction deletes it until this one ends.
 *
 * @param id any printable text
 * @throws ConsoleError `unknown`
 */
export async function holdGroup(trx: Trx, id: string): Promise<GroupRow> {
  const group = await trx.selectFrom("groups").selectAll().where("id", "=", id).forNoKeyUpdate().executeTakeFirst();
  return group ?? unknownGroup();
}

/**
 * Finds the group of that id.
 *
 * @param id any printable text
 * @throws ConsoleError `unknown`
 */
export async function findGroup(db: Db | Trx, id: string): Promise<GroupRow> {
  const group = await db.selectFrom("groups").selectAll().where("id", "=", id).executeTakeFirst();
  return group ?? unknownGroup();
}

function unknownGroup(): never {
  throw new ConsoleError("unknown", { description: consoleTexts.groups.gone });
}

/** Finds the group whose name looks like that one, whatever its letters. */
export const findGroupLike = (db: Db | Trx, name: string): Promise<GroupRow | undefined> =>
  db.selectFrom("groups").selectAll().where("appearance", "=", appearanceOf(name)).executeTakeFirst();

/** Finds those groups; groups that were deleted are left out. */
export async function findGroups(db: Db | Trx, ids: readonly string[]): Promise<readonly GroupRow[]> {
  if (ids.length === 0) return [];
  return db.selectFrom("groups").selectAll().where("id", "in", ids).orderBy("id").execute();
}
