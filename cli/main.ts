import { randomBytes } from "node:crypto";
import process from "node:process";
import { CommanderError, type OutputConfiguration } from "commander";
import { allOf, createProgram, helpHint } from "./commands/program.ts";
import { EXIT_CODES, OK } from "./problems/exit-codes.ts";
import { type OwnProblem, Problem, problemOf } from "./problems/problem.ts";
import { fitHelp, usageWithoutValues } from "./terminal/help-text.ts";
import { Terminal } from "./terminal/terminal.ts";
import { COLUMNS } from "./terminal/wrap.ts";
import { createMachineWorld } from "./world/machine-world.ts";
import type { World } from "./world/world.ts";

// What `nearside` reads of environment, clock, randomness and signals.

const SIGNALS: Readonly<Record<"SIGINT" | "SIGTERM" | "SIGHUP", OwnProblem>> = {
  SIGINT: "interrupted",
  SIGTERM: "terminated",
  SIGHUP: "hung_up",
};

function createWorld(json: boolean): World {
  const ending = new AbortController();
  const end = (problem: OwnProblem): void => ending.abort(new Problem(problem));
  const signals = createSignals(end);
  const { env, stdin, stdout, stderr } = process;
  // Whoever reads our output may stop reading: that ends nothing.
  for (const stream of [stdout, stderr]) stream.on("error", () => undefined);
  const command = ["nearside", ...process.argv.slice(2)];
  return {
    ...createMachineWorld({ process, command, now: () => Date.now(), randomBytes }, ending.signal),
    terminal: new Terminal({
      stdin,
      stdout,
      stderr,
      env,
      json,
      signal: ending.signal,
      onInterrupt: () => end("interrupted"),
    }),
    endWith: (exitCode) => {
      process.exitCode = exitCode;
    },
    passSignals: signals.pass,
  };
}

/** Sent to whatever runs in this one's place, and to nothing else here. */
const PASSED_ONLY = ["SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;

/**
 * The first signal ends the command in order, a second one at once; unless another program gets them all. Who gets them changes
 * without a listener taken off and put on again: Node forgets a signal that came in between.
 */
function createSignals(end: (problem: OwnProblem) => void) {
  let passTo: ((signal: NodeJS.Signals) => void) | undefined;
  for (const [signal, problem] of Object.entries(SIGNALS) as [NodeJS.Signals, OwnProblem][]) {
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
      // At a terminal, Ctrl-C and Ctrl-\\ reach every program in it: passed on, they would count twice.
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

/** The reason for which a command was ended early counts, and not what broke because of it. */
const reasonOf = ({ stop }: World, error: unknown): Problem => problemOf(stop.aborted ? stop.reason : error);

/** @param hint what to type where a command was called wrongly */
async function start(json: boolean, run: (world: World) => Promise<void>, hint: string): Promise<void> {
  const world = createWorld(json);
  try {
    await run(world);
    process.exitCode ??= OK;
  } catch (error) {
    const problem = reasonOf(world, error);
    const exit_code = EXIT_CODES[problem.code];
    world.terminal.endStatus();
    const { code, message, rules } = problem;
    world.terminal.object({ error: { code, message, exit_code, ...(rules.length > 0 && { rules }) } });
    world.terminal.say(problem.message, "bad");
    if (code === "usage") world.terminal.say(hint, "dim");
    process.exitCode = exit_code;
  } finally {
    process.stdin.unref?.();
  }
}

/** Of our own arguments; what comes after `--` is another program's. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return (end === -1 ? argv : argv.slice(0, end)).includes("--json");
}

/** A script reads stdout; commander has told the person on stderr. */
function sayUsageError({ message }: CommanderError): void {
  const exit_code = EXIT_CODES.usage;
  const said = usageWithoutValues(message.replace(/^error: /, ""));
  createWorld(true).terminal.object({ error: { code: "usage", message: said, exit_code } });
}

const columnsOf = ({ isTTY, columns }: NodeJS.WriteStream): number => (isTTY ? columns : COLUMNS);

async function main(): Promise<void> {
  let hint = "";
  const program = await createProgram((json, run) => start(json, run, hint), process.argv.slice(2));
  program.hook("preAction", (_program, command) => {
    hint = helpHint(command);
  });
  const { stdout, stderr } = process;
  const output: OutputConfiguration = {
    outputError: (text, write) => write(usageWithoutValues(text)),
    writeOut: (text) => stdout.write(fitHelp(text, columnsOf(stdout))),
    writeErr: (text) => stderr.write(stderr.isTTY ? fitHelp(text, columnsOf(stderr)) : text),
  };
  for (const command of allOf(program)) command.exitOverride().configureOutput(output);
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version were asked for; everything else of commander's is about how the command was called.
    process.exitCode = error.exitCode === 0 ? OK : EXIT_CODES.usage;
    if (error.exitCode !== 0 && asksForJson(process.argv)) sayUsageError(error);
  }
}

// Not awaited: what a command reads later may lie beside this file, and would wait for it in turn.
void main();
