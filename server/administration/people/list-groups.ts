import type { GroupRow, GroupsQuery } from "@nearside/shared/api/console/groups.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import { everyPageOf, integerColumn, type Ordering, pageOf, textColumn } from "../../platform/lists/page-of.ts";
import { holdsText } from "../../platform/lists/search.ts";
import type { Db } from "../../platform/store/database.ts";

const ORDER: Ordering<GroupsQuery["sort"]> = {
  columns: { name: textColumn("groups.name_key"), created_at: integerColumn("groups.created_at") },
  id: textColumn("groups.id"),
};

export async function listGroups(db: Db, query: GroupsQuery): Promise<ListAnswer<GroupRow>> {
  const { rows, next, total } = await pageOf(db, selected(db, query), ORDER, query);
  return { rows: rows.map(rowOf), next, total };
}

/** Yields every group, page after page, for an export. */
export const eachGroup = (db: Db, query: GroupsQuery): AsyncGenerator<readonly GroupRow[]> =>
  everyPageOf(selected(db, query), ORDER, query, (rows) => rows.map(rowOf));

/** @throws ConsoleError `unknown` */
export async function viewGroup(db: Db, id: string): Promise<GroupRow> {
  const row = await selected(db, { q: "" }).where("groups.id", "=", id).executeTakeFirst();
  if (row === undefined) throw new ConsoleError("unknown");
  return rowOf(row);
}

function selected(db: Db, { q }: Pick<GroupsQuery, "q">) {
  const all = db
    .selectFrom("groups")
    .select(["groups.id", "groups.name", "groups.description", "groups.created_at"])
    .select((eb) =>
      eb
        .selectFrom("group_members")
        .select((inner) => inner.fn.countAll().as("members"))
        .whereRef("group_members.group_id", "=", "groups.id")
        .as("members"),
    );
  return q === "" ? all : all.where(holdsText("groups.name_key", q));
}

const rowOf = ({ members, ...row }: Omit<GroupRow, "members"> & { readonly members: unknown }): GroupRow => ({
  ...row,
  members: Number(members),
});
