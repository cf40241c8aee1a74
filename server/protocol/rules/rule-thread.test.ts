import { setImmediate } from "node:timers/promises";
import { ORDINARY } from "@nearside/rules/kept-tests/ordinary-given.ts";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { RuleThread, ThreadBusy, ThreadFailed } from "./rule-thread.ts";

const ended: RuleThread[] = [];
afterEach(async () => {
  for (const thread of ended.splice(0)) await thread.end();
});
const newThread = (mostTime?: number): RuleThread => {
  const thread = new RuleThread(mostTime);
  ended.push(thread);
  return thread;
};

const RULES = '@id("all") permit (principal, action, resource);';
/** Compares the scopes with themselves again and again, which takes minutes of the engine's time. */
const ENDLESS = Array.from(
  { length: 200 },
  (_, at) =>
    `@id("r${at}") permit (principal, action, resource) when { ${Array.from({ length: 40 }, () => "context.scopes.containsAll(context.scopes)").join(" && ")} };`,
).join("\n");
const MANY = { ...ORDINARY, scopes: Array.from({ length: 200_000 }, (_, at) => `s${at}`) };
const tried = (thread: RuleThread, text: string, given = ORDINARY) =>
  thread.have((ask) => ask({ kind: "try", trial: { text, version: "draft", given } }));

/** Returns the time that all other threads of this process have worked, in microseconds. */
const elsewhere = () => process.cpuUsage().user - process.threadCpuUsage().user;

it("ends over what takes without end, and the next one is served", async () => {
  const thread = newThread(4000);
  const { setTimeout: real } = globalThis;
  const pause = (milliseconds: number) => new Promise((resolve) => real(resolve, milliseconds));
  // The test decides when the time is over, on however slow a machine.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const endless = tried(thread, ENDLESS, MANY);
  const next = tried(thread, RULES);
  const startedAt = elsewhere();
  while (elsewhere() - startedAt < 500_000) await pause(50); // the thread has started, and is working
  await vi.advanceTimersByTimeAsync(3999);
  await expect(Promise.race([endless, setImmediate("at it")])).resolves.toBe("at it");
  await vi.advanceTimersByTimeAsync(1);
  await expect(endless).rejects.toThrow(ThreadFailed);
  expect(await next).toMatchObject({ state: "tried", answer: { verdict: { outcome: "allow", version: "draft" } } });
});

it("takes so many that wait, and no more", async () => {
  const thread = newThread();
  const all = await Promise.allSettled(Array.from({ length: 20 }, () => tried(thread, RULES)));
  const refused = all.filter((each) => each.status === "rejected");
  expect(refused.map(({ reason }) => reason instanceof ThreadBusy)).toEqual([true, true, true, true]);
});

it("says of what is no set of rules where it is wrong", async () => {
  expect(await tried(newThread(), "permit")).toMatchObject({ state: "unreadable", problems: [{ line: 1 }] });
});
