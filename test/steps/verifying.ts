// `nearside-server evidence …` and `nearside verify …`, each as its own person runs it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { serverProgram } from "../support/server-program.ts";
import type { Stage } from "./stage.ts";

/** The oldest Node that the command line runs on is what Debian has; elsewhere the one that runs the tests. */
const OLDEST_NODE = existsSync("/usr/bin/node") ? "/usr/bin/node" : process.execPath;
/** Without any network, where we may make a namespace: nothing is fetched. */
const APART = process.platform === "linux" && process.geteuid?.() === 0 ? ["unshare", "--net"] : [];

interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it in the server's own shell. */
export const exportEvidence = (stage: Served, args: readonly string[]): Promise<Said> =>
  onServerShell(stage, ["evidence", ...args]);

type Served = Pick<Stage, "issuer" | "dataFolder">;

/** Runs `nearside-server …` to its end. @param input what is typed there. @param settings by variable */
export const onServerShell = async (
  stage: Served,
  args: readonly string[],
  input = "",
  settings: Readonly<Record<string, string>> = {},
): Promise<Said> =>
  ended(process.execPath, [...(await serverProgram()), ...args], input, {
    NEARSIDE_ISSUER: stage.issuer,
    NEARSIDE_DATA_DIR: stage.dataFolder,
    ...settings,
  });

/** Verifies as a person who was never enrolled. @param input what comes on standard input */
export function verify(args: readonly string[], input = ""): Promise<Said> {
  const line = [...APART, OLDEST_NODE, join(repository, "cli/bin/nearside.js"), "verify", ...args];
  const [command = OLDEST_NODE, ...rest] = line;
  return ended(command, rest, input, {});
}

async function ended(
  command: string,
  args: readonly string[],
  input: string,
  more: Readonly<Record<string, string>>,
): Promise<Said> {
  const env = { PATH: process.env["PATH"] ?? "", ...more };
  const started = await startProcess({ command, args, env });
  if (input !== "") started.type(input);
  started.endInput();
  const { code } = await started.ended();
  return { code, stdout: started.stdout(), stderr: started.stderr() };
}
