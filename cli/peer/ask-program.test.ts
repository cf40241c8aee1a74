import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { runProgram } from "./ask-program.ts";

const LIMITS = { milliseconds: 30_000, bytes: 1024 };

/** The command lines of all processes that have that argument. */
const having = (argument: string): readonly string[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        return line.includes(argument) && line[0]?.endsWith("sleep") ? [line.join(" ")] : [];
      } catch {
        return []; // it has ended meanwhile
      }
    });

it("a program aside keeps no process from ending, and ends with it", async () => {
  const seconds = `29.${process.pid}`;
  const module = JSON.stringify(new URL("ask-program.ts", import.meta.url).href);
  const script = `
    import { readFileSync } from "node:fs";
    import { runProgram } from ${module};
    runProgram("/usr/bin/sleep", ["${seconds}"], ${JSON.stringify(LIMITS)}, { aside: "ends" });
    setTimeout(() => {
      const child = readFileSync("/proc/self/task/" + process.pid + "/children", "utf8").trim();
      const fields = readFileSync("/proc/" + child + "/stat", "utf8").split(") ")[1].split(" ");
      console.log("nice", fields[16]);
    }, 200);`;
  const began = performance.now();
  const said = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(said).toBe("nice 19\n");
  await vi.waitFor(() => expect(having(seconds)).toEqual([]), 10_000); // it was killed, and gives way to others
});

it("a program aside that holds keeps its process until it has ended", () => {
  const module = JSON.stringify(new URL("ask-program.ts", import.meta.url).href);
  const script = `
    import { runProgram } from ${module};
    runProgram("/usr/bin/sleep", ["0.3"], ${JSON.stringify(LIMITS)}, { aside: "holds" }).then(({ state }) => console.log(state));`;
  const said = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
  expect(said).toBe("ended\n");
});

it("a program that is missing, too slow or too wordy has not answered", async () => {
  expect(await runProgram("/nowhere/at-all", [], LIMITS, { aside: "ends" })).toEqual({ state: "missing" });
  expect(await runProgram("/usr/bin/sleep", ["20"], { ...LIMITS, milliseconds: 50 })).toEqual({ state: "timed_out" });
  expect(await runProgram("/usr/bin/yes", [], LIMITS)).toEqual({ state: "failed" });
  expect(await runProgram("/usr/bin/false", [], LIMITS)).toMatchObject({ state: "ended", code: 1 });
});
