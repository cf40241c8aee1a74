import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../test/support/swtpm.ts", import.meta.url));

/** A real TPM 2.0 in software, of the test's own. */
export interface SoftwareTpm {
  /** As NEARSIDE_TPM says it. */
  readonly setting: string;
  stop(): Promise<void>;
}

/** @param folder the same again is the same TPM after a restart */
export async function startSoftwareTpm(folder: string): Promise<SoftwareTpm> {
  const program: ChildProcess = spawn(process.execPath, [PROGRAM, folder], { stdio: ["pipe", "pipe", "inherit"] });
  const { stdin, stdout } = program;
  if (stdin === null || stdout === null) throw new TypeError("both are pipes");
  const ended = once(program, "exit");
  for await (const line of createInterface(stdout)) {
    if (line !== "ready") continue;
    return {
      setting: `swtpm:path=${join(folder, "socket")}`,
      stop: async () => {
        stdin.end();
        await ended;
      },
    };
  }
  throw new Error("the software TPM did not start");
}
