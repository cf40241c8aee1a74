// A TPM in software, as a test's own program (test/support/swtpm.ts).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { AtEnd } from "../steps/stage.ts";
import { repository } from "../support/repository.ts";

/**
 * @param folder of the TPM's own @param maker folder of the authority that certifies it: its certificate is issuercert.pem
 * @returns NEARSIDE_TPM
 */
export async function startTpm(atEnd: AtEnd, folder: string, maker: string): Promise<string> {
  const args = [join(repository, "test/support/swtpm.ts"), folder, maker];
  const program = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  atEnd(async () => {
    const ended = once(program, "exit");
    program.stdin.end();
    await ended;
  });
  for await (const line of createInterface(program.stdout)) if (line === "ready") break;
  return `swtpm:path=${join(folder, "socket")}`;
}
