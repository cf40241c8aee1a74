import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type {
  ForeignLogin,
  foreignLoginsQuerySchema,
  OwnLoginDetail,
} from "@nearside/shared/api/console/own-logins.ts";
import { sql } from "kysely";
import * as v from "valibot";
import { loginReported } from "../../../platform/audit/events/logins.ts";
import { countOf, integerColumn, type Ordering, pageOf } from "../../../platform/lists/page-of.ts";
import type { Db } from "../../../platform/store/database.ts";

type Query = v.InferOutput<typeof foreignLoginsQuerySchema>;
const ORDER: Ordering<"seq"> = { columns: { seq: integerColumn("events.seq") }, id: integerColumn("events.seq") };

/** At most this many openings of one login are shown. */
const MOST_OPENINGS = 50;

/** The kind is written into the query's text, so that the database uses the index of just these events (0014). */
const REPORTED = sql.lit<string>("login_reported");

const foreign = (db: Db, userId: string) =>
  db
    .selectFrom("events")
    .select(["seq", "at", "subject", "device_jkt", "data"])
    .where("user_id", "=", userId)
    .where("kind", "=", REPORTED);

/** Counts the reports of that person since then. @param since epoch milliseconds */
export const countForeignLogins = (db: Db, userId: string, since: number): Promise<number> =>
  countOf(foreign(db, userId).where("at", ">=", since));

/**
 * Logins that were started on one machine and opened on another one, which is this person's: they were refused (protocol §4.4).
 * Another person's login shows nothing but that.
 */
export async function listForeignLogins(db: Db, userId: string, query: Query): Promise<ListAnswer<ForeignLogin>> {
  const found = query.q === "" ? foreign(db, userId) : foreign(db, userId).where("subject", "=", query.q);
  const { rows, next, total } = await pageOf(db, found, ORDER, query);
  const reports = rows.map(readReport);
  const hostnames = await wordsOf(db, "devices", [...new Set(reports.flatMap(({ device_jkt }) => device_jkt ?? []))]);
  const browsers = await wordsOf(db, "extensions", [...new Set(reports.map(({ data }) => data.extension_jkt))]);
  const own = reports.filter(({ data }) => data.owner_user_id === userId);
  const origins = await originsOf(db, [...new Set(own.flatMap(({ subject }) => subject ?? []))]);
  return {
    rows: reports.map(({ seq, at, subject, device_jkt, data }) => ({
      seq: Number(seq),
      at,
      machine: { device: device_jkt ?? "", hostname: hostnames.get(device_jkt ?? "") ?? "" },
      browser: browsers.get(data.extension_jkt) ?? "",
      own: data.owner_user_id === userId ? { hostname: origins.get(subject ?? "") ?? "" } : null,
      login: subject ?? "",
    })),
    next,
    total,
  };
}

/** Reads the data of the event. */
const readReport = <Row extends { readonly data: string }>(row: Row) => ({
  ...row,
  data: v.parse(loginReported.schema, JSON.parse(row.data)),
});

/** Finds, by login, the name that the machine which started it gives itself. */
async function originsOf(db: Db, logins: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (logins.length === 0) return new Map();
  const rows = await db
    .selectFrom("logins")
    .innerJoin("devices", "devices.jkt", "logins.device_jkt")
    .select(["logins.id", "devices.hostname"])
    .where("logins.id", "in", logins)
    .execute();
  return new Map(rows.map(({ id, hostname }) => [id, hostname]));
}

/** Finds when that login of this person's was opened elsewhere, and on which machine if that one is theirs too. */
export async function findOpenings(
  db: Db,
  userId: string,
  loginId: string,
): Promise<OwnLoginDetail["opened_elsewhere"]> {
  const rows = await db
    .selectFrom("events")
    .select(["at", "device_jkt", "data"])
    .where("subject", "=", loginId)
    .where("kind", "=", REPORTED)
    .orderBy("seq")
    .limit(MOST_OPENINGS)
    .execute();
  const reports = rows.map(readReport);
  const own = reports.filter(({ data }) => data.reporter_user_id === userId);
  const hostnames = await wordsOf(db, "devices", [...new Set(own.flatMap(({ device_jkt }) => device_jkt ?? []))]);
  const browsers = await wordsOf(db, "extensions", [...new Set(own.map(({ data }) => data.extension_jkt))]);
  return reports.map(({ at, device_jkt, data }) => ({
    at,
    own:
      data.reporter_user_id === userId
        ? { hostname: hostnames.get(device_jkt ?? "") ?? "", browser: browsers.get(data.extension_jkt) ?? "" }
        : null,
  }));
}

async function wordsOf(
  db: Db,
  table: "devices" | "extensions",
  jkts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (jkts.length === 0) return new Map();
  const word = table === "devices" ? sql.ref<string>("hostname") : sql.ref<string>("browser");
  const rows = await db
    .selectFrom(table)
    .select([`${table}.jkt`, word.as("word")])
    .where(`${table}.jkt`, "in", jkts)
    .execute();
  return new Map(rows.map(({ jkt, word }) => [jkt, word]));
}
