import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";

export interface Program {
  readonly path: string;
  readonly args: readonly string[];
}

/** A program that stays and answers line for line. */
export interface AnsweringProgram {
  /** Starts it if it does not run. */
  start(): void;
  /** Its answer to that line; undefined if the program is missing, ended, too slow or writes too much. Throws nothing. */
  ask(line: string): Promise<string | undefined>;
}

/** No answer may be longer. Characters. */
const LINE_CAP = 65_536;
/**
 * The child inherits nothing but, on Windows, what libuv gives every child (SYSTEMROOT, TEMP, …). Beneath a PowerShell 7 it
 * would inherit its PSModulePath, with which Windows PowerShell finds none of its own commands.
 */
const PLAIN = { LC_ALL: "C" };
/** The most times that the program is started: one that keeps ending does not run here. */
const STARTS = 3;

type Child = ChildProcessByStdio<Writable, Readable, null>;

/**
 * Runs a program by full path, without a shell and in the plainest environment. It never keeps this process from ending,
 * and ends with it, since its standard input ends then. Each question is `<number> <line>`, and its answer begins with the
 * same number, so that a late answer is not taken for that of the next question.
 *
 * @param within milliseconds for an answer
 */
export function answeringProgram({ path, args }: Program, within: number): AnsweringProgram {
  const waiting = new Map<string, (answer: string | undefined) => void>();
  let child: Child | undefined;
  let starts = 0;
  let questions = 0;

  const over = (ended: Child): void => {
    if (child !== ended) return;
    child = undefined;
    ended.kill("SIGKILL");
    for (const answer of [...waiting.values()]) answer(undefined);
  };

  const start = (): Child | undefined => {
    if (child !== undefined) return child;
    if (starts === STARTS) return undefined;
    starts += 1;
    const started = spawn(path, args, { env: PLAIN, stdio: ["pipe", "pipe", "ignore"], windowsHide: true });
    child = started;
    let unread = "";
    started.stdout.setEncoding("utf8");
    started.stdout.on("data", (more: string) => {
      const lines = (unread + more).split("\n");
      unread = lines.pop() ?? "";
      if (unread.length > LINE_CAP || lines.some((line) => line.length > LINE_CAP)) return over(started);
      for (const line of lines) {
        const [, number, answer] = /^(\d{1,9}) (.*?)\r?$/.exec(line) ?? [];
        if (number !== undefined) waiting.get(number)?.(answer);
      }
    });
    for (const stream of [started, started.stdin, started.stdout]) stream.on("error", () => over(started));
    started.on("exit", () => over(started));
    started.unref();
    for (const stream of [started.stdin, started.stdout]) if ("unref" in stream) unref(stream.unref, stream);
    return started;
  };

  return {
    start: () => void start(),
    ask: (line) =>
      new Promise((resolve) => {
        const running = start();
        if (running === undefined) return resolve(undefined);
        questions += 1;
        const number = String(questions);
        const timer = setTimeout(() => answered(undefined), within);
        const answered = (answer: string | undefined): void => {
          clearTimeout(timer);
          waiting.delete(number);
          resolve(answer);
        };
        waiting.set(number, answered);
        running.stdin.write(`${number} ${line}\n`);
      }),
  };
}

/** Pipes to a child are sockets, which can let go of the process; their types say streams. */
function unref(method: unknown, stream: Readable | Writable): void {
  if (typeof method === "function") method.call(stream);
}
