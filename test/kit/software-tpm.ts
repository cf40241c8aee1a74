import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("software-tpm-program.ts", import.meta.url));

/** A real TPM 2.0 in software, of the test's own. */
export interface SoftwareTpm {
  /** The value of NEARSIDE_TPM, and of TPM2TOOLS_TCTI. */
  readonly setting: string;
  stop(): Promise<void>;
}

/**
 * @param folder the TPM's own; the same folder again is the same TPM after a restart
 * @param maker the folder of the authority that certifies it, whose certificate is issuercert.pem; within `folder` unless set
 * @throws Error if it does not start
 */
export async function startSoftwareTpm(folder: string, maker?: string): Promise<SoftwareTpm> {
  const args = [PROGRAM, folder, ...(maker === undefined ? [] : [maker])];
  const program = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(program, "exit");
  for await (const line of createInterface(program.stdout)) {
    if (line !== "ready") continue;
    return {
      setting: `swtpm:path=${join(folder, "socket")}`,
      stop: async () => {
        program.stdin.end();
        await ended;
      },
    };
  }
  throw new Error("the software TPM did not start");
}
