// Child processes: started in the repository's root, sent on the signals that reach us, judged by their exit code.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { repository } from "./repository.mjs";

/** @typedef {{ env?: Record<string, string> }} ChildOptions `env` is added to ours */

/**
 * Runs a child on our own terminal.
 * @param {string} command
 * @param {string[]} args
 * @param {ChildOptions} [options]
 * @returns {Promise<number>} its exit code; 128 + n if signal n ended it
 */
export async function run(command, args, options = {}) {
  return (await start(command, args, options, "inherit")).code;
}

/**
 * Runs a child that has no terminal.
 * @param {string} command
 * @param {string[]} args
 * @param {ChildOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} exit code as in `run`, and stdout and stderr as they came
 */
export function runQuietly(command, args, options = {}) {
  return start(command, args, options, "pipe");
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {ChildOptions} options
 * @param {"inherit" | "pipe"} output
 * @returns {Promise<{ code: number, output: string }>}
 */
function start(command, args, options, output) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: repository,
      env: { ...process.env, ...options.env },
      stdio: output === "inherit" ? "inherit" : ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
    }

    const stopListening = passOnSignals(child);
    /** @param {number} code */
    const end = (code) => {
      stopListening();
      resolve({ code, output: text });
    };
    child.on("error", (error) => {
      text += `${error.message}\n`;
      if (output === "inherit") console.error(error.message);
      end(127);
    });
    child.on("close", (code, signal) => end(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/** We look this often whether the process that started us is still there, in milliseconds. */
const ORPHANED_EVERY = 200;

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {() => void} ends it
 */
function passOnSignals(child) {
  /** @type {NodeJS.SignalsListener} */
  const passOn = (signal) => {
    // Ctrl-C at a terminal reaches the whole process group, the child too: sent again it would count as a second Ctrl-C.
    if (signal === "SIGINT" && (process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY)) return;
    child.kill(signal);
  };
  // `npm start` runs us in a shell, and a SIGTERM to npm ends that shell without reaching us: losing it counts as one.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill("SIGTERM");
  }, ORPHANED_EVERY);

  process.on("SIGINT", passOn).on("SIGTERM", passOn).on("SIGHUP", passOn);
  return () => {
    clearInterval(watch);
    process.off("SIGINT", passOn).off("SIGTERM", passOn).off("SIGHUP", passOn);
  };
}
