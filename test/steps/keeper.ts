// The keeper of an account as a process, and programs that call it.
import { chmod, copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM_EXTENSION_ID } from "@nearside/shared/api/native.ts";
import * as v from "valibot";
import type { AtEnd } from "../support/at-end.ts";
import { type Process, startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import type { newAccount } from "./real-command-line.ts";

type Home = Awaited<ReturnType<typeof newAccount>>;

/** Browsers give the native host this caller. */
export const OUR_EXTENSION = `chrome-extension://${CHROMIUM_EXTENSION_ID}/`;

export interface Keeper {
  readonly process: Process;
  readonly socket: string;
  /** The program that browsers start. */
  readonly host: string;
}

/** Sets the keeper of that account up, and runs it. */
export async function startKeeper({ home, run }: Home, atEnd: AtEnd): Promise<Keeper> {
  const bundle = join(repository, "cli/bin/nearside.js");
  const { code } = await (await run(bundle, ["keeper", "install"])).ended();
  if (code !== 0) throw new Error(`the set-up ended with ${code}`);
  const started = await run(bundle, ["keeper", "run"]);
  atEnd(async () => void (await started.stop()));
  await started.printed(/The keeper runs/);
  const state = join(home, ".local/state/nearside");
  return { process: started, socket: join(state, "keeper/keeper.sock"), host: join(state, "native-host") };
}

/** A program that sends lines to a socket and prints what comes back, whatever it is called. */
const CALLER = `
const [, socket, lines] = process.argv;
const call = require("node:net").connect(socket, () => call.write(lines));
call.on("data", (text) => process.stdout.write(text));
call.on("error", (error) => { process.stdout.write(error.code); });
call.on("close", () => process.exit(0));`;

/** The arguments with which Node is such a program. */
export const callerArguments = (socket: string, lines: string): readonly string[] => ["-e", CALLER, socket, lines];

export const line = (call: object): string => `${JSON.stringify({ nearside: 1, ...call })}\n`;

/** A hello by its form only: the keeper judges who brings it, and nobody waits for this one. */
export const NOBODYS_HELLO = {
  hello: "eyJhbGciOiJFUzI1NiJ9.e30.aGVsbG8",
  nonce: "eyJhbGciOiJFUzI1NiJ9.e30.bm9uY2U",
  request: "eyJhbGciOiJFUzI1NiJ9.e30.cmVxdWVzdA",
};

/** An enrolment by its form only, which no account has. */
export const SOME_MACHINE = "A".repeat(43);

/** Speaks native messaging as a browser does: one message to the host that it starts, and its answer. */
const BROWSER = `
const [, message, command, ...args] = process.argv;
const host = require("node:child_process").spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
const body = Buffer.from(message);
const length = Buffer.alloc(4);
length.writeUInt32LE(body.length);
host.stdin.write(Buffer.concat([length, body]));
host.stdout.once("data", (answer) => { process.stdout.write(answer.subarray(4)); host.stdin.end(); });
host.on("exit", () => process.exit(0));`;

const runHere = (command: string, args: readonly string[]): Promise<Process> =>
  startProcess({ command, args, env: { PATH: process.env["PATH"] ?? "" }, cwd: "/" });

/**
 * A program under a browser's name, which starts native hosts as browsers do.
 *
 * @param run starts it
 * @returns what the host answers
 */
export async function asBrowser(atEnd: AtEnd, name = "chromium", run = runHere) {
  const folder = await mkdtemp(join(tmpdir(), "nearside-browser-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const program = join(folder, name);
  await copyFile(process.execPath, program);
  await chmod(program, 0o755);
  return async (message: object, command: string, ...args: readonly string[]): Promise<unknown> => {
    const browser = await run(program, ["-e", BROWSER, JSON.stringify(message), command, ...args]);
    await browser.ended();
    return v.parse(v.unknown(), JSON.parse(browser.stdout()));
  };
}
