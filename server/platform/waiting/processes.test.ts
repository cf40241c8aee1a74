import { sql } from "kysely";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { openDatabase, openTemporaryDatabase } from "../../testing/temporary-database.ts";
import { openTemporaryStore } from "../../testing/temporary-store.ts";
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
  readonly logged: readonly string[];
  readonly met: readonly About[];
  /** Resolves once this process knows that many, itself included. */
  readonly knows: (count: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

function running(id: string, on: Store = openDatabase(database)): Running {
  const logged: string[] = [];
  const met: About[] = [];
  const clock = () => Date.now();
  const log = createLog("info", clock, { write: (line) => void logged.push(line) });
  const processes = new Processes({
    id,
    about: { id },
    clock,
    log,
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
  return { changes, processes, logged, met, knows, stop };
}

const waiting = ({ changes }: Running, subject: string): Promise<void> => {
  const listening = changes.listen(subject, never);
  if (listening === undefined) throw new Error("no place to wait");
  return listening.next;
};

it("each wakes who waits at the others, and reads anew what the others changed", async () => {
  const [one, other] = [running("one"), running("other")];
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
  const [one, other] = [running("one"), running("other")];
  await Promise.all([one.knows(2), other.knows(2)]);
  const subjects = Array.from({ length: 90 }, (_, number) => `rq_${number}`);
  const woken = Promise.all(subjects.map((subject) => waiting(other, subject)));
  for (let round = 0; round < 5; round += 1) for (let n = 0; n < 300; n += 1) one.changes.announce(`rq_${n}`);
  await woken;
});

it("one that ended in order is forgotten at once", async () => {
  const [one, other] = [running("one"), running("other")];
  await one.knows(2);
  await other.stop();
  await one.knows(1);
});

it("a line that was lost comes back, and everything counts as changed then", async () => {
  const [one, other] = [running("one"), running("other")];
  await Promise.all([one.knows(2), other.knows(2)]);
  const woken = waiting(other, "rq_1");
  const looked = new Promise<void>((resolve) => other.changes.heed("authenticators", resolve));
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'nearside-server line'`.execute(store.db);
  await Promise.all([woken, looked]);
  expect(other.logged.join()).toContain("the line to the other processes of this server is lost");
  await Promise.all([one.knows(2), other.knows(2)]);
  const again = waiting(other, "rq_2");
  one.changes.announce("rq_2");
  await again;
});

it("what a stranger to the server says on the line wakes nobody and breaks nothing", async () => {
  const one = running("one");
  await sql`select pg_notify('nearside ' || current_schema(), said)
    from (values (''), ('{'), ('{"from":7}'), ('[]'), (${"x".repeat(7000)})) as words (said)`.execute(store.db);
  const other = running("other");
  await Promise.all([one.knows(2), other.knows(2)]);
  expect(one.met).toEqual([{ id: "other" }]);
});

it("a process on SQLite is alone", async () => {
  const alone = running("one", await openTemporaryStore("sqlite"));
  const woken = waiting(alone, "rq_1");
  alone.changes.announce("rq_1");
  await woken;
  expect(alone.processes.count).toBe(1);
});
