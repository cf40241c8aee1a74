import { setImmediate } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { ReadTurns } from "./read-turns.ts";

const turns = new ReadTurns();

/** Asks as that person. @returns what ends the query */
function ask(person: string, name: string, started: string[]) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const answered = turns.as(person, () =>
    turns.have(() => {
      started.push(name);
      return promise;
    }),
  );
  return { answered, end: () => resolve(name), fail: () => reject(new Error(name)) };
}

it("begins a query of a person when the one before has ended, however it ended, and of others at once", async () => {
  const started: string[] = [];
  const [first, second, third] = ["first", "second", "third"].map((name) => ask("alice", name, started));
  const other = ask("bob", "other", started);
  await setImmediate();
  expect(started).toEqual(["first", "other"]);
  first?.fail();
  await expect(first?.answered).rejects.toThrow("first");
  await setImmediate();
  expect(started).toEqual(["first", "other", "second"]);
  for (const one of [second, third, other]) one?.end();
  expect(await Promise.all([second, third, other].map((one) => one?.answered))).toEqual(["second", "third", "other"]);
});

it("begins at once what nobody is known to ask", async () => {
  const started: string[] = [];
  const never = new Promise<void>(() => {});
  for (const name of ["one", "two"])
    void turns.have(() => {
      started.push(name);
      return never;
    });
  await setImmediate();
  expect(started).toEqual(["one", "two"]);
});

it("refuses a read that waits for too long, and one that comes when too many wait", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const started: string[] = [];
    const first = ask("carol", "first", started);
    const waiting = Array.from({ length: 64 }, (_, at) => ask("carol", `waits ${at}`, started));
    await expect(ask("carol", "too many", started).answered).rejects.toMatchObject({ code: "temporarily_unavailable" });
    const ended = Promise.allSettled(waiting.map(({ answered }) => answered));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(new Set((await ended).map(({ status }) => status))).toEqual(new Set(["rejected"]));
    first.end();
    await first.answered;
    const last = ask("carol", "last", started);
    last.end();
    expect(await last.answered).toBe("last");
    expect(started).toEqual(["first", "last"]);
  } finally {
    vi.useRealTimers();
  }
});
