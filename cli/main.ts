import { randomBytes } from "node:crypto";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { type Command, CommanderError } from "commander";
import { allOf, createProgram, helpHint, nameOf } from "./commands/program.ts";
import { NATIVE_HOST_WORD } from "./doorway/native-host-word.ts";
import { systemCode } from "./keys/key-file-error.ts";
import { letThrough } from "./lease/let-through.ts";
import { EXIT_CODES, OK } from "./problems/exit-codes.ts";
import { type OwnProblem, Problem, problemOf } from "./problems/problem.ts";
import type { TraceRequest } from "./server/http.ts";
import { collectorIn } from "./telemetry/collector.ts";
import { fitHelp, usageWithoutValues } from "./terminal/help-text.ts";
import { Terminal } from "./terminal/terminal.ts";
import { COLUMNS } from "./terminal/wrap.ts";
import { createMachineWorld } from "./world/machine-world.ts";
import { hearSignals } from "./world/signals.ts";
import type { World } from "./world/world.ts";

// `nearside`. Of all files of the command line, only this entry and the SDK's read environment, clock, randomness and
// signals.

/**
 * Hears what becomes of our output, before anything is written. A reader may go away (`| head`), or the terminal may: what follows is
 * written to nobody, and that ends nothing here. Output that is lost for another reason, as on a full disk, is a problem.
 */
function hearOutput(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error) => {
      if (stream.isTTY || READER_GONE.has(systemCode(error) ?? "") || process.exitCode === EXIT_CODES.output_failed)
        return;
      process.exitCode = EXIT_CODES.output_failed;
      process.stderr.write(`${new Problem("output_failed", `(${systemCode(error) ?? error.name})`).message}\n`);
    });
}

const READER_GONE: ReadonlySet<string> = new Set(["EPIPE", "ECONNRESET"]);

async function main(): Promise<void> {
  hearOutput();
  let asked: Command | undefined;
  const program = await createProgram((json, run) => start(json, run, asked), process.argv.slice(2));
  program.hook("preAction", (_program, command) => {
    asked = command;
  });
  for (const command of allOf(program)) writeOurWay(command);
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    endAsCalled(error);
  }
}

/** @param asked the command; undefined while names are completed, which says nothing that is not the typist's own */
async function start(json: boolean, run: (world: World) => Promise<void>, asked: Command | undefined): Promise<void> {
  const tracing = await openTracing(asked);
  const world = createWorld(json, tracing?.trace);
  try {
    // Here alone it is judged which commands an agent may run.
    if (asked !== undefined) await letThrough(world, nameOf(asked));
    await run(world);
    process.exitCode ??= OK;
  } catch (error) {
    endWithProblem(world, error, asked === undefined ? "" : helpHint(asked));
  } finally {
    await tracing?.end();
    process.stdin.unref?.();
  }
}

/** Undefined unless the environment names a collector: its library takes time to load. */
async function openTracing(asked: Command | undefined) {
  const collector = collectorIn(process.env);
  if (collector === undefined || asked === undefined) return undefined;
  const { traceRequests } = await import("./telemetry/trace-requests.ts");
  return traceRequests(collector, nameOf(asked));
}

function createWorld(json: boolean, trace?: TraceRequest): World {
  const ending = new AbortController();
  const end = (problem: OwnProblem): void => ending.abort(new Problem(problem));
  const signals = hearSignals(process, end);
  const { env, stdin, stdout, stderr } = process;
  const command = ["nearside", ...process.argv.slice(2)];
  return {
    ...createMachineWorld({ process, command, now: () => Date.now(), randomBytes }, ending.signal),
    trace,
    terminal: new Terminal({
      stdin,
      stdout,
      stderr,
      env,
      json,
      signal: ending.signal,
      onInterrupt: () => end("interrupted"),
    }),
    programs: programsHere(),
    endWith: (exitCode) => {
      process.exitCode = exitCode;
    },
    passSignals: signals.pass,
  };
}

function programsHere(): World["programs"] {
  const runtime = process.execPath;
  if (process.getBuiltinModule?.("node:sea")?.isSea())
    return { runtime, nearside: undefined, nativeHost: NATIVE_HOST_WORD };
  const nativeHost = fileURLToPath(new URL("native-host.js", import.meta.url));
  return { runtime, nearside: process.argv[1] ?? "", nativeHost };
}

/**
 * Tells the problem and sets its exit code. A command that was stopped ends with the reason for that, and not with an
 * error that followed.
 */
function endWithProblem({ terminal, stop }: World, error: unknown, hint: string): void {
  const { code, message, rules, said } = problemOf(stop.aborted ? stop.reason : error);
  const exit_code = EXIT_CODES[code];
  terminal.endStatus();
  const beside = { ...(rules.length > 0 && { rules }), ...(said !== undefined && { reason: said }) };
  terminal.object({ error: { code, message, exit_code, ...beside } });
  terminal.say(message, "bad");
  if (code === "usage") terminal.say(hint, "dim");
  process.exitCode = exit_code;
}

/** A person asked for help or version, or the command was called wrongly: commander ends with nothing else. */
function endAsCalled(error: CommanderError): void {
  process.exitCode = error.exitCode === 0 ? (process.exitCode ?? OK) : EXIT_CODES.usage;
  if (error.exitCode !== 0 && asksForJson(process.argv)) sayUsageError(error);
}

/** Looks at our own arguments only: those after `--` are another program's. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return (end === -1 ? argv : argv.slice(0, end)).includes("--json");
}

/** A script reads stdout; commander has told the person on stderr. */
function sayUsageError(error: CommanderError): void {
  const message = usageWithoutValues(error.message.replace(/^error: /, ""));
  createWorld(true).terminal.object({ error: { code: "usage", message, exit_code: EXIT_CODES.usage } });
}

/** Commander throws instead of ending the process, and its texts fit the terminal and repeat no value of an option. */
function writeOurWay(command: Command): void {
  const { stdout, stderr } = process;
  command.exitOverride().configureOutput({
    outputError: (text, write) => write(usageWithoutValues(text)),
    writeOut: (text) => stdout.write(fitHelp(text, columnsOf(stdout))),
    writeErr: (text) => stderr.write(stderr.isTTY ? fitHelp(text, columnsOf(stderr)) : text),
  });
}

const columnsOf = ({ isTTY, columns }: NodeJS.WriteStream): number => (isTTY ? columns : COLUMNS);

// `main` is not awaited: a file that a command reads later may lie beside this one, and would wait for it in turn.
void main();
