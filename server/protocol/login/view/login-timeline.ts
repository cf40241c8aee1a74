import type { LoginEvent } from "@nearside/shared/api/console/logins.ts";
import { sql } from "kysely";
import * as v from "valibot";
import type { Db } from "../../../platform/store/database.ts";
import { findUsers } from "../../../register/people/users.ts";

/** At most this many entries of a login are shown. */
const MOST_EVENTS = 100;

/** What the timeline needs of an entry's data. The kinds name rules in one of three places. */
const dataSchema = v.object({
  user_id: v.optional(v.string()),
  rules: v.optional(v.union([v.array(v.string()), v.object({ decided_by: v.optional(v.array(v.string())) })])),
});

/** The kinds whose data names another person than the login's own. */
const BY_OTHERS: ReadonlySet<string> = new Set(["login_co_approved", "login_co_refused", "login_co_asked"]);

/**
 * Lists what happened to a login and to its tokens, the first entry first. Tokens are refreshed for weeks, so the entries about them are
 * put together by kind.
 *
 * @param familyId of its tokens
 */
export async function loginTimeline(db: Db, id: string, familyId: string | undefined): Promise<LoginEvent[]> {
  const rows = await db
    .selectFrom("events")
    .select(["seq", "at", "kind", "data"])
    .where("subject", "=", id)
    .orderBy("seq")
    .limit(MOST_EVENTS)
    .execute();
  const read = rows.map(({ data, ...row }) => ({ ...row, ...tellingOf(row.kind, data) }));
  const users = await findUsers(db, [...new Set(read.flatMap(({ by }) => by ?? []))]);
  const own = read.map(({ seq, at, kind, by, rules }) => ({
    ...{ seq: Number(seq), at, kind, times: 1, rules },
    by: by === undefined ? null : { id: by, name: users.get(by)?.name ?? by },
  }));
  const ofTokens = familyId === undefined ? [] : await tokenEvents(db, familyId);
  return [...own, ...ofTokens].sort((one, other) => one.seq - other.seq);
}

function tellingOf(kind: string, data: string) {
  const read = v.safeParse(dataSchema, JSON.parse(data));
  const { user_id, rules } = read.success ? read.output : {};
  return {
    by: BY_OTHERS.has(kind) ? user_id : undefined,
    rules: (rules === undefined || Array.isArray(rules) ? rules : rules.decided_by) ?? [],
  };
}

async function tokenEvents(db: Db, familyId: string): Promise<LoginEvent[]> {
  const { rows } = await sql<{ seq: number; at: number; kind: string; times: number }>`
    select kind, max(seq) as seq, max(at) as at, count(*) as times from events where subject = ${familyId} group by kind`.execute(
    db,
  );
  return rows.map(({ kind, ...row }) => ({
    ...{ kind, seq: Number(row.seq), at: Number(row.at), times: Number(row.times) },
    ...{ by: null, rules: [] },
  }));
}
