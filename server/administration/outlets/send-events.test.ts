import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { append } from "../../platform/audit/event-log.ts";
import { userRoleChanged } from "../../platform/audit/events/people.ts";
import { readConfig } from "../../platform/config/config.ts";
import { createLog } from "../../platform/log/log.ts";
import type { Store } from "../../platform/store/store.ts";
import { DATABASES, openTemporaryStore } from "../../testing/temporary-store.ts";
import { ISSUER } from "../../testing/test-server.ts";
import { addConsumer, findConsumer } from "./consumer-store.ts";
import type { EventRecord } from "./event-record.ts";
import { fileOutlet } from "./file-outlet.ts";
import { type Outlet, Undelivered } from "./outlet.ts";
import { sendNew } from "./send-events.ts";
import { SettledEvents } from "./settled-events.ts";

const config = readConfig({ env: { NEARSIDE_ISSUER: ISSUER }, workingFolder: "/", defaultDataFolder: "/nowhere" });
const NEVER = new AbortController().signal;
const role = { from: "user", to: "owner" } as const;

describe.each(DATABASES)("on %s", (database) => {
  let store: Store;
  let now = 1_795_521_600_000;
  beforeEach(async () => {
    store = await openTemporaryStore(database);
  });
  afterEach(() => store.close());

  const write = (count: number) =>
    store.db.transaction().execute(async (trx) => {
      for (let each = 0; each < count; each += 1) await append(trx, userRoleChanged(now, "us_1", role));
    });
  const services = () => ({
    clock: () => now,
    config,
    db: store.db,
    log: createLog("silent", () => now, { write: () => {} }),
    random: (length: number) => new Uint8Array(length).fill(100),
    stopping: NEVER,
  });
  /** A consumer that takes what it is sent, unless it is told to fail. */
  function outletOf(most = 3) {
    const taken: EventRecord[][] = [];
    const how = { isAway: false };
    const outlet: Outlet = {
      name: "webhook",
      most,
      send: async (records) => {
        if (how.isAway) throw new Undelivered("it is away");
        taken.push([...records]);
      },
      close() {},
    };
    return { outlet, taken, how, numbers: () => taken.flat().map(({ sequence }) => Number(sequence)) };
  }
  const sending = (outlet: Outlet, id: string, db = store.db) =>
    sendNew({ ...services(), db }, outlet, { settled: new SettledEvents(store.writersOf), id, newest: 3 }, NEVER);
  const consumer = async () => {
    const found = await findConsumer(store.db, "webhook");
    if (found === undefined) throw new Error("no consumer");
    return found;
  };

  it("sends all in order, in bounded batches, and continues after what it has sent", async () => {
    const { outlet, taken, numbers } = outletOf();
    await addConsumer(store.db, "webhook", 0);
    await write(7);
    await sending(outlet, "one");
    expect(taken.map((batch) => batch.length)).toEqual([3, 3, 1]);
    expect(numbers()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await write(1);
    await sending(outlet, "one");
    expect(numbers().at(-1)).toBe(8);
    expect(await consumer()).toMatchObject({ reached: 8, sent: 8, tries: 0 });
  });

  it("gives a new consumer what is written after the start of the server", async () => {
    const { outlet, numbers } = outletOf();
    await write(5);
    await sending(outlet, "one");
    expect(numbers()).toEqual([4, 5]);
  });

  it("waits longer after each failure, says why, and has missed nothing afterwards", async () => {
    const { outlet, numbers, how } = outletOf();
    await addConsumer(store.db, "webhook", 0);
    await write(2);
    how.isAway = true;
    const pauses: number[] = [];
    for (let each = 0; each < 12; each += 1) {
      await sending(outlet, "one");
      const { dueAt, tries, failure } = await consumer();
      expect([tries, failure]).toEqual([each + 1, "it is away"]);
      pauses.push(dueAt - now);
      await sending(outlet, "one"); // before that time nothing is tried
      now = dueAt;
    }
    expect(pauses[0]).toBeLessThan(2000);
    expect(Math.max(...pauses)).toBeLessThan(6 * 60_000);
    how.isAway = false;
    await write(1);
    await sending(outlet, "one");
    expect(numbers()).toEqual([1, 2, 3]);
  });

  it("is one process's at a time, and another one's after its lease: at least once", async () => {
    const { outlet, numbers } = outletOf();
    await addConsumer(store.db, "webhook", 0);
    await write(1);
    await sending(outlet, "one");
    await write(1);
    await sending(outlet, "two");
    expect(numbers()).toEqual([1]);
    now += 3 * 60_000;
    await Promise.all(["two", "three", "four"].map((id) => sending(outlet, id)));
    expect(numbers()).toEqual([1, 2]);
  });

  it("writes once for each batch, beside what logins write", async () => {
    const { outlet, taken } = outletOf();
    await addConsumer(store.db, "webhook", 0);
    await write(12);
    let updates = 0;
    const counted = store.db.withPlugin({
      transformQuery: ({ node }) => {
        if (node.kind === "UpdateQueryNode") updates += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    await sending(outlet, "one", counted);
    expect([taken.length, updates]).toEqual([4, 4 + 1]); // and the lease
  });

  it("is kept waiting by no time of a clock that was ahead once, neither a pause nor a lease", async () => {
    const { outlet, numbers, how } = outletOf();
    await addConsumer(store.db, "webhook", 0);
    await write(1);
    now += 3 * 86_400_000;
    how.isAway = true;
    await sending(outlet, "one");
    now -= 3 * 86_400_000;
    how.isAway = false;
    await sending(outlet, "one");
    expect(numbers()).toEqual([1]);
    now += 3 * 86_400_000;
    await write(1);
    await sending(outlet, "one"); // is killed with the lease
    now -= 3 * 86_400_000;
    await write(1);
    await sending(outlet, "two");
    expect(numbers()).toEqual([1, 2, 3]);
  });

  it("has not failed where the server ended", async () => {
    await addConsumer(store.db, "webhook", 0);
    await write(1);
    const ending = new AbortController();
    const { outlet } = outletOf();
    const send: Outlet["send"] = async (_records, { signal }) => {
      ending.abort();
      signal.throwIfAborted();
    };
    const settled = new SettledEvents(store.writersOf);
    await sendNew(services(), { ...outlet, send }, { settled, id: "one", newest: 0 }, ending.signal);
    expect(await consumer()).toMatchObject({ reached: 0, tries: 0, failure: null, dueAt: 0 });
  });

  it("is put off where an entry cannot be read, and the reason is told", async () => {
    const { outlet } = outletOf();
    await addConsumer(store.db, "webhook", 0);
    await write(1);
    const { seq: _, ...entry } = await store.db.selectFrom("events").selectAll().executeTakeFirstOrThrow();
    await store.db
      .insertInto("events")
      .values({ ...entry, data: "{" })
      .execute();
    await sending(outlet, "one");
    expect(await consumer()).toMatchObject({
      reached: 0,
      tries: 1,
      failure: expect.stringContaining("its log says why"),
    });
  });

  it("tells of events that the archive took before they were sent", async () => {
    const { outlet, taken } = outletOf(10);
    await addConsumer(store.db, "webhook", 2);
    await write(6);
    await store.db.insertInto("archived_events").values({ first_event: 1, last_event: 4 }).execute();
    await store.db.deleteFrom("events").where("seq", "<=", 4).execute();
    await sending(outlet, "one");
    expect(taken.flat().map(({ type, data }) => (type === "nearside.events_missed" ? data : type))).toEqual([
      { count: 2, first: 3, last: 4 },
      "nearside.user_role_changed",
      "nearside.user_role_changed",
    ]);
  });
});

describe("on PostgreSQL, which numbers events before it commits them", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openTemporaryStore("postgres");
  });
  afterEach(() => store.close());

  it("no event is skipped while a transaction that has a lower number is open", async () => {
    const settled = new SettledEvents(store.writersOf);
    const { promise, resolve: end } = Promise.withResolvers<void>();
    const { promise: numbered, resolve: hasNumber } = Promise.withResolvers<void>();
    const slow = store.db.transaction().execute(async (trx) => {
      await append(trx, userRoleChanged(1, "us_slow", role));
      await trx.selectFrom("events").select("seq").execute(); // what was written is with the database by now
      hasNumber();
      await promise;
    });
    await numbered;
    const quick = () => store.db.transaction().execute((trx) => append(trx, userRoleChanged(2, "us_quick", role)));
    await quick();
    expect(await settled.look(store.db)).toBe(0);
    expect(await settled.look(store.db)).toBe(0);
    end();
    await slow;
    expect(await settled.look(store.db)).toBe(2);
    await quick();
    expect(await settled.look(store.db)).toBe(3);
  });
});

describe("a file", () => {
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "nearside-outlet-"));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
  });
  const record = (sequence: number) =>
    ({ sequence: String(sequence), type: "nearside.test" }) as unknown as EventRecord;
  const send = (path: string, records: readonly EventRecord[]) =>
    fileOutlet(path).send(records, { now: 1, signal: NEVER });

  it("has a whole line for each event, also after half a line was left", async () => {
    const path = join(folder, "events.ndjson");
    await send(path, [record(1), record(2)]);
    writeFileSync(path, '{"half":', { flag: "a" });
    await send(path, [record(3)]);
    const lines = readFileSync(path, "utf8").split("\n");
    expect(lines.map((line) => line.slice(0, 16))).toEqual([
      '{"sequence":"1",',
      '{"sequence":"2",',
      '{"half":',
      '{"sequence":"3",',
      "",
    ]);
  });

  it("is no pipe and no device: nothing goes there, and the reason is told", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    for (const path of [pipe, "/dev/null"])
      await expect(send(path, [record(1)])).rejects.toThrow("which stores nothing");
    const reader = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    onTestFinished(() => closeSync(reader));
    expect(() => readSync(reader, Buffer.alloc(1))).toThrow("EAGAIN");
  });

  it("says what is wrong where it cannot be written", async () => {
    await expect(send(join(folder, "missing", "file"), [record(1)])).rejects.toThrow("could not be written (ENOENT)");
  });
});
