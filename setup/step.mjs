// One step of the set-up: a line that says what is being done and, when it is done, how long it took.
import { runQuietly } from "./child.mjs";

/** The set-up cannot continue. `message` is for the person: what happened, why, and what to do. */
export class CannotGoOn extends Error {
  /**
   * @param {string} message
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * The step that began the last line, while nothing is behind it.
 * @type {string | undefined}
 */
let lineOf;

/**
 * @template T
 * @param {string} what "build the web pages"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(what, work) {
  if (lineOf !== undefined) process.stdout.write("\n");
  process.stdout.write(`  ${what} … `);
  lineOf = what;
  const began = performance.now();
  try {
    const result = await work();
    end(what, `${secondsSince(began)} s`);
    return result;
  } catch (error) {
    end(what, `failed after ${secondsSince(began)} s`);
    throw error;
  }
}

/**
 * If two steps run at once, the one that began later may have the line.
 * @param {string} what
 * @param {string} how
 */
function end(what, how) {
  const isOwn = lineOf === what;
  if (!isOwn && lineOf !== undefined) process.stdout.write("\n");
  console.log(isOwn ? how : `  ${what} … ${how}`);
  lineOf = undefined;
}

/**
 * A step that is one child process. Its output is shown only if it fails.
 * @param {string} what
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string> }} [options]
 * @throws {CannotGoOn} with the child's output and exit code
 */
export async function childStep(what, command, args, options = {}) {
  await step(what, async () => {
    const { code, output } = await runQuietly(command, args, options);
    if (code !== 0) {
      throw new CannotGoOn(
        `${output.trimEnd()}\n\nCould not ${what}: ${[command, ...args].join(" ")} ended with ${code}.`,
        code,
      );
    }
  });
}

/** @param {number} began by `performance.now()` */
export function secondsSince(began) {
  return ((performance.now() - began) / 1000).toFixed(1);
}
