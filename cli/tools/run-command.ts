import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { systemCode } from "../keys/key-file-error.ts";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/tools.ts";
import type { World } from "../world/world.ts";

/** A program and its arguments. No shell reads them. */
type CommandLine = readonly [program: string, ...args: string[]];

/** @throws Problem `usage` */
export function readCommandLine([program, ...args]: readonly string[]): CommandLine {
  if (program === undefined || program === "") throw new Problem("usage", texts.noCommand);
  return [program, ...args];
}

/**
 * Runs a program in this one's place, with the same input, output, errors and terminal. It gets the signals that are sent
 * to this process. Secrets reach it by its environment, which other accounts can't read, and never by its arguments, which
 * they can (threat M6).
 *
 * @param env the variables that it gets beside this process's own environment
 * @returns its exit code; 128 + n if signal n ended it, as shells have it
 * @throws Problem `program_missing`, `program_unusable`; `stop`'s reason if it was ended before
 */
export async function runCommand(
  { surroundings, passSignals, stop }: Pick<World, "surroundings" | "passSignals" | "stop">,
  [program, ...args]: CommandLine,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  stop.throwIfAborted();
  let child: ChildProcess | undefined;
  // Signals are passed before the program starts: it may get one as soon as it runs.
  const stopPassing = passSignals((signal) => void child?.kill(signal));
  try {
    const started = spawn(program, args, { env: { ...surroundings.env, ...env }, stdio: "inherit" });
    child = started;
    return await new Promise<number>((resolve, reject) => {
      started.once("error", (cause) => reject(notStarted(program, cause)));
      started.once("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    stopPassing();
  }
}

function notStarted(program: string, cause: Error): Problem {
  const code = systemCode(cause);
  if (code === "ENOENT") return new Problem("program_missing", `(${program})`, { cause });
  return new Problem("program_unusable", `(${program}${code === undefined ? "" : `: ${code}`})`, { cause });
}
