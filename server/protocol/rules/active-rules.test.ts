import { compileRules } from "@nearside/rules/reading/compile.ts";
import { engine } from "@nearside/rules/testing/engine.ts";
import { describe, expect, it } from "vitest";
import { ruleBy } from "../../testing/rule-by.ts";
import { openTestServer } from "../../testing/test-server.ts";
import { ActiveRules } from "./active-rules.ts";

/** Returns that many rules that read attributes of a login. */
const SOME_RULES = (count: number): string =>
  Array.from(
    { length: count },
    (_, at) =>
      `@id("r${at}") permit (principal, action, resource) when { context.machine.age_hours > ${at} && context.network.cli.isInRange(ip("10.0.0.0/8")) };`,
  ).join("\n");

// Right after rules were published, everybody's logins and refreshes come at once.

/** Returns the time that this thread has worked, without that of other processes, in microseconds. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** Returns the longest time during which no other request was served, in microseconds. */
async function heldUp(work: Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = worked();
  let isOver = false;
  void work
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  while (!isOver) {
    await new Promise(setImmediate);
    const now = worked();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

describe("a set of the greatest size", () => {
  it("is read once, however many ask, and others are served meanwhile", async () => {
    const server = await openTestServer();
    await ruleBy(server, SOME_RULES(1500));
    const rules = new ActiveRules(engine);
    const reads = Array.from({ length: 20 }, () => rules.current(server.services.db));
    const longest = await heldUp(Promise.all(reads));
    const [first, ...others] = await Promise.all(reads);
    expect(first?.rules).toHaveLength(1500);
    for (const other of others) expect(other.rules).toBe(first?.rules);
    const before = worked();
    compileRules(engine, SOME_RULES(750), "half of the set, read here");
    expect(longest).toBeLessThan(worked() - before);
    await server.close();
  });

  it("that can't be read is read once as well", async () => {
    const server = await openTestServer();
    await ruleBy(server, SOME_RULES(1500), "permit");
    const rules = new ActiveRules(engine);
    const why = () => rules.current(server.services.db).catch((error: unknown) => error);
    const first = await why();
    expect(first).toMatchObject({ name: "RulesRefused" });
    expect(await why()).toBe(first);
    await ruleBy(server, '@id("anybody") permit (principal, action, resource);');
    expect((await rules.current(server.services.db)).rules).toHaveLength(1);
    await server.close();
  });
});
