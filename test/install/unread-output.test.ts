// A reader of our output may go away first, as `head` does. None of our programs ends with an error for that, or shows a trace of its code.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { makeExecutable } from "../../setup/executable.mjs";
import { freePort } from "../kit/free-port.ts";
import { openHome } from "../steps/home.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Process, startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { serverProgram } from "../support/server-program.ts";
import { until } from "../support/until.ts";

/**
 * The programs that run begin without a reader, for `cat` ends once there is none. Their number and their exit code come by descriptor 4,
 * and their input by descriptor 5, which a program in the background keeps.
 */
const script = (streams: string): string =>
  `exec 4>&2 5<&0; { cat /dev/zero 2>&1; "$@" <&5 ${streams} & echo "pid $!" >&4; wait $!; echo "code $?" >&4; } | true`;
const WITHOUT_READER = { stdout: script(""), "stdout and stderr": script("2>&1") };
const UNREAD = ["stdout", "stdout and stderr"] as const;

const NODE = process.execPath;
const NEARSIDE = [NODE, join(repository, "cli/bin/nearside.js")];
const HOST = [NODE, join(repository, "cli/dist/native-host.js")];
/** Chromium's native messaging: a length, then so many bytes. */
const MESSAGE = "\u0002\u0000\u0000\u0000{}";
const INITIALIZE = {
  ...{ jsonrpc: "2.0", id: 1, method: "initialize" },
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "test", version: "1" } },
};

const atEnd = afterTests();
let env: Record<string, string>;
let executable: string;
let server: readonly string[];
beforeAll(async () => {
  const { folder } = await openHome(atEnd);
  env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: folder };
  executable = await makeExecutable();
  server = [NODE, ...(await serverProgram())];
});

async function start(unread: (typeof UNREAD)[number], words: readonly string[], more = {}): Promise<Process> {
  const args = ["-c", WITHOUT_READER[unread], "bash", ...words];
  const program = await startProcess({ command: "bash", args, env: { ...env, ...more }, cwd: env["HOME"] ?? "" });
  atEnd(async () => void (await program.stop()));
  return program;
}

async function expectCalm(program: Process, code: number): Promise<void> {
  await program.printed(new RegExp(`^code ${code}$`, "m"));
  await program.ended();
  expect(program.stderr()).not.toMatch(/EPIPE|\bat \S+:\d+:\d+/);
}

/** What a program says whose output the disk has no room for, and its exit code. */
async function onFullDisk(words: readonly string[], more = {}): Promise<readonly unknown[]> {
  const args = ["-c", '"$@" > /dev/full', "bash", ...words];
  const program = await startProcess({ command: "bash", args, env: { ...env, ...more } });
  const { code } = await program.ended();
  return [code, program.stderr()];
}
const LOST: unknown = expect.stringMatching(/^The output could not be written.*ENOSPC.*\n$/m);

describe.each(UNREAD)("if nobody reads %s", (unread) => {
  it.each([
    ["nearside help", 0, () => [...NEARSIDE, "help"]],
    ["nearside --help", 0, () => [...NEARSIDE, "--help"]],
    ["nearside --version", 0, () => [...NEARSIDE, "--version"]],
    ["nearside completion bash", 0, () => [...NEARSIDE, "completion", "bash"]],
    ["nearside status --json", 0, () => [...NEARSIDE, "status", "--json"]],
    ["nearside whoami", 3, () => [...NEARSIDE, "whoami"]],
    ["the executable's help", 0, () => [executable, "help"]],
    ["nearside-server --help", 0, () => [...server, "--help"]],
    ["nearside-server keys", 78, () => [...server, "keys"]],
  ])("%s ends as it would", async (_name, code, words) => {
    await expectCalm(await start(unread, words()), code);
  });

  it("the native host ends, although its browser still writes", async () => {
    const host = await start(unread, [...HOST, "/nowhere"]);
    host.type(MESSAGE);
    await expectCalm(host, 0);
  });

  it("the MCP server ends, although its agent still writes", async () => {
    const mcp = await start(unread, [...NEARSIDE, "mcp"]);
    mcp.type(`${JSON.stringify(INITIALIZE)}\n`);
    await expectCalm(mcp, 0);
  });

  it("the server runs on", async () => {
    const port = await freePort();
    const data = join(env["HOME"] ?? "", `data-${port}`);
    await mkdir(data, { mode: 0o700 });
    const origin = `http://localhost:${port}`;
    const settings = { NEARSIDE_ISSUER: origin, NEARSIDE_PORT: String(port), NEARSIDE_DATA_DIR: data };
    const running = await start(unread, [...server, "start"], settings);
    const [, pid] = await running.printed(/^pid (\d+)$/m);
    const ready = () =>
      fetch(`${origin}/readyz`).then(
        ({ ok }) => (ok ? true : undefined),
        () => undefined,
      );
    await until(ready, 60_000, running.stderr);
    expect(await onFullDisk([...server, "keys"], settings)).toEqual([74, LOST]);
    process.kill(Number(pid), "SIGTERM");
    await expectCalm(running, 0);
  });
});

it("output that a full disk does not take is a problem, which is told", async () => {
  for (const words of [["status", "--json"], ["help"]])
    expect(await onFullDisk([...NEARSIDE, ...words])).toEqual([190, LOST]);
});
