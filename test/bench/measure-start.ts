import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { serverVariables } from "../../setup/server.mjs";
import { freePort } from "../kit/free-port.ts";
import type { AtEnd } from "../support/at-end.ts";
import { startProcess } from "../support/process.ts";
import { serverProgram } from "../support/server-program.ts";
import { atMost, type Figure, milliseconds } from "./figure.ts";
import { percentile } from "./percentile.ts";

// The start of the server as it ships, from its process to its first answer: logins wait as long when a server is replaced.

const STARTS = 10;
/** A server of Node's own that does nothing: on a busy machine it takes as much longer. */
const BARE = [
  "--eval",
  `require("node:http").createServer((_, answer) => answer.end()).listen(process.env.NEARSIDE_PORT)`,
];
/** Milliseconds between two looks. */
const LOOK = 2;

export async function measureStart(atEnd: AtEnd): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-bench-start-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const program = [...(await serverProgram()), "start"];
  const known = join(folder, "known");
  await untilFirstAnswer(program, known);
  const bare: number[] = [];
  const again: number[] = [];
  const first: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    bare.push(await untilFirstAnswer(BARE, known));
    again.push(await untilFirstAnswer(program, known));
    first.push(await untilFirstAnswer(program, join(folder, `new-${start}`)));
  }
  return [
    milliseconds("start to first answer", again, 200),
    atMost("start to first answer ÷ of a bare node:http", percentile(again, 50) / percentile(bare, 50), 5),
    milliseconds("start to first answer, on a database that it makes", first),
  ];
}

/** @returns milliseconds */
async function untilFirstAnswer(program: readonly string[], data: string): Promise<number> {
  const port = await freePort();
  const env = {
    PATH: process.env["PATH"] ?? "",
    ...serverVariables(),
    NEARSIDE_PORT: String(port),
    NEARSIDE_DATA_DIR: data,
  };
  const began = performance.now();
  const server = await startProcess({ command: process.execPath, args: program, env });
  while (!(await answers(port))) await setTimeout(LOOK);
  const took = performance.now() - began;
  await server.stop();
  return took;
}

const answers = (port: number): Promise<boolean> =>
  fetch(`http://localhost:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
