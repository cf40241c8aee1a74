import { MOST_ROWS, totalInWords } from "@nearside/shared/api/console/list.ts";
import { type RulesDraft, rulesApi } from "@nearside/shared/api/console/rules.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import type { OutputOf } from "@nearside/shared/api/entry.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { createTwoFilesPatch } from "diff";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { serverTexts } from "../../../texts/commands/server.ts";
import { askServer } from "../../shell/ask-server.ts";
import { ago } from "../terminal/ago.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { RULES_FILE, readRulesFiles, TESTS_FILE, writeRulesFiles, writeVersionFile } from "./rules-files.ts";
import type { PushOptions } from "./rules-program.ts";

const MAX_SHOWN = 120;
/** People typed reasons and names, so these are neutralised (threat B7). */
const shown = (text: string): string => neutralise(text, MAX_SHOWN);

async function activeRules(dataFolder: string) {
  const { version, text, tests } = await askServer(dataFolder, rulesApi.active, {});
  return { version: version.number, text, tests };
}

/** `nearside-server rules pull [folder]` writes the active set as files. */
export async function pullRulesCommand(
  dataFolder: string,
  { folder, force }: { readonly folder: string; readonly force: boolean },
  terminal: Terminal,
): Promise<void> {
  const set = await activeRules(dataFolder);
  writeRulesFiles(folder, set, force);
  terminal.say(serverTexts.rules.pulled({ rules: RULES_FILE, tests: TESTS_FILE, version: set.version }));
}

/** `nearside-server rules diff [folder]` shows what a push would change. */
export async function diffRulesCommand(dataFolder: string, folder: string, terminal: Terminal): Promise<void> {
  const files = readRulesFiles(folder);
  const set = await activeRules(dataFolder);
  const differs = [
    { name: RULES_FILE, before: set.text, after: files.text },
    { name: TESTS_FILE, before: set.tests, after: files.tests },
  ].filter(({ before, after }) => before !== after);
  if (differs.length === 0) terminal.say(serverTexts.rules.same({ version: set.version }));
  for (const { name, before, after } of differs)
    terminal.out(seen(createTwoFilesPatch(`version ${set.version}/${name}`, name, before, after)));
}

/** Neutralises each line, so that nothing in a rule controls the terminal. */
const seen = (patch: string): string =>
  patch
    .trimEnd()
    .split("\n")
    .map((line) => neutralise(line.replaceAll("\t", "  ")))
    .join("\n");

/**
 * Runs `nearside-server rules push [folder]`.
 *
 * @throws CannotStart with every place that is wrong, or if another version is active by now
 */
export async function pushRulesCommand(
  dataFolder: string,
  folder: string,
  {
    reason,
    acknowledge = false,
    replace = false,
  }: Omit<PushOptions, "acknowledge" | "replace"> & {
    readonly acknowledge?: boolean | undefined;
    readonly replace?: boolean | undefined;
  },
  terminal: Terminal,
): Promise<void> {
  const { text, tests, version: from } = readRulesFiles(folder);
  if (from === undefined && !replace) throw new CannotStart(serverTexts.rules.noBase);
  const set = await activeRules(dataFolder);
  if (!replace && from !== set.version)
    throw new CannotStart(serverTexts.rules.otherBase({ from, active: set.version }));
  if (set.text === text && set.tests === tests) {
    terminal.say(serverTexts.rules.nothingNew({ version: set.version }));
    return;
  }
  const acknowledged = acknowledge ? await warningsOf(dataFolder, { text, tests }) : [];
  const body = { text, tests, reason, base: set.version, acknowledged };
  const version = published(await askServer(dataFolder, rulesApi.publish, body));
  writeVersionFile(folder, version);
  terminal.say(serverTexts.rules.active({ version }));
}

/** Lists the key of every warning of lint. A push sends these keys, which say that its author has seen the warnings. */
async function warningsOf(dataFolder: string, draft: RulesDraft): Promise<string[]> {
  const { lint } = await askServer(dataFolder, rulesApi.check, draft);
  return lint.map(({ key }) => key);
}

/** Returns the version that is active now. A person at this shell needs no second author, so nothing is proposed. */
function published(answer: OutputOf<typeof rulesApi.publish>): number {
  if (answer.state !== "published") throw new Error("nobody proposes anything here");
  return answer.version;
}

/** Runs `nearside-server rules history`. */
export async function rulesHistoryCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { now } = await askServer(dataFolder, shellApi.clock, {});
  const { rows: versions, total } = await askServer(dataFolder, rulesApi.versions, { limit: String(MOST_ROWS) });
  if (versions.length === 0) throw new CannotStart(serverTexts.rules.neverPublished);
  const lines = versions.map(({ number, author, second, published_at, reason, restores, rules }) => {
    const who = [author, ...(second === null ? [] : [second])].map(({ name }) => shown(name)).join(" and ");
    const what =
      restores === null ? serverTexts.rules.count({ count: rules }) : serverTexts.rules.again({ version: restores });
    return `${number}  ${ago(now - (published_at ?? now))}, ${who}, ${what}: ${shown(reason)}`;
  });
  terminal.out(lines.join("\n"));
  if (total !== versions.length)
    terminal.say(serverTexts.rules.last({ shown: versions.length, total: totalInWords(total) }));
}

/**
 * Runs `nearside-server rules roll-back <version>`.
 *
 * @throws CannotStart if there is no such version, or it names something that no longer exists
 */
export async function rollBackRulesCommand(
  dataFolder: string,
  { version: typed, reason }: { readonly version: string; readonly reason: string },
  terminal: Terminal,
): Promise<void> {
  if (!/^\d{1,9}$/.test(typed)) throw new CannotStart(serverTexts.rules.notANumber);
  const { version: base } = await activeRules(dataFolder);
  const body = { to: Number(typed), reason, base };
  const version = published(await askServer(dataFolder, rulesApi.rollBack, body));
  terminal.say(serverTexts.rules.rolledBack({ old: body.to, version }));
}
