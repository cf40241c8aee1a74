import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type {
  RollOutMachine,
  RollOutMachinesQuery,
  VersionCount,
  VersionState,
  VersionsAnswer,
} from "@nearside/shared/api/console/roll-out.ts";
import { type RawBuilder, sql } from "kysely";
import { integerColumn, type Ordering, pageOf, textColumn } from "../../platform/lists/page-of.ts";
import { isAmong, isFoundBy, isSearch } from "../../platform/lists/search.ts";
import type { Db } from "../../platform/store/database.ts";
import { extensionVersions } from "../../register/machines/program-versions.ts";
import { compareVersions, VERSION } from "./compare-versions.ts";

// The versions of command line and extension that machines run, as they report themselves (register/machines/program-versions.ts). It counts
// only machines that were admitted and were not revoked.

/** The versions that this server hands out. */
export interface VersionsHere {
  readonly commandLine: string;
  /** Null where the extension was not built. */
  readonly extension: string | null;
}

/** More versions than these are not told apart: no honest organisation has as many. */
const MOST_VERSIONS = 500;
const MOST_SHOWN = 20;

function stateOf(version: string | null, here: string | null): VersionState {
  if (version === null || here === null || !VERSION.test(version) || !VERSION.test(here)) return "unknown";
  const compared = compareVersions(version, here);
  if (compared === 0) return "current";
  return compared < 0 ? "behind" : "ahead";
}

/** Counts the machines by the version of their command line, and browsers by that of their extension. */
export async function countVersions(db: Db, here: VersionsHere): Promise<VersionsAnswer> {
  const [commandLines, extensions] = await Promise.all([countCommandLines(db), countExtensions(db)]);
  const counted = (rows: readonly Counted[], own: string | null): VersionCount[] =>
    rows
      .slice(0, MOST_SHOWN)
      .map(({ version, count }) => ({ version, count: Number(count), is: stateOf(version, own) }));
  return {
    command_line_here: here.commandLine,
    extension_here: here.extension,
    command_line: counted(commandLines, here.commandLine),
    extension: counted(extensions, here.extension),
  };
}

interface Counted {
  readonly version: string | null;
  readonly count: string | number | bigint;
}

const countCommandLines = (db: Db): Promise<readonly Counted[]> =>
  db
    .selectFrom("devices")
    .select(["version", (of) => of.fn.countAll().as("count")])
    .where("state", "in", ["active", "quarantined"])
    .groupBy("version")
    .orderBy("count", "desc")
    .orderBy("version")
    .limit(MOST_VERSIONS)
    .execute();

const countExtensions = (db: Db): Promise<readonly Counted[]> =>
  db
    .selectFrom("extensions")
    .select(["version", (of) => of.fn.countAll().as("count")])
    .where("state", "=", "active")
    .groupBy("version")
    .orderBy("count", "desc")
    .orderBy("version")
    .limit(MOST_VERSIONS)
    .execute();

/** Lists one page of the machines. What is behind comes first, unless the query says otherwise. */
export async function listByVersion(
  db: Db,
  query: RollOutMachinesQuery,
  here: VersionsHere,
): Promise<ListAnswer<RollOutMachine>> {
  const [commandLines, extensions] = await Promise.all([countCommandLines(db), countExtensions(db)]);
  const behindOf = (rows: readonly Counted[], own: string | null): readonly string[] =>
    rows.flatMap(({ version }) => (version !== null && stateOf(version, own) === "behind" ? [version] : []));
  const isBehind = sql<number>`case when ${isAmong(db, "devices.version", behindOf(commandLines, here.commandLine))}
    or ${hasExtension(db, behindOf(extensions, here.extension))} then 1 else 0 end`;
  const ordering: Ordering<RollOutMachinesQuery["sort"]> = {
    columns: {
      behind: { by: isBehind, kind: "integer" },
      hostname: textColumn("devices.hostname"),
      last_seen_at: integerColumn("devices.last_seen_at"),
    },
    id: textColumn("devices.jkt"),
  };
  const left = db
    .selectFrom("devices")
    .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
    .innerJoin("users", "users.id", "bound_sets.user_id")
    .where("devices.state", "in", ["active", "quarantined"])
    .where(conditionOf(db, query, isBehind))
    .select(["bound_sets.id", "devices.hostname", "devices.os", "devices.version", "devices.last_seen_at"])
    .select(["users.id as user_id", "users.name", "users.state as user_state"]);
  const page = await pageOf(db, left, ordering, query);
  const versions = await extensionVersions(
    db,
    page.rows.map(({ id }) => id),
  );
  return {
    ...page,
    rows: page.rows.map((row) => ({
      id: row.id,
      hostname: row.hostname,
      os: row.os,
      owner: { id: row.user_id, name: row.name, state: row.user_state },
      last_seen_at: row.last_seen_at,
      command_line: row.version,
      command_line_is: stateOf(row.version, here.commandLine),
      extensions: (versions.get(row.id) ?? []).map((version) => ({ version, is: stateOf(version, here.extension) })),
    })),
  };
}

function conditionOf(db: Db, query: RollOutMachinesQuery, isBehind: RawBuilder<number>): RawBuilder<boolean> {
  const { q, is, command_line, extension } = query;
  const conditions = [
    sql`1 = 1`,
    ...(is === undefined ? [] : [sql`${isBehind} = ${is === "behind" ? 1 : 0}`]),
    ...(command_line === undefined ? [] : [isAmong(db, "devices.version", [command_line])]),
    ...(extension === undefined ? [] : [hasExtension(db, [extension])]),
    ...(isSearch(q)
      ? [sql`(${isFoundBy("machine", "devices.jkt", q)} or ${isFoundBy("person", "bound_sets.user_id", q)})`]
      : []),
  ];
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

const hasExtension = (db: Db, versions: readonly string[]): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from extensions where extensions.bound_set_id = bound_sets.id
    and extensions.state = 'active' and ${isAmong(db, "extensions.version", versions)})`;
