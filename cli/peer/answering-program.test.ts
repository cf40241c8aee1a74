import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { type AnsweringProgram, answeringProgram } from "./answering-program.ts";

// Real child processes: one that answers in the way that PowerShell is asked to, and others that do not.

/** A machine may take so long to start a program. Milliseconds. */
const WITHIN = 30_000;
const READ = 'const lines = require("node:readline").createInterface({ input: process.stdin });';

const programOf = (script: string, within = WITHIN): AnsweringProgram =>
  answeringProgram({ path: process.execPath, args: ["-e", script] }, within);
const honest = () => programOf(`${READ} lines.on("line", (line) => console.log(line + " " + process.pid));`);

describe("answeringProgram", () => {
  it("gives each question its own answer, whatever their order", async () => {
    const program = programOf(
      `${READ} const held = []; lines.on("line", (line) => { held.unshift(line); if (held.length === 3) console.log(held.join("\\r\\n")); });`,
    );
    expect(await Promise.all(["a", "b", "c"].map((line) => program.ask(line)))).toEqual(["a", "b", "c"]);
  });

  it("runs it in an environment of its own: what a shell around us set is not for it", async () => {
    const program = programOf(
      `${READ} lines.on("line", (line) => console.log(line.replace("names", Object.keys(process.env).join())));`,
    );
    expect(await program.ask("names")).toBe("LC_ALL");
  });

  it("starts before it is asked, and stays for the next question", async () => {
    const program = honest();
    program.start();
    const [, pid] = /^one (\d+)$/.exec((await program.ask("one")) ?? "") ?? [];
    expect(runs(Number(pid))).toBe(true);
    expect(await program.ask("two")).toBe(`two ${pid}`);
  });

  it.each([
    ["is missing", answeringProgram({ path: "/no/such/powershell.exe", args: [] }, WITHIN)],
    ["ends at once", programOf("process.exit(3)")],
    ["answers without a number", programOf(`${READ} lines.on("line", () => console.log("same"));`, 300)],
    ["answers with another's number", programOf(`${READ} lines.on("line", () => console.log("77 same"));`, 300)],
    ["writes without end", programOf('setInterval(() => process.stdout.write("x".repeat(65536)), 1)')],
    ["stays silent", programOf("process.stdin.resume()", 300)],
  ])("has no answer from a program that %s", async (_, program) => {
    expect(await program.ask("who?")).toBeUndefined();
  });

  it("starts again one that ended, but not forever", async () => {
    const program = programOf(
      `${READ} lines.once("line", (line) => { console.log(line + " " + process.pid); process.exit(0); });`,
    );
    for (const line of ["1st", "2nd", "3rd"]) {
      const [, pid] = new RegExp(`^${line} (\\d+)$`).exec((await program.ask(line)) ?? "") ?? [];
      expect(Number(pid)).toBeGreaterThan(1);
      await expect.poll(() => runs(Number(pid))).toBe(false); // its end is known here once no caller waits for it
    }
    expect(await program.ask("4th")).toBeUndefined();
  });

  it("keeps no process from ending, and ends with it", async () => {
    const file = new URL("./answering-program.ts", import.meta.url).href;
    const script = `
      import { answeringProgram } from ${JSON.stringify(file)};
      const answers = ${JSON.stringify(`${READ} console.log("0 " + process.pid); lines.on("line", (line) => console.log(line + " " + process.pid));`)};
      const program = answeringProgram({ path: process.execPath, args: ["-e", answers] }, ${WITHIN});
      console.log(await program.ask("pid"));`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    child.stdout.on("data", (more: Buffer) => {
      printed += more.toString();
    });
    expect(await once(child, "close")).toEqual([0, null]);
    const pid = Number(/pid (\d+)/.exec(printed)?.[1]);
    expect(pid).toBeGreaterThan(1);
    await expect.poll(() => runs(pid)).toBe(false);
  });
});

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
