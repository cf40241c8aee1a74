// A8: the first process of a lease, or one that called the keeper, has ended, and another one gets its number. A process is its number
// and its start.
import { join } from "node:path";
import { expect, it } from "vitest";
import { afterTests } from "../support/after-tests.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";

const atEnd = afterTests();

/** In a view of processes of its own, where the next number can be said (proc_sys_kernel(5), ns_last_pid). */
const REUSING = `
const { spawn } = await import("node:child_process");
const { writeFileSync } = await import("node:fs");
const { rootAt, kinOf, isSameRoot } = await import(process.argv[1]);
const sleep = () => new Promise((started) => { const child = spawn("sleep", ["60"]); child.once("spawn", () => started(child)); });
const first = await sleep();
const root = rootAt(first.pid);
const tree = { root };
const { statOf } = await import(process.argv[2]);
const kin = (pid) => { const found = kinOf({ pid, startTime: statOf(pid).startTime }, [tree]); return typeof found === "object" ? "inside" : found; };
const seen = [kin(first.pid), isSameRoot(root)];
await new Promise((ended) => { first.once("close", ended); first.kill("SIGKILL"); });
let second;
// the system tells starts in ticks of 10 ms: the other process begins in a later one
const isAnother = () => second?.pid === first.pid && statOf(second.pid).startTime !== root.startTime;
for (let tries = 0; tries < 1000 && !isAnother(); tries += 1) {
  if (second !== undefined) await new Promise((ended) => { second.once("close", ended); second.kill("SIGKILL"); });
  writeFileSync("/proc/sys/kernel/ns_last_pid", String(first.pid - 1));
  second = await sleep();
}
seen.push(second.pid === first.pid, kin(second.pid), isSameRoot(root), kinOf({ pid: second.pid, startTime: root.startTime }, [tree]));
console.log(JSON.stringify(seen));
process.exit(0);`;

it("tells a process with the same number from the first one", async () => {
  const tree = join(repository, "cli/keeper/lease/tree.ts");
  const program = await startProcess({
    command: "unshare",
    args: [
      "--pid",
      "--fork",
      "--kill-child",
      "--mount-proc",
      process.execPath,
      "--input-type=module",
      "-e",
      REUSING,
      tree,
      join(repository, "cli/keeper/process-times.ts"),
    ],
    env: { PATH: process.env["PATH"] ?? "" },
    cwd: "/",
  });
  atEnd(async () => void (await program.stop()));
  expect((await program.ended()).code, program.stderr()).toBe(0);
  expect(JSON.parse(program.stdout())).toEqual(["inside", true, true, "outside", false, "unclear"]);
});
