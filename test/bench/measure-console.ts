import { loginsBeside, timesOf } from "../steps/beside-search.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { growingReads, openCrowdedStage } from "../steps/many-people.ts";
import type { AtEnd } from "../support/at-end.ts";
import { treeCpuMicroseconds } from "./cpu-time.ts";
import { atMost, type Figure, note } from "./figure.ts";
import { percentile } from "./percentile.ts";
import { openPostgres, type Postgres } from "./postgres.ts";

// The console of a large organisation: the slowest of its reads, and logins while somebody searches without pause. Reads are judged by the CPU
// time of the server, of its process that reads, and of the database: on a machine that has nothing else to do they take as long. The
// ratio of logins is one of times, as it is about who waits. So it depends on the processors that server, database and this client share,
// and decides nothing.

const FIRST_READS = 3;
/** CPU time is counted in steps of ten milliseconds. */
const READS = 20;
const WARM_UP = 100;
const LOGINS = 20;
const ROUNDS = 12;
/** The longest CPU time that a read may take, milliseconds. */
const LONGEST = 20;
/** The same for the pictures of the overview, which one read counts for all of them, once a page. Milliseconds. */
const LONGEST_PICTURES = 100;
const PICTURES = "/overview/figures?";
/** It has as much work as any. */
const SEARCH = "q=alice";

export async function measureConsole(atEnd: AtEnd, people: number): Promise<Figure[]> {
  return [
    ...(await measureOn(atEnd, "SQLite", people)),
    ...(await measureOn(atEnd, "PostgreSQL", people, await openPostgres(atEnd))),
  ];
}

async function measureOn(atEnd: AtEnd, database: string, people: number, postgres?: Postgres): Promise<Figure[]> {
  const { stage, page } = await openCrowdedStage(
    atEnd,
    people,
    postgres === undefined ? {} : { DATABASE_URL: postgres.url },
  );
  const cpu = () => (treeCpuMicroseconds(stage.server.process.pid) + (postgres?.cpu() ?? 0)) / 1000;
  const measured: { readonly read: string; readonly spent: number; readonly took: number }[] = [];
  for (const read of growingReads(Date.now())) {
    await timesOf(FIRST_READS, () => page.get(read));
    const before = cpu();
    const times = await timesOf(READS, () => page.get(read));
    measured.push({ read, spent: (cpu() - before) / READS, took: percentile(times, 50) });
  }
  const sorted = measured.toSorted((one, other) => other.spent - one.spent);
  const [pictures] = sorted.filter(({ read }) => read.includes(PICTURES));
  const others = sorted.filter(({ read }) => !read.includes(PICTURES));
  const [slowest] = others;
  const slow = others.filter(({ spent }) => spent > LONGEST);

  await timesOf(WARM_UP, () => redeemedLogin(stage));
  const search = growingReads(Date.now()).find((read) => read.endsWith(SEARCH)) ?? "";
  const rounds = await loginsBeside(stage, page, search, { rounds: ROUNDS, logins: LOGINS });
  const ratios = rounds.map(({ alone, beside }) => percentile(beside, 50) / percentile(alone, 50));
  const where = `${database}, ${people.toLocaleString("en")} people`;
  return [
    atMost(
      `slowest read of the console, milliseconds of CPU (${where}): ${shown(slowest?.read)}`,
      slowest?.spent ?? 0,
      LONGEST,
    ),
    atMost(
      `the overview's pictures, milliseconds of CPU (${where}): ${shown(pictures?.read)}`,
      pictures?.spent ?? Number.POSITIVE_INFINITY,
      LONGEST_PICTURES,
    ),
    note(
      `reads above ${LONGEST} ms of CPU, of ${others.length} (${where})`,
      slow
        .map(({ read, spent, took }) => `${shown(read)} ${spent.toFixed(0)} ms (p50 ${took.toFixed(0)} ms)`)
        .join(", ") || "none",
    ),
    atMost(
      `login p50 while somebody searches without pause ÷ without, median of ${ROUNDS} rounds (${where})`,
      percentile(ratios, 50),
      1.2,
    ),
    note(
      `the same, least and most of a round (${where})`,
      `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
    ),
  ];
}

/** The pictures of 90 days have an address of 1,500 characters. */
const MOST_SHOWN = 120;

function shown(read = ""): string {
  const typed = decodeURIComponent(read);
  return typed.length > MOST_SHOWN ? `${typed.slice(0, MOST_SHOWN)}… (${typed.split(",").length - 1} days)` : typed;
}
