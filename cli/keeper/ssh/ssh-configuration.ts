import { runProgram } from "../../peer/ask-program.ts";
import { systemsPathOf } from "../../peer/program.ts";
import type { ProcessSeen } from "../caller.ts";
import { environmentOf } from "./real-agent.ts";

/** The configuration as one `ssh` reads it for what was typed, and the shell it runs in. It is read while that process is there. */
export interface SshConfiguration {
  readonly environment: Readonly<Record<string, string>>;
  /** The value of that keyword, as `ssh -G` prints it. */
  said(name: string): string | undefined;
}

const TOLD = { milliseconds: 5000, bytes: 1 << 20 };

/**
 * Asks `ssh` itself, which runs what the person's configuration has behind `Match exec`, as the person's `ssh` did. What an agent under a lease
 * has written is never run here: it would be a child of the keeper, and no longer an agent's (threat A19).
 *
 * @param more variables besides those of that process
 */
export async function configurationOf(
  ssh: ProcessSeen,
  more: Readonly<Record<string, string>> = {},
): Promise<SshConfiguration> {
  const environment = environmentOf(ssh.pid);
  const path = systemsPathOf(ssh.program, "ssh");
  const surroundings = { env: { ...environment, ...more }, cwd: `/proc/${ssh.pid}/cwd` };
  // One that is no longer the system's is not run.
  const ran = path === undefined ? undefined : await runProgram(path, ["-G", ...ssh.argv.slice(1)], TOLD, surroundings);
  const lines = (ran?.state === "ended" && ran.code === 0 ? ran.stdout : "")
    .split("\n")
    .map((line): [string, string] => {
      const at = line.indexOf(" ");
      return [line.slice(0, at), line.slice(at + 1)];
    });
  const said = new Map(lines.reverse()); // of one that is there several times, the first counts
  return { environment, said: (name) => said.get(name) };
}
