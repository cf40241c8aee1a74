import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { collectEarly } from "./collect-early.ts";

it("collects at once what nothing holds any more", async () => {
  const dropped = new WeakRef({});
  await new Promise(setImmediate); // until the end of this turn it is held
  collectEarly();
  expect(dropped.deref()).toBeUndefined();
});

it("has V8 collect again and again while its heap grows", async () => {
  const early = await collectionsAfter("collectEarly();");
  const otherwise = await collectionsAfter("");
  expect(early).toBeGreaterThanOrEqual(otherwise + 2);
});

/**
 * V8 marks its heap beside the program, so each turn adds little: on a fast machine the heap would outrun it.
 *
 * @returns how often a process of its own collects its whole heap, which grows to the tenfold, after that step
 */
async function collectionsAfter(step: string): Promise<number> {
  const program = `
    import { constants, PerformanceObserver } from "node:perf_hooks";
    import { setImmediate } from "node:timers/promises";
    import { getHeapStatistics } from "node:v8";
    import { collectEarly } from ${JSON.stringify(new URL("./collect-early.ts", import.meta.url).href)};
    ${step}
    let collections = 0;
    new PerformanceObserver((seen) => {
      for (const { detail } of seen.getEntries())
        if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections += 1;
    }).observe({ entryTypes: ["gc"] });
    const used = () => getHeapStatistics().used_heap_size;
    const kept = [];
    for (const most = 10 * used(); used() < most; await setImmediate())
      for (let each = 0; each < 200; each += 1) kept.push({ each, text: String(each) });
    console.log(collections);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
  return Number(stdout);
}
