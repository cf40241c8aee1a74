import type { LoginEvent } from "@nearside/shared/api/console/logins.ts";
import { sql } from "kysely";
import * as v from "valibot";
import type { Db } from "../../../platform/store/database.ts";
import { findUsers } from "../../../register/people/users.ts";

/**
 * At most this many entries of each kind are shown of a login, the last one for all that are left out. Somebody who holds a link or a session key adds some
 * kinds hundreds of times, and must not hide the others behind them.
 */
const MOST_OF_A_KIND = 8;

/** The parts of an entry's data that the timeline needs. The kinds name rules in one of three places. */
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
  const rows = await entriesOf(db, id);
  const read = rows.map(({ data, ...row }) => ({ ...row, ...detailsOf(row.kind, data) }));
  const users = await findUsers(db, [...new Set(read.flatMap(({ by }) => by ?? []))]);
  const own = read.map(({ by, ...entry }) => ({
    ...entry,
    by: by === undefined ? null : { id: by, name: users.get(by)?.name ?? by },
  }));
  const ofTokens = familyId === undefined ? [] : await tokenEvents(db, familyId);
  return [...own, ...ofTokens].sort((one, other) => one.seq - other.seq);
}

/** Finds the entries of a login, the first one first. `times` is their number where one represents several. */
export async function entriesOf(db: Db, id: string) {
  const { rows } = await sql<{ seq: number; at: number; kind: string; data: string; place: number }>`
    select seq, at, kind, data, place from (
      select seq, at, kind, data, row_number() over (partition by kind order by seq) as place,
        count(*) over (partition by kind) as of_kind
      from events where subject = ${id}) as entries
    where place < ${MOST_OF_A_KIND} or place = of_kind
    order by seq`.execute(db);
  return rows.map(({ seq, at, kind, data, place }) => ({
    ...{ seq: Number(seq), at: Number(at), kind, data },
    times: Math.max(1, Number(place) - MOST_OF_A_KIND + 1),
  }));
}

function detailsOf(kind: string, data: string) {
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
