import { createHmac } from "node:crypto";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { openDatabase, openTemporaryDatabase } from "../../testing/temporary-database.ts";
import { openTemporaryStore } from "../../testing/temporary-store.ts";
import { loadServerSecrets, makeSecret, replaceSecrets, type ServerSecrets } from "../keys/server-secrets.ts";
import { CLEAR } from "../keys/wrapping-keys.ts";
import { createLog } from "../log/log.ts";
import type { Store } from "../store/store.ts";
import { Changes } from "./changes.ts";
import { type About, Processes } from "./processes.ts";

// Real processes on one PostgreSQL, but for the process itself: each has connections of its own.

const never = new AbortController().signal;

let store: Store;
let database: string;
beforeEach(async () => {
  store = await openTemporaryDatabase();
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(store.db);
  database = rows[0]?.name ?? "";
});
afterEach(() => store.close());

interface Running {
  readonly changes: Changes;
  readonly processes: Processes;
  readonly secrets: ServerSecrets;
  readonly logged: readonly string[];
  readonly met: readonly About[];
  /** Resolves once this process knows that many, itself included. */
  readonly knows: (count: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

async function running(id: string, on: Store = openDatabase(database), ahead = { ms: 0 }): Promise<Running> {
  const logged: string[] = [];
  const met: About[] = [];
  const clock = () => Date.now() + ahead.ms;
  const log = createLog("info", clock, { write: (line) => void logged.push(line) });
  const secrets = await loadServerSecrets(on, clock, CLEAR);
  const processes = new Processes({
    id,
    about: { id },
    clock,
    log,
    secrets,
    openLine: on.openLine,
    onMet: (about) => void met.push(about),
  });
  const changes = new Changes(100, processes);
  const started = processes.start(changes);
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await started.stop();
    await on.close();
  };
  onTestFinished(stop);
  const knows = (count: number) => expect.poll(() => processes.count, { timeout: 10_000 }).toBe(count);
  return { changes, processes, secrets, logged, met, knows, stop };
}

const waiting = ({ changes }: Running, subject: string): Promise<void> => {
  const listening = changes.listen(subject, never);
  if (listening === undefined) throw new Error("no place to wait");
  return listening.next;
};

it("each wakes who waits at the others, and reads again what the others changed", async () => {
  const [one, other] = [await running("one"), await running("other")];
  await Promise.all([one.knows(2), other.knows(2)]);
  expect([one.met, other.met]).toEqual([[{ id: "other" }], [{ id: "one" }]]);
  const woken = waiting(other, "rq_1");
  const looked = new Promise<void>((resolve) => other.changes.heed("signing_keys", resolve));
  let strangers = 0;
  void waiting(other, "rq_3").then(() => {
    strangers += 1;
  });
  one.changes.announce("rq_1");
  one.changes.announce("signing_keys");
  await Promise.all([woken, looked]);
  expect(strangers).toBe(0);
});

it("many changes at once all arrive", async () => {
  const [one, other] = [await running("one"), await running("other")];
  await Promise.all([one.knows(2), other.knows(2)]);
  const subjects = Array.from({ length: 90 }, (_, number) => `rq_${number}`);
  const woken = Promise.all(subjects.map((subject) => waiting(other, subject)));
  for (let round = 0; round < 5; round += 1) for (let n = 0; n < 300; n += 1) one.changes.announce(`rq_${n}`);
  await woken;
});

it("one whose clock is wrong is not heard, and each says so once", async () => {
  const one = await running("one");
  const other = await running("other", openDatabase(database), { ms: -301_000 });
  const again = await running("again", openDatabase(database)); // everybody hears two messages of each
  await one.knows(2);
  const warnings = ({ logged }: Running) => logged.filter((line) => line.includes("set both clocks (NTP)"));
  await expect.poll(() => [one, other, again].map((each) => warnings(each).length)).toEqual([1, 2, 1]);
  expect(warnings(one).join()).toMatch(/"process":"other","seconds_ahead":-30[12]/);
  expect([one.met, other.met]).toEqual([[{ id: "again" }], []]);
});

it("one whose clock was ahead for a moment is heard again as soon as it is right", async () => {
  const heard = await listenToMessages();
  const ahead = { ms: 0 };
  const [one, other] = [await running("one"), await running("other", openDatabase(database), ahead)];
  await Promise.all([one.knows(2), other.knows(2)]);
  ahead.ms = 3_600_000;
  other.changes.announce("rq_ahead");
  await expect.poll(() => heard.some((text) => text.includes("rq_ahead"))).toBe(true);
  ahead.ms = 0;
  const woken = waiting(one, "rq_1");
  other.changes.announce("rq_1");
  await woken;
});

it("one that ended in order is forgotten at once", async () => {
  const [one, other] = [await running("one"), await running("other")];
  await one.knows(2);
  await other.stop();
  await one.knows(1);
});

it("a line that was lost comes back, and everything counts as changed then", async () => {
  const [one, other] = [await running("one"), await running("other")];
  await Promise.all([one.knows(2), other.knows(2)]);
  const woken = waiting(other, "rq_1");
  const looked = new Promise<void>((resolve) => other.changes.heed("authenticators", resolve));
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'nearside-server line'`.execute(store.db);
  await Promise.all([woken, looked]);
  expect(other.logged.join()).toContain("the connection to the other processes of this server is lost");
  await Promise.all([one.knows(2), other.knows(2)]);
  const again = waiting(other, "rq_2");
  one.changes.announce("rq_2");
  await again;
});

/** Speaks on the line as anybody may who can use the database server. */
const speak = (...said: readonly string[]) =>
  sql`select pg_notify('nearside ' || current_schema(), said)
    from json_array_elements_text(${JSON.stringify(said)}::json) as words (said)`.execute(store.db);

/** Hears everything that is said, as anybody may. */
async function listenToMessages(): Promise<string[]> {
  const heard: string[] = [];
  const line = openDatabase(database);
  const opened = Promise.withResolvers<void>();
  const listening = line.openLine({
    opened: opened.resolve,
    hear: (text) => void heard.push(text),
    lost: opened.reject,
  });
  onTestFinished(async () => {
    await listening.close();
    await line.close();
  });
  await opened.promise;
  return heard;
}

it("what a stranger to the server says on the line wakes nobody and breaks nothing (threat I7)", async () => {
  const [one, other] = [await running("one"), await running("other")];
  await Promise.all([one.knows(2), other.knows(2)]);
  let woken = 0;
  for (const { changes } of [one, other]) {
    void waiting({ ...one, changes }, "rq_1").then(() => void woken++);
    changes.heed("signing_keys", () => void woken++);
  }
  const at = Date.now() + 1000;
  const forged = [
    { from: "other", at, leaves: true },
    { from: "one", at, leaves: true },
    { from: "mallory", at, joins: true, about: { id: "mallory" } },
    { from: "other", at, changed: ["rq_1", "signing_keys"] },
    { from: "other", at, anything: true },
  ].map((message) => JSON.stringify({ number: 1_000_000, ...message }));
  const byGuess = (text: string) => createHmac("sha256", "guessed").update(text).digest("base64url");
  const guessed = forged.map((text) => `${byGuess(text)} ${text}`);
  await speak("", "{", '{"from":7}', "[]", "x".repeat(7000), ...forged, ...guessed);
  const last = waiting(one, "rq_last");
  other.changes.announce("rq_last"); // all of the above was said before it
  await last;
  expect([woken, one.processes.count, other.processes.count]).toEqual([0, 2, 2]);
  expect([one.met, other.met]).toEqual([[{ id: "other" }], [{ id: "one" }]]);
});

it("what was said once is heard once, also after its process has left (threat I7)", async () => {
  const heard = await listenToMessages();
  const [one, other] = [await running("one"), await running("other")];
  await Promise.all([one.knows(2), other.knows(2)]);
  const first = waiting(one, "rq_1");
  other.changes.announce("rq_1");
  await first;
  await other.stop();
  await one.knows(1);
  const third = await running("third");
  await Promise.all([one.knows(2), third.knows(2)]); // it tells nothing before it knows of another
  let woken = 0;
  void waiting(one, "rq_1").then(() => void woken++);
  await speak(...heard);
  const last = waiting(one, "rq_last");
  third.changes.announce("rq_last");
  await last;
  expect([woken, one.processes.count]).toEqual([0, 2]);
  expect(heard.some((text) => text.includes("rq_1"))).toBe(true);
  expect(one.met).toEqual([{ id: "other" }, { id: "third" }]);
});

it("one that is heard before it has told of itself is among the others with that once it has", async () => {
  const [one, other] = [await running("one"), await running("other")];
  await Promise.all([one.knows(2), other.knows(2)]);
  let number = 0;
  const say = (message: object) => {
    number += 1;
    const text = JSON.stringify({ from: "late", number, at: Date.now(), ...message });
    return speak(`${one.secrets.hash("process_message", text)} ${text}`);
  };
  const first = waiting(one, "rq_1");
  await say({ changed: ["rq_1"] });
  await first;
  expect([one.processes.count, one.processes.others]).toEqual([3, [{ id: "other" }]]);
  const second = waiting(one, "rq_1");
  await say({ about: { id: "late" } });
  await say({ changed: ["rq_1"] });
  await second;
  expect(one.processes.others).toEqual([{ id: "other" }, { id: "late" }]);
});

it("what is said by a secret that another process has just made is heard, and the flood of a stranger is no read each", async () => {
  const [one, other] = [await running("one"), await running("other")];
  await Promise.all([one.knows(2), other.knows(2)]);
  const fresh = await makeSecret(CLEAR);
  await store.db.transaction().execute((trx) => replaceSecrets(trx, fresh, Date.now()));
  await other.secrets.follow();
  const woken = waiting(one, "rq_1");
  other.changes.announce("rq_1");
  await woken;

  const read = vi.spyOn(one.secrets, "follow");
  await speak(...Array.from({ length: 200 }, (_, number) => `${"A".repeat(43)} ${number}`));
  const last = waiting(one, "rq_last");
  other.changes.announce("rq_last");
  await last;
  expect(read.mock.calls.length).toBeLessThanOrEqual(2);

  let strangers = 0;
  void waiting(one, "rq_quiet").then(() => void strangers++);
  await expect.poll(() => read.mock.calls.length, { timeout: 10_000 }).toBeGreaterThan(0); // for those that came behind a read
  await read.mock.results.at(-1)?.value;
  expect(strangers).toBe(0);
});

it("what is said by a new secret is made good although a stranger has just made everybody read them", async () => {
  const [one, other] = [await running("one"), await running("other")];
  await Promise.all([one.knows(2), other.knows(2)]);
  const read = vi.spyOn(one.secrets, "follow");
  await speak(`${"A".repeat(43)} noise`);
  await expect.poll(() => read.mock.calls.length).toBe(1);
  await read.mock.results[0]?.value;
  const woken = waiting(one, "rq_1");
  const fresh = await makeSecret(CLEAR);
  await store.db.transaction().execute((trx) => replaceSecrets(trx, fresh, Date.now()));
  await other.secrets.follow();
  other.changes.announce("rq_1");
  await woken;
});

it("a process on SQLite is alone", async () => {
  const alone = await running("one", await openTemporaryStore("sqlite"));
  const woken = waiting(alone, "rq_1");
  alone.changes.announce("rq_1");
  await woken;
  expect(alone.processes.count).toBe(1);
});
