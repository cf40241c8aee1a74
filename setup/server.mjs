// How `nearside-server` is started as it ships.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { node24 } from "./node24.mjs";
import { repository } from "./repository.mjs";
import { CannotGoOn } from "./step.mjs";

const program = join(repository, "server/bin/nearside-server.js");
/** The last words of a server that has started. */
const RUNNING = "Ctrl-C ends it.";

/** @returns {string[]} what Node 24 gets: its own options, which the program's first line names, and the program */
export function serverProgram() {
  return [...firstLine().options, program];
}

/** @returns {Record<string, string>} the variables that the program's first line sets */
export function serverVariables() {
  return Object.fromEntries(firstLine().variables.map((variable) => variable.split("=")));
}

/** @returns {{ variables: string[], options: string[] }} */
function firstLine() {
  const [, all = ""] = /^#!\/usr\/bin\/env -S (.*)/.exec(readFileSync(program, "utf8")) ?? [];
  const words = all.split(" ");
  const node = words.indexOf("node");
  return { variables: words.slice(0, node), options: words.slice(node + 1) };
}

/**
 * Starts the built server once, with a database of its own. Node leaves beside the built files what it compiled of them, for later starts.
 * @throws {CannotGoOn} if the server does not start
 */
export async function startOnce() {
  const folder = mkdtempSync(join(tmpdir(), "nearside-build-"));
  const port = await freePort();
  const place = { NEARSIDE_DATA_DIR: folder, NEARSIDE_PORT: String(port) };
  const env = { PATH: process.env["PATH"], ...serverVariables(), ...place };
  const server = spawn(node24, [...serverProgram(), "start"], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(server, "close");
  try {
    await untilRunning(server);
    await fetch(`http://localhost:${port}/oauth/jwks`);
    server.kill("SIGTERM"); // Node writes at the end of the process
    await ended;
  } finally {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {import("node:child_process").ChildProcessByStdio<null, import("node:stream").Readable, import("node:stream").Readable>} server */
function untilRunning(server) {
  return new Promise((resolve, reject) => {
    let printed = "";
    for (const stream of [server.stdout, server.stderr])
      stream.on("data", (text) => {
        printed += text;
        if (printed.includes(RUNNING)) resolve(undefined);
      });
    server.once("close", () => reject(new CannotGoOn(`${printed}\n\nThe built server did not start.`)));
  });
}

/** @returns {Promise<number>} a port of loopback that nobody listens on */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new TypeError("a listener without a port");
  return address.port;
}
