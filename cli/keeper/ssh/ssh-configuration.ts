import { execFile } from "node:child_process";
import { systemsPathOf } from "../../peer/program.ts";
import type { ProcessSeen } from "../caller.ts";
import { environmentOf } from "./real-agent.ts";

/** The configuration as one `ssh` reads it for what was typed, and the shell it runs in. It is read while that process is there. */
export interface SshConfiguration {
  readonly environment: Readonly<Record<string, string>>;
  /** The value of that keyword, as `ssh -G` prints it. */
  said(name: string): string | undefined;
}

const TOLD_WITHIN = 5000;

/** Asks `ssh` itself. @param more variables besides those of that process */
export function configurationOf(
  ssh: ProcessSeen,
  more: Readonly<Record<string, string>> = {},
): Promise<SshConfiguration> {
  const environment = environmentOf(ssh.pid);
  return new Promise((resolve) => {
    const options = { env: { ...environment, ...more }, timeout: TOLD_WITHIN, cwd: `/proc/${ssh.pid}/cwd` };
    // One that is no longer the system's is not run.
    execFile(systemsPathOf(ssh.program, "ssh") ?? "", ["-G", ...ssh.argv.slice(1)], options, (error, stdout) => {
      const lines = (error === null ? stdout : "").split("\n").map((line): [string, string] => {
        const at = line.indexOf(" ");
        return [line.slice(0, at), line.slice(at + 1)];
      });
      const said = new Map(lines.reverse()); // of one that is there several times, the first counts
      resolve({ environment, said: (name) => said.get(name) });
    });
  });
}
