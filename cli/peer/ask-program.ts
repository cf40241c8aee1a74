import { execFile } from "node:child_process";

/** The time and the output that a program may take; a program that takes more has not answered. */
export interface Limits {
  readonly milliseconds: number;
  readonly bytes: number;
}

/**
 * The standard output of a system program, run by full path and without a shell. It inherits nothing but the plainest
 * locale. Undefined if it is missing, too slow, or writes too much. Throws nothing.
 *
 * @param exitCodes those that count as an answer
 */
export function askProgram(
  path: string,
  args: readonly string[],
  limits: Limits,
  exitCodes: readonly number[] = [0],
): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(
      path,
      args,
      {
        cwd: "/",
        env: { LC_ALL: "C" },
        encoding: "utf8",
        timeout: limits.milliseconds,
        maxBuffer: limits.bytes,
        killSignal: "SIGKILL",
        windowsHide: true,
      },
      (error, stdout) => {
        const code = error === null ? 0 : error.code;
        const counts = error?.killed !== true && typeof code === "number" && exitCodes.includes(code);
        resolve(counts ? stdout : undefined);
      },
    );
  });
}
