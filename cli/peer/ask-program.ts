import { type ChildProcess, type ExecFileException, execFile } from "node:child_process";
import type { Socket } from "node:net";
import { constants, setPriority } from "node:os";
import process from "node:process";

/** The time and the output that a program may take; a program that takes more has not answered. */
export interface Limits {
  readonly milliseconds: number;
  readonly bytes: number;
}

/** A program's output with its exit code, or why it gave no output. */
export type ProgramOutcome =
  | { readonly state: "ended"; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly state: "missing" | "timed_out" | "failed" };

/**
 * Runs a system program by full path and without a shell. Throws nothing.
 *
 * @param env variables that the program needs besides the plainest locale, which is all that it inherits
 * @param cwd the folder it runs in, the root folder if none is named
 * @param aside for a program that gives way to others, and either ends with this process or keeps it from ending
 */
export function runProgram(
  path: string,
  args: readonly string[],
  limits: Limits,
  {
    env = {},
    cwd = "/",
    aside,
  }: {
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly aside?: "ends" | "holds";
  } = {},
): Promise<ProgramOutcome> {
  return new Promise((resolve) => {
    const child = execFile(
      path,
      args,
      {
        cwd,
        env: { ...env, LC_ALL: "C" },
        encoding: "utf8",
        // unlike the timer of execFile itself, this one holds no process
        signal: AbortSignal.timeout(limits.milliseconds),
        maxBuffer: limits.bytes,
        killSignal: "SIGKILL",
        windowsHide: true,
      },
      (error, stdout, stderr) => resolve(outcomeOf(error, stdout, stderr)),
    );
    if (aside !== undefined) giveWay(child);
    if (aside === "ends") endWithUs(child);
  });
}

function endWithUs(child: ChildProcess): void {
  child.unref();
  // the pipes are sockets, whatever their type says
  for (const pipe of [child.stdin, child.stdout, child.stderr]) (pipe as Partial<Socket> | null)?.unref?.();
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("close", () => process.off("exit", end));
}

function giveWay(child: ChildProcess): void {
  child.once("spawn", () => {
    try {
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    } catch {
      // it has ended already, or this account may not
    }
  });
}

function outcomeOf(error: ExecFileException | null, stdout: string, stderr: string): ProgramOutcome {
  if (error === null) return { state: "ended", code: 0, stdout, stderr };
  const { code, name, killed } = error;
  if (name === "AbortError") return { state: "timed_out" };
  // a program that wrote too much was killed as well, and its code is a text
  if (killed !== true && typeof code === "number") return { state: "ended", code, stdout, stderr };
  return { state: code === "ENOENT" || code === "ENOTDIR" ? "missing" : "failed" };
}

/**
 * The standard output of a system program, run by full path and without a shell. It inherits nothing but the plainest
 * locale. Undefined if it is missing, too slow, or writes too much. Throws nothing.
 *
 * @param exitCodes those that count as an answer
 */
export async function askProgram(
  path: string,
  args: readonly string[],
  limits: Limits,
  exitCodes: readonly number[] = [0],
): Promise<string | undefined> {
  const outcome = await runProgram(path, args, limits);
  return outcome.state === "ended" && exitCodes.includes(outcome.code) ? outcome.stdout : undefined;
}
