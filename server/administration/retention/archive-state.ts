import type { ArchiveDue, ArchiveRun, ArchiveState, Due } from "@nearside/shared/api/console/archive.ts";
import { MOST_COUNTED } from "@nearside/shared/api/console/list.ts";
import { byOf } from "../../platform/audit/actor.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { countUpTo } from "../../platform/lists/page-of.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { findUsers } from "../../register/people/users.ts";
import { approvedLogins, countOldEvents, DAY_MS, endedLogins } from "./due.ts";
import { findRun } from "./run.ts";

type Services = WithClock & WithConfig & WithDb;

/** Says what the archive holds, and how moving to it goes. */
export async function archiveState({ db, config }: WithConfig & WithDb): Promise<ArchiveState> {
  const { count, entries } = await db
    .selectFrom("archives")
    .select(({ fn }) => [fn.countAll().as("count"), fn.sum("entries").as("entries")])
    .executeTakeFirstOrThrow();
  const last = await db
    .selectFrom("archives")
    .select(["at", "file"])
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return {
    folder: config.retention.archive ?? null,
    batches: Number(count),
    entries: Number(entries ?? 0),
    last: last ?? null,
    run: await shownRun(db),
  };
}

/** Counts what would be moved to the archive now. */
export const archiveDue = async (services: Services): Promise<ArchiveDue> => ({
  ended: await endedDue(services),
  approved: await approvedDue(services),
  events: await eventsDue(services),
});

async function endedDue(services: Services): Promise<Due> {
  const query = endedLogins(services);
  const oldest = await query.select("created_at").orderBy("expires_at").limit(1).executeTakeFirst();
  return dueOf(services, "endedDays", await countUpTo(services.db, query), oldest?.created_at);
}

async function approvedDue(services: Services): Promise<Due> {
  const query = approvedLogins(services);
  const oldest = await query
    .select("logins.created_at")
    .orderBy("token_families.expires_at")
    .limit(1)
    .executeTakeFirst();
  return dueOf(services, "approvedDays", await countUpTo(services.db, query), oldest?.created_at);
}

async function eventsDue(services: Services): Promise<Due> {
  const { count, oldest, isMore } = await countOldEvents(services, MOST_COUNTED);
  return { ...dueOf(services, "eventsDays", count, oldest), more: isMore };
}

/** @param count null if it is more than are counted */
function dueOf(
  { clock, config }: WithClock & WithConfig,
  setting: "endedDays" | "approvedDays" | "eventsDays",
  count: number | null,
  oldest: number | undefined,
): Due {
  const days = config.retention[setting];
  const before = clock() - days * DAY_MS;
  return { days, before, count: count ?? MOST_COUNTED, more: count === null, oldest: oldest ?? null };
}

async function shownRun(db: Db): Promise<ArchiveRun | null> {
  const run = await findRun(db);
  if (run === undefined) return null;
  const { by, ...rest } = run;
  const userId = by?.kind === "person" ? by.userId : undefined;
  const user = userId === undefined ? undefined : (await findUsers(db, [userId])).get(userId);
  return {
    ...rest,
    begun: by === null ? "by_itself" : byOf(by),
    by: user === undefined ? null : { id: user.id, name: user.name },
  };
}
