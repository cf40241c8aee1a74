import { kindsOf, type LogTopic } from "@nearside/shared/api/console/log-kinds.ts";
import { sql } from "kysely";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { among } from "../../register/logins/among-states.ts";
import { ENDED_LOGIN_STATES } from "../../register/logins/transitions.ts";

// These queries find the logins and events that are old enough for the archive. A preview and the moving itself ask the same ones.

export const DAY_MS = 86_400_000;

/** Entries of these topics come from logins. All others record people's decisions, and stay. */
const GOING: readonly LogTopic[] = ["login", "token", "refusal", "console"];
const GOING_KINDS: ReadonlySet<string> = new Set(GOING.flatMap(kindsOf));

/**
 * True for a login that was opened on another machine, or that its person said they had not started. Everything about it stays, since an
 * alarm that no longer names its author helps nobody.
 */
const raisedAlarm = (login: "logins.id" | "events.subject" | "looked_at.subject") => sql<boolean | number>`exists (
  select 1 from events as alarm where alarm.subject = ${sql.ref(login)}
  and (alarm.kind = 'login_reported' or (alarm.kind = 'login_denied' and alarm.data like '%"alert":true%')))`;

type Services = WithClock & WithConfig & WithDb;

/** Logins that ended without a token. They go in the order of `logins.expires_at`. */
export const endedLogins = ({ db, clock, config }: Services) =>
  db
    .selectFrom("logins")
    .where("state", "in", among(ENDED_LOGIN_STATES))
    .where("expires_at", "<", clock() - config.retention.endedDays * DAY_MS)
    .where(sql<boolean>`not ${raisedAlarm("logins.id")}`);

/** Logins whose last token expired so long ago that no status list tells of one any more. They go in the order of `token_families.expires_at`. */
export const approvedLogins = ({ db, clock, config }: Services) =>
  db
    .selectFrom("token_families")
    .innerJoin("logins", "logins.id", "token_families.login_id")
    .where("token_families.expires_at", "<", clock() - config.retention.approvedDays * DAY_MS)
    .where(sql<boolean>`not ${raisedAlarm("logins.id")}`);

/** The setting of the event up to which all was looked at. */
export const REACHED = "retention/events";

async function reachedEvent({ db }: WithDb): Promise<number> {
  const reached = await db.selectFrom("settings").select("value").where("name", "=", REACHED).executeTakeFirst();
  return Number(reached?.value ?? 0);
}

/**
 * Counts the old events that go, without reading them.
 *
 * @param most events that are looked at: to look at millions takes longer than anybody waits for a number
 */
export async function countOldEvents(services: Services, most: number) {
  const { db, clock, config } = services;
  const until = clock() - config.retention.eventsDays * DAY_MS;
  const reached = await reachedEvent(services);
  const lookedAt = db
    .selectFrom("events")
    .select(["at", "kind", "subject"])
    .where("seq", ">", reached)
    .orderBy("seq")
    .limit(most)
    .as("looked_at");
  const goes = sql`looked_at.kind in (${sql.join([...GOING_KINDS])}) and not ${raisedAlarm("looked_at.subject")}`;
  const { count, oldest, old } = await db
    .selectFrom(lookedAt)
    .select(({ fn }) => [
      fn.countAll().as("old"),
      sql<number | string | null>`sum(case when ${goes} then 1 else 0 end)`.as("count"),
      sql<number | string | null>`min(case when ${goes} then looked_at.at end)`.as("oldest"),
    ])
    .where("looked_at.at", "<", until)
    .executeTakeFirstOrThrow();
  return {
    count: Number(count ?? 0),
    oldest: oldest === null ? undefined : Number(oldest),
    isMore: Number(old) === most,
  };
}

/** Events that are looked at next, the oldest first: those that are old, and which of these go. */
export async function oldEvents(services: Services, most: number) {
  const { db, clock, config } = services;
  const rows = await db
    .selectFrom("events")
    .selectAll()
    .select(raisedAlarm("events.subject").as("raised_alarm"))
    .where("seq", ">", await reachedEvent(services))
    .orderBy("seq")
    .limit(most)
    .execute();
  const until = clock() - config.retention.eventsDays * DAY_MS;
  const young = rows.findIndex(({ at }) => at >= until);
  const old = young === -1 ? rows : rows.slice(0, young);
  const going = old.flatMap(({ raised_alarm, ...event }) =>
    raised_alarm || !GOING_KINDS.has(event.kind) ? [] : [event],
  );
  return { last: old.at(-1), going, mayBeMore: young === -1 && rows.length === most };
}
