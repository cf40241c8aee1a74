import { loginsBeside, timesOf } from "../steps/beside-search.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { growingReads, openCrowdedStage } from "../steps/many-people.ts";
import type { AtEnd } from "../support/at-end.ts";
import { atMost, type Figure, milliseconds, note } from "./figure.ts";
import { percentile } from "./percentile.ts";
import { openPostgres } from "./postgres.ts";

// The console of a large organisation: the slowest of its reads, and logins while somebody searches without pause.

const READS = 9;
const WARM_UP = 100;
const LOGINS = 60;
const ROUNDS = 4;
/** The longest median that a read may have, milliseconds. */
const LONGEST = 20;
/** It has as much work as any. */
const SEARCH = "q=alice";

export async function measureConsole(atEnd: AtEnd, people: number): Promise<Figure[]> {
  const postgres = await openPostgres(atEnd);
  return [
    ...(await measureOn(atEnd, "SQLite", people, {})),
    ...(await measureOn(atEnd, "PostgreSQL", people, { DATABASE_URL: postgres.url })),
  ];
}

async function measureOn(
  atEnd: AtEnd,
  database: string,
  people: number,
  settings: Readonly<Record<string, string>>,
): Promise<Figure[]> {
  const { stage, page } = await openCrowdedStage(atEnd, people, settings);
  const medians: { readonly read: string; readonly times: readonly number[] }[] = [];
  for (const read of growingReads(Date.now()))
    medians.push({ read, times: await timesOf(READS, () => page.get(read)) });
  const slowest = medians.toSorted((one, other) => percentile(other.times, 50) - percentile(one.times, 50));
  const slow = slowest.filter(({ times }) => percentile(times, 50) > LONGEST);

  await timesOf(WARM_UP, () => redeemedLogin(stage));
  const search = growingReads(Date.now()).find((read) => read.endsWith(SEARCH)) ?? "";
  const { alone, beside } = await loginsBeside(stage, page, search, { rounds: ROUNDS, logins: LOGINS });
  const where = `${database}, ${people.toLocaleString("en")} people`;
  return [
    milliseconds(`slowest read of the console (${where}): ${slowest[0]?.read}`, slowest[0]?.times ?? [], LONGEST),
    note(
      `reads above ${LONGEST} ms at the median, of ${medians.length} (${where})`,
      slow.map(({ read, times }) => `${read} ${percentile(times, 50).toFixed(0)} ms`).join(", ") || "none",
    ),
    atMost(
      `login p50 while somebody searches without pause ÷ without (${where})`,
      percentile(beside, 50) / percentile(alone, 50),
      1.2,
    ),
  ];
}
