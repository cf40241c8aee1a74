// Says how `nearside-server` is started as it ships.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { node24 } from "./node24.mjs";
import { repository } from "./repository.mjs";

const program = join(repository, "server/bin/nearside-server.js");
/** Milliseconds for a start, and for an end. Each takes a fraction of a second. */
const MOST_MS = 30_000;
/** Milliseconds between two questions whether it has started. */
const BETWEEN_MS = 50;

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
 * Without that, each start compiles them: a warning says so, and the build is as good.
 */
export async function startOnce() {
  const folder = mkdtempSync(join(tmpdir(), "nearside-build-"));
  try {
    const port = await freePort();
    const place = { NEARSIDE_DATA_DIR: folder, NEARSIDE_PORT: String(port) };
    const env = { PATH: process.env["PATH"], ...serverVariables(), ...place };
    const server = spawn(node24, [...serverProgram(), "start"], { env, stdio: "ignore" });
    const ended = once(server, "close");
    try {
      await untilAnswered(`http://localhost:${port}/oauth/jwks`, server);
      server.kill("SIGTERM"); // Node writes at the end of the process
      await Promise.race([ended, pause(MOST_MS, undefined, { ref: false })]);
    } finally {
      server.kill("SIGKILL");
    }
  } catch (error) {
    console.warn(`\n  The server will start a little slower than it could, because it did not start now: ${error}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} url
 * @param {import("node:child_process").ChildProcess} server
 * @throws {Error} if it ended, or took too long
 */
async function untilAnswered(url, server) {
  const signal = AbortSignal.timeout(MOST_MS);
  while (!(await isAnswered(url, signal))) {
    signal.throwIfAborted();
    if (server.exitCode !== null) throw new Error(`it ended with ${server.exitCode}`);
    await pause(BETWEEN_MS);
  }
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 */
const isAnswered = (url, signal) =>
  fetch(url, { signal }).then(
    (answer) => answer.ok,
    () => false,
  );

/** @returns {Promise<number>} a port of loopback that nobody listens on */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new TypeError("a listener without a port");
  return address.port;
}
