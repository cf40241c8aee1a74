import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { serverTexts } from "../../../texts/commands/server.ts";

export const RULES_FILE = "rules.cedar";
export const TESTS_FILE = "rules.tests.json";
/** This file has the number of the version that the others were made from. */
const VERSION_FILE = "rules.version";

/** A file has at most this many bytes, which are more than a set may have. */
const MOST_BYTES = 2 * 1024 * 1024;

interface RulesFiles {
  readonly text: string;
  /** The text is empty if there is no such file. */
  readonly tests: string;
  /** The number is undefined if the files were not pulled. */
  readonly version: number | undefined;
}

/**
 * Reads the rules and the tests of a folder.
 *
 * @throws CannotStart if there are no rules, or one of the files can't be read
 */
export function readRulesFiles(folder: string): RulesFiles {
  const text = read(folder, RULES_FILE);
  if (text === undefined)
    throw new CannotStart(serverTexts.rules.noFile({ file: RULES_FILE, folder: resolve(folder) }));
  return { text, tests: read(folder, TESTS_FILE) ?? "", version: readVersion(folder) };
}

function readVersion(folder: string): number | undefined {
  const text = read(folder, VERSION_FILE)?.trim();
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw new CannotStart(serverTexts.rules.noVersion({ file: resolve(folder, VERSION_FILE) }));
  return Number(text);
}

function read(folder: string, name: string): string | undefined {
  const path = resolve(folder, name);
  if (!existsSync(path)) return undefined;
  try {
    if (statSync(path).size > MOST_BYTES) throw new CannotStart(serverTexts.rules.tooLarge({ path }));
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    if (cause instanceof CannotStart) throw cause;
    throw new CannotStart(serverTexts.rules.notText({ path }), { cause });
  }
}

/**
 * Writes all of the files or none.
 *
 * @throws CannotStart if a file differs and `overwrite` is false, or if one can't be written
 */
export function writeRulesFiles(
  folder: string,
  { text, tests, version }: RulesFiles & { readonly version: number },
  overwrite: boolean,
): void {
  const files = [
    [RULES_FILE, text],
    [TESTS_FILE, tests],
    [VERSION_FILE, `${version}\n`],
  ] as const;
  const [other] = files.find(([name, content]) => name !== VERSION_FILE && differs(folder, name, content)) ?? [];
  if (other !== undefined && !overwrite)
    throw new CannotStart(serverTexts.rules.differs({ file: resolve(folder, other) }));
  try {
    for (const [name, content] of files) writeFileSync(join(folder, name), content);
  } catch (cause) {
    throw new CannotStart(serverTexts.rules.notWritten({ folder: resolve(folder) }), { cause });
  }
}

function differs(folder: string, name: string, content: string): boolean {
  const there = read(folder, name);
  return there !== undefined && there !== content;
}

/** Writes the number of the version that was just published from these files, if the folder has a version. */
export function writeVersionFile(folder: string, version: number): void {
  if (existsSync(join(folder, VERSION_FILE))) writeFileSync(join(folder, VERSION_FILE), `${version}\n`);
}
