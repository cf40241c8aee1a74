// A child process that a test reads like a person would: what it prints, when it ends, how it is stopped.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { inTerminal } from "./terminal.ts";

export type Start = {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment, not an addition to ours: what a test doesn't name must not matter. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Network namespace to run in; ours if left out. */
  readonly namespace?: string;
  /** A terminal of its own, so that the child asks questions and Ctrl-C can be typed. Linux and macOS. */
  readonly terminal?: boolean;
};

type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Process = {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /**
   * The first match in what was printed so far or will be, on either stream. Not by whole lines: a question ends without one.
   * @throws Error with all that was printed, if the child ends or the deadline passes first
   */
  readonly printed: (pattern: RegExp, deadlineMs?: number) => Promise<RegExpExecArray>;
  /** Writes to the child's input; in a terminal, this is typing. */
  readonly type: (text: string) => void;
  readonly endInput: () => void;
  /** @throws Error with all that was printed, if the deadline passes first */
  readonly ended: (deadlineMs?: number) => Promise<Ended>;
  /** SIGTERM, and SIGKILL if it is still there after `graceMs`. Does nothing to a child that has ended. */
  readonly stop: (graceMs?: number) => Promise<Ended>;
  readonly signal: (name: NodeJS.Signals) => void;
};

/** Nothing is judged by them: on a machine that is busy everything takes long. */
const DEADLINE_MS = 60_000;
const GRACE_MS = 10_000;

const running = new Set<ChildProcessWithoutNullStreams>();
// A test that failed before its `stop` leaves nothing behind.
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** @throws Error if the command can't be started */
export async function startProcess(start: Start): Promise<Process> {
  const [command, args] = commandLine(start);
  const child = spawn(command, args, { env: start.env, ...(start.cwd === undefined ? {} : { cwd: start.cwd }) });
  const printed = { stdout: "", stderr: "" };
  const watchers = new Set<() => void>();
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      printed[stream] += text;
      for (const watcher of watchers) watcher();
    });
  }
  // The child may end before it has read its input; that is its answer, not our failure.
  child.stdin.on("error", () => {});
  // "close" and not "exit": by then everything that it printed has been read.
  let end: Ended | undefined;
  const closed = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => {
      end = { code, signal };
      running.delete(child);
      resolve(end);
      for (const watcher of watchers) watcher();
    });
  });
  const pid = await new Promise<number>((resolve, reject) => {
    child.once("error", (cause) => reject(new Error(`${start.command} could not be started.`, { cause })));
    child.once("spawn", () =>
      child.pid === undefined ? reject(new Error("spawned without pid")) : resolve(child.pid),
    );
  });
  running.add(child);

  /** Resolves with the first value of `look` that is defined; looks again whenever something is printed or the child ends. */
  function watch<Seen>(look: () => Seen | undefined, awaited: string, deadlineMs: number): Promise<Seen> {
    return new Promise((resolve, reject) => {
      const settle = (conclude: () => void): void => {
        watchers.delete(watcher);
        clearTimeout(timer);
        conclude();
      };
      const fail = (why: string): void =>
        settle(() => reject(new Error(`${start.command}: ${why} before ${awaited}. It had printed:\n${transcript()}`)));
      const watcher = (): void => {
        const seen = look();
        if (seen !== undefined) settle(() => resolve(seen));
        else if (end !== undefined) fail(`it ended (${end.signal ?? end.code})`);
      };
      const timer = setTimeout(() => fail(`${deadlineMs} ms passed`), deadlineMs);
      watchers.add(watcher);
      watcher();
    });
  }
  const transcript = (): string => `${printed.stdout}${printed.stderr === "" ? "" : `\n[stderr]\n${printed.stderr}`}`;
  const ended = (deadlineMs = DEADLINE_MS): Promise<Ended> => watch(() => end, "it ended", deadlineMs);

  return {
    pid,
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
    printed: (pattern, deadlineMs = DEADLINE_MS) => {
      if (pattern.global || pattern.sticky) throw new TypeError(`${pattern} would remember where it stopped`);
      const look = () => pattern.exec(printed.stdout) ?? pattern.exec(printed.stderr) ?? undefined;
      return watch(look, `it printed ${pattern}`, deadlineMs);
    },
    type: (text) => void child.stdin.write(text),
    endInput: () => void child.stdin.end(),
    ended,
    signal: (name) => void child.kill(name),
    stop: async (graceMs = GRACE_MS) => {
      if (end !== undefined) return end;
      child.kill("SIGTERM");
      const kill = setTimeout(() => {
        child.kill("SIGKILL");
        // a child of its own may hold these open
        child.stdout.destroy();
        child.stderr.destroy();
      }, graceMs);
      const final = await closed;
      clearTimeout(kill);
      return final;
    },
  };
}

function commandLine({ command, args, namespace, terminal }: Start): [string, string[]] {
  const [bare, bareArgs] = terminal === true ? inTerminal(command, args) : [command, [...args]];
  return namespace === undefined ? [bare, bareArgs] : inNamespace(namespace, bare, bareArgs);
}

/** Returns that command inside a network namespace; `ip` replaces itself by it, so the pid is the command's own. */
export function inNamespace(namespace: string, command: string, args: readonly string[]): [string, string[]] {
  return ["ip", ["netns", "exec", namespace, command, ...args]];
}
