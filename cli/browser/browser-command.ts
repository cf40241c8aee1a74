import { posix, win32 } from "node:path";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/browser.ts";

/** A program and its arguments, without the address. */
export type BrowserCommand = readonly [string, ...string[]];

const LONGEST = 1024;

/**
 * Reads the command that opens a browser. No shell reads it: double quotes keep the spaces of a word, `%s` is replaced by
 * the address (which else goes last), and nothing else has a meaning. Null if the command can't be meant: a relative
 * path would be looked up in the working directory, which may hold anything (threat M5), and on Windows so would a bare
 * name.
 */
export function readBrowserCommand(text: string, platform: NodeJS.Platform): BrowserCommand | null {
  if (text.length > LONGEST || /\p{Cc}/u.test(text)) return null;
  const words = Array.from(text.matchAll(/"([^"]*)"|([^\s"]+)/g), ([, quoted, plain]) => quoted ?? plain ?? "");
  const [program = "", ...args] = words;
  const { isAbsolute } = platform === "win32" ? win32 : posix;
  const isName = platform !== "win32" && /^[\w.+-]+$/.test(program) && !program.startsWith("-");
  return isName || isAbsolute(program) ? [program, ...args] : null;
}

/** @returns the text as it was, if it names a browser. @throws Problem `usage` */
export function demandBrowserCommand(text: string, platform: NodeJS.Platform): string {
  if (readBrowserCommand(text, platform) === null)
    throw new Problem("usage", platform === "win32" ? texts.commandFormOnWindows : texts.commandForm);
  return text;
}
