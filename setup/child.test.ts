import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { runQuietly } from "./child.mjs";

const CHILD_MODULE = new URL("child.mjs", import.meta.url).href;

/** Says "up", then each signal it gets; ends by the first, with 7. */
const CHILD = `
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => { console.log(signal); process.exit(7); });
  setInterval(() => {}, 1000);
  console.log("up", process.env.GIVEN);
`;
const RUNNER = `
  const { run } = await import(${JSON.stringify(CHILD_MODULE)});
  process.exitCode = await run(process.execPath, ["-e", ${JSON.stringify(CHILD)}], { env: { GIVEN: "given" } });
`;

/** Starts it, sends `signal` at its first word, and hands over all that was said until its output closed. */
async function outputAfter(signal: NodeJS.Signals, command: string, args: readonly string[]) {
  const started = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  started.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    if (output === "") started.kill(signal);
    output += chunk;
  });
  await Promise.all([once(started, "exit"), once(started.stdout, "close")]);
  return { output, code: started.exitCode };
}

describe("a child process", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("gets %s, and its exit code is ours", async (signal) => {
    const { output, code } = await outputAfter(signal, process.execPath, ["--input-type=module", "-e", RUNNER]);
    expect(output).toBe(`up given\n${signal}\n`);
    expect(code).toBe(7);
  });

  it("is ended when the shell that npm started us in is gone", async () => {
    const inShell = ["-c", `"$0" --input-type=module -e "$1"; true`, process.execPath, RUNNER];
    expect((await outputAfter("SIGTERM", "sh", inShell)).output).toBe("up given\nSIGTERM\n");
  });

  it("that is quiet hands over what it said, and how it ended", async () => {
    expect(await runQuietly(process.execPath, ["-e", `console.log("out"); process.exit(3)`])).toEqual({
      code: 3,
      output: "out\n",
    });
    expect((await runQuietly(process.execPath, ["-e", `process.kill(process.pid, "SIGKILL")`])).code).toBe(128 + 9);
    expect((await runQuietly("no-such-program", [])).code).toBe(127);
  });
});
