import type { OwnProblem } from "../problems/problem.ts";

/** The signals that end a command, and how it then ends. */
const ENDING: Readonly<Record<"SIGINT" | "SIGTERM" | "SIGHUP", OwnProblem>> = {
  SIGINT: "interrupted",
  SIGTERM: "terminated",
  SIGHUP: "hung_up",
};

/** These mean something only to a program that runs in this one's place. Windows has none of them. */
const PASSED_ONLY = ["SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;

type SignalledProcess = Pick<NodeJS.Process, "on" | "off" | "platform" | "stdin" | "stdout" | "stderr">;

/**
 * Hears the signals of this process. The first one ends the command in order, and a second one ends the process at once, unless
 * another program gets them all. No listener is taken off and put on again when that changes: Node forgets a signal that came
 * in between.
 *
 * @param end called with the way in which the command ends
 * @returns `pass` sends every signal to another program from now on, and returns what ends that
 */
export function hearSignals(process: SignalledProcess, end: (problem: OwnProblem) => void) {
  // Without a listener Node opens its debugger, at a port that every account of the machine reaches.
  if (process.platform !== "win32") process.on("SIGUSR1", () => undefined);
  let passTo: ((signal: NodeJS.Signals) => void) | undefined;
  for (const [signal, problem] of Object.entries(ENDING) as [NodeJS.Signals, OwnProblem][]) {
    const listener = (): void => {
      if (passTo !== undefined) passTo(signal);
      else {
        process.off(signal, listener);
        end(problem);
      }
    };
    process.on(signal, listener);
  }
  return {
    pass: (to: (signal: NodeJS.Signals) => void): (() => void) => {
      // At a terminal, Ctrl-C and Ctrl-\ reach every program in it: passed on, they would count twice.
      const typed = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
      const onSignal = (signal: NodeJS.Signals): void => {
        if (!(typed && (signal === "SIGINT" || signal === "SIGQUIT"))) to(signal);
      };
      const passedOnly = process.platform === "win32" ? [] : PASSED_ONLY;
      passTo = onSignal;
      for (const signal of passedOnly) process.on(signal, onSignal);
      return () => {
        passTo = undefined;
        for (const signal of passedOnly) process.off(signal, onSignal);
      };
    },
  };
}
