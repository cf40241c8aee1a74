import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

/** Marks itself, and says who is marked: itself before and after, and what it then starts in a session and an environment of its own. */
const PROGRAM = `
import { execFileSync } from "node:child_process";
const [, mark, reader] = process.argv;
const [{ markAgents }, { isMarked }] = [await import(mark), await import(reader)];
const before = isMarked("self");
await markAgents();
const look = 'import(process.argv[1]).then(({ isMarked }) => console.log(isMarked("self")))';
const started = execFileSync("setsid", ["--wait", "env", "-i", process.execPath, "-e", look, reader], { encoding: "utf8" });
console.log(JSON.stringify([before, isMarked("self"), started.trim()]));`;

it("marks this process, and all that it starts from then on", async () => {
  const files = ["./mark-agents.ts", "../keeper/lease/agent-mark.ts"].map((file) =>
    fileURLToPath(new URL(file, import.meta.url)),
  );
  const args = ["--input-type=module", "-e", PROGRAM, ...files];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(JSON.parse(stdout)).toEqual([false, true, "true"]);
});
