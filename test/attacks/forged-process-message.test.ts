// I7: another account of the database server hears what the processes of the server say to each other, and speaks on their line: it calls
// one of them gone, makes up others, repeats what it heard, and floods it.
import { createHmac } from "node:crypto";
import pg from "pg";
import { beforeAll, expect, it } from "vitest";
import {
  inFlight,
  openSeveralProcesses,
  type SeveralProcesses,
  type Woken,
  wokenPoll,
} from "../steps/several-processes.ts";
import { afterTests } from "../support/after-tests.ts";
import { rowsIn } from "../support/postgres.ts";
import { until } from "../support/until.ts";

/** Shorter than a held poll, which is 20 s, and than the time after which a process says again that it is there. */
const WOKEN_MS = 8_000;
const DEADLINE_MS = 30_000;
const FLOOD = 2_000;

const atEnd = afterTests();
let two: SeveralProcesses;
let mallory: pg.Client;
const heard: string[] = [];
beforeAll(async () => {
  two = await openSeveralProcesses(atEnd);
  await two.cluster.psql("create role mallory login", two.database);
  mallory = new pg.Client({ host: two.cluster.folder, user: "mallory", database: two.database });
  await mallory.connect();
  atEnd(() => mallory.end());
  mallory.on("notification", ({ payload = "" }) => void heard.push(payload));
  await mallory.query('listen "nearside public"');
});

const speak = (messages: readonly string[]) =>
  mallory.query("select pg_notify('nearside public', said) from unnest($1::text[]) as words (said)", [messages]);
/** Each login's poll hears of its approval at once. */
async function logIn(): Promise<readonly Woken[]> {
  const woken: Woken[] = [];
  await inFlight(12, 4, async () => void woken.push(await wokenPoll(await two.anotherSession())));
  return woken;
}
const expectWoken = (woken: readonly Woken[]): void => {
  expect(woken.some(({ elsewhere }) => elsewhere)).toBe(true);
  expect(Math.max(...woken.map(({ afterMs }) => afterMs))).toBeLessThan(WOKEN_MS);
};
const speakers = (): readonly string[] => [
  ...new Set(heard.flatMap((text) => (/"from":"([^"]+)"/.exec(text) ?? []).slice(1))),
];
const printed = (): string => two.servers.map(({ process }) => process.stderr()).join();
const machines = () => rowsIn(two.cluster.url(two.database), "select id, state from bound_sets order by id");

it("shows him ids, and no secret", async () => {
  expectWoken(await logIn());
  await until(
    async () => (speakers().length === 2 ? true : undefined),
    DEADLINE_MS,
    () => `he heard ${speakers()}`,
  );
  expect(heard.join()).not.toMatch(/eyJ/);
});

it("ignores what he forges: no process is called gone, and no other is met", async () => {
  const before = machines();
  const at = Date.now() + 60_000;
  const forged = [
    ...speakers().map((from) => ({ from, at, leaves: true })),
    { from: "mallory", at, joins: true, about: { process: "192.0.2.66:4790", limits: "other" } },
  ].map((message) => JSON.stringify({ number: 1_000_000, ...message }));
  const guessed = forged.map((text) => `${createHmac("sha256", "guessed").update(text).digest("base64url")} ${text}`);
  await speak([...forged, ...guessed]);
  expectWoken(await logIn());
  expect(printed()).not.toContain("192.0.2.66");
  expect(machines()).toEqual(before);
});

it("ignores what he repeats: a process that has restarted since is not taken for two", async () => {
  await two.servers[1]?.stop();
  await two.start(1, { settings: { NEARSIDE_HELD_POLLS: "900" } }); // so that the other one says whom it meets
  const met = () => printed().match(/runs with other settings/g)?.length;
  await until(
    async () => (met() === 2 ? true : undefined), // each says so of the other
    DEADLINE_MS,
    () => "they did not meet",
  );
  const before = met();
  await speak([...new Set(heard)]);
  expectWoken(await logIn());
  expect(met()).toBe(before);
});

it("delays no login in his flood of messages, as large as they may be", async () => {
  const flood = Array.from({ length: FLOOD }, (_, number) => `${"A".repeat(43)} ${number}${"x".repeat(7_800)}`);
  const [woken] = await Promise.all([logIn(), speak(flood)]);
  expectWoken(woken);
  expect(printed()).not.toMatch(/"level":"(?:error|fatal)"/);
});
