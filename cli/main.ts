import { randomBytes } from "node:crypto";
import os from "node:os";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { CommanderError } from "commander";
import type { Surroundings } from "./context/surroundings.ts";
import { type LockPlace, withLock } from "./credentials/lock.ts";
import { EXIT_CODES, OK } from "./exit-codes.ts";
import { openKeyring } from "./keys/keyring.ts";
import { machineIdentity } from "./keys/machine-identity.ts";
import { stateFolder } from "./keys/state-folder.ts";
import { createVault } from "./keys/vault.ts";
import { createPeerCheck } from "./listener/peer.ts";
import { type OwnProblem, Problem, problemOf } from "./problem.ts";
import { createProgram } from "./program.ts";
import { Terminal } from "./terminal.ts";
import type { World } from "./world.ts";

// The only reader of environment, clock, randomness and signals.

const SIGNALS: Readonly<Record<"SIGINT" | "SIGTERM" | "SIGHUP", OwnProblem>> = {
  SIGINT: "interrupted",
  SIGTERM: "terminated",
  SIGHUP: "hung_up",
};

function surroundingsNow(): Surroundings {
  const { platform, env, pid, arch } = process;
  return {
    platform,
    env,
    pid,
    arch,
    hostname: os.hostname(),
    account: accountName(),
    home: os.homedir(),
    cwd: process.cwd(),
    command: ["nearside", ...process.argv.slice(2)],
    systemVersion: os.version(),
    systemRelease: os.release(),
  };
}

/** A container may run under a number that has no name. */
function accountName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return String(process.geteuid?.() ?? "unknown");
  }
}

function createWorld(json: boolean): World {
  const ending = new AbortController();
  const end = (problem: OwnProblem): void => ending.abort(new Problem(problem));
  for (const [signal, problem] of Object.entries(SIGNALS)) process.once(signal, () => end(problem));
  const surroundings = surroundingsNow();
  const { platform, env, hostname, account, home, cwd, pid } = surroundings;
  const { stdin, stdout, stderr } = process;
  // Whoever reads our output may stop reading: that ends nothing.
  for (const stream of [stdout, stderr]) stream.on("error", () => undefined);
  const uid = process.geteuid?.();
  const now = (): number => Date.now();
  const sleep = (duration: number): Promise<void> => wait(duration, undefined, { signal: ending.signal });
  return {
    now,
    random: (length) => randomBytes(length),
    sleep,
    stop: ending.signal,
    terminal: new Terminal({
      stdin,
      stdout,
      stderr,
      env,
      json,
      signal: ending.signal,
      onInterrupt: () => end("interrupted"),
    }),
    surroundings,
    peerOf: createPeerCheck(platform, uid, env),
    place: async () => {
      const folder = stateFolder(platform, env, home);
      const randomName = (): string => randomBytes(16).toString("hex");
      const lock: LockPlace = { folder, uid, cwd, home, pid, randomName };
      const alone = <T>(task: () => Promise<T>): Promise<T> => withLock(lock, "keyring", { now, sleep }, task);
      return {
        ...lock,
        platform,
        account,
        machine: await machineIdentity(platform, env, hostname),
        vault: createVault(openKeyring(folder), { random: randomBytes, alone }),
        openTpmKey: async () => {
          throw new Problem("storage_failed", "(the TPM)");
        },
      };
    },
  };
}

/** The reason for which a command was ended early counts, and not what broke because of it. */
const reasonOf = ({ stop }: World, error: unknown): Problem => problemOf(stop.aborted ? stop.reason : error);

async function start(json: boolean, run: (world: World) => Promise<void>): Promise<void> {
  const world = createWorld(json);
  try {
    await run(world);
    process.exitCode = OK;
  } catch (error) {
    const problem = reasonOf(world, error);
    const exit_code = EXIT_CODES[problem.code];
    world.terminal.endStatus();
    world.terminal.object({ error: { code: problem.code, message: problem.message, exit_code } });
    world.terminal.say(problem.message, "bad");
    process.exitCode = exit_code;
  } finally {
    process.stdin.unref?.();
  }
}

const program = createProgram(start);
for (const command of [program, ...program.commands]) command.exitOverride();
try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help and version were asked for; everything else of commander's is about how the command was called.
  process.exitCode = error.exitCode === 0 ? OK : EXIT_CODES.usage;
}
