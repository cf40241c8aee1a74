// A PostgreSQL that is frozen, as a whole or only the processes that serve us: nothing is closed, and nothing answers. Those who wait for
// it hear so in time, the server itself continues, and everything works again as soon as PostgreSQL does.
import { beforeAll, expect, it } from "vitest";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { askForLogin, goOnLoggingIn } from "../steps/logging-in.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Cluster, openCluster } from "../support/postgres.ts";
import { until } from "../support/until.ts";

const DATABASE = "nearside";
/** A request gives up a silent database after four seconds; if it waited twice, it would take eight. Milliseconds. */
const ANSWERED_MS = 7_500;

const atEnd = afterTests();
let cluster: Cluster;
let stage: EnrolledStage;
beforeAll(async () => {
  cluster = await openCluster({ durable: true });
  atEnd(cluster.close);
  await cluster.psql(`create database ${DATABASE} template template0`);
  const settings = { DATABASE_URL: cluster.url(DATABASE), NEARSIDE_LIMIT_PER_ADDRESS: "1000000" };
  stage = await openEnrolledStage(atEnd, settings);
});

const outcomeOf = async (path: string): Promise<string> => (await stage.send(path, {})).outcome;

/** @returns how long it took until it was refused, milliseconds */
async function refusedAfter(): Promise<number> {
  const began = performance.now();
  await expect(askForLogin(stage)).rejects.toThrow(/503 .*"temporarily_unavailable"/);
  return performance.now() - began;
}

const ready = () =>
  until(
    async () => (await outcomeOf("/readyz")) === "200" || undefined,
    30_000,
    () => "the server is not ready again",
  );

it.each<[string, () => Promise<readonly number[] | undefined>]>([
  ["as a whole", async () => undefined],
  [
    "the processes that serve us",
    async () => {
      const query =
        "select string_agg(pid::text, ' ') from pg_stat_activity where application_name = 'nearside-server'";
      return (await cluster.psql(query)).split(" ").map(Number);
    },
  ],
])("a PostgreSQL that is frozen is a 503 in time, and works again by itself: %s", async (_what, pids) => {
  const progress = { view: stage, login: await askForLogin(stage), heard: new Set<string>() };
  cluster.freeze(await pids());
  try {
    const waits = await Promise.all(Array.from({ length: 20 }, refusedAfter)); // more than there are connections
    expect(Math.max(...waits)).toBeLessThan(ANSWERED_MS);
    expect(await outcomeOf("/healthz")).toBe("200");
    // new connections get a new process, unless the one that starts them is frozen too
    if ((await pids()) === undefined) expect(await outcomeOf("/readyz")).toBe("503 temporarily_unavailable");
    else await ready();
  } finally {
    cluster.thaw();
  }
  await ready();
  await goOnLoggingIn(progress);
  expect(progress.heard.size).toBe(1);
  expect(stage.server.process.stderr()).not.toContain("a request failed"); // no bug of ours
});
