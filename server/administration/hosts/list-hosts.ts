import type { HostRow, HostsQuery } from "@nearside/shared/api/console/hosts.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import { everyPageOf, integerColumn, type Ordering, pageOf, textColumn } from "../../platform/lists/page-of.ts";
import { holdsText } from "../../platform/lists/search.ts";
import type { Db } from "../../platform/store/database.ts";

const ORDER: Ordering<HostsQuery["sort"]> = {
  columns: { name: textColumn("host_keys.name"), added_at: integerColumn("host_keys.added_at") },
  id: textColumn("host_keys.fingerprint"),
};

export const listHosts = (db: Db, query: HostsQuery): Promise<ListAnswer<HostRow>> =>
  pageOf(db, selected(db, query), ORDER, query);

/** Yields every host key, page after page, for an export. */
export const eachHost = (db: Db, query: HostsQuery): AsyncGenerator<readonly HostRow[]> =>
  everyPageOf(selected(db, query), ORDER, query, (rows) => rows);

/** @throws ConsoleError `unknown` */
export async function viewHost(db: Db, id: string): Promise<HostRow> {
  const row = await selected(db, { q: "" }).where("host_keys.fingerprint", "=", id).executeTakeFirst();
  if (row === undefined) throw new ConsoleError("unknown");
  return row;
}

function selected(db: Db, { q }: Pick<HostsQuery, "q">) {
  const all = db
    .selectFrom("host_keys")
    .select(["host_keys.fingerprint as id", "host_keys.name", "host_keys.type", "host_keys.added_at"]);
  return q === "" ? all : all.where(holdsText("host_keys.name", q));
}
