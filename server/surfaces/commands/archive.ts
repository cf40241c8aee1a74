import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type ArchiveRun, archiveApi, type Due } from "@nearside/shared/api/console/archive.ts";
import { WHY_NO_EVIDENCE } from "@nearside/shared/api/console/logins.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { numberText } from "@nearside/shared/text/amounts.ts";
import { checkArchive, findArchivedEvidence } from "../../administration/retention/archive-folder.ts";
import { type Batch, INDEX } from "../../administration/retention/batch.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import type { Config } from "../../platform/config/config.ts";
import { dataTexts } from "../../texts/commands/data.ts";
import { shellTexts } from "../../texts/commands/shell.ts";
import { askServer } from "../shell/ask-server.ts";
import { ServerRefused } from "../shell/server-refused.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { writeNew } from "./terminal/write-new.ts";

/** The folder as the settings or the person named it. */
function demandFolder(folder: string | undefined): string {
  if (folder === undefined) throw new CannotStart(dataTexts.archive.noFolder);
  return folder;
}

/** A file that is gone takes all of its batches along. */
const MOST_NAMED = 10;

/**
 * `nearside-server archive check` reads every batch again, and asks the running server which one is the last.
 *
 * @param where the settings, or the folder of a copy, which may be older than what the server lists
 * @throws CannotStart if a batch is missing or was changed
 */
export async function checkArchiveCommand(
  where: Pick<Config, "dataFolder" | "retention"> | string,
  terminal: Terminal,
): Promise<void> {
  const folder = demandFolder(typeof where === "string" ? where : where.retention.archive);
  const ask = async () => (typeof where === "string" ? "not asked" : await lastBatch(where.dataFolder));
  if (!existsSync(join(folder, INDEX)) && (await ask()) === undefined) return terminal.out(dataTexts.archive.empty);
  let last = "not asked" as Batch | undefined | "not asked";
  const askNewest = async () => {
    last = await ask();
    return last === "not asked" ? undefined : last;
  };
  const { batches, entries, wrong } = await reading(() => checkArchive(folder, askNewest));
  if (wrong.length > 0) {
    const more = wrong.length > MOST_NAMED ? [dataTexts.archive.moreWrong({ count: wrong.length - MOST_NAMED })] : [];
    throw new CannotStart(
      [...wrong.slice(0, MOST_NAMED), ...more, dataTexts.archive.whole({ count: batches })].join("\n"),
    );
  }
  terminal.out(dataTexts.archive.allWhole({ batches, entries }));
  terminal.say(lastInWords(last));
}

function lastInWords(last: Batch | "not asked" | undefined): string {
  if (last === "not asked") return dataTexts.archive.lastNotAsked;
  if (last === undefined) return dataTexts.archive.lastNone;
  return dataTexts.archive.lastThere;
}

/** Names what goes, in the words of a preview. */
const KINDS = {
  ended: dataTexts.archive.kinds.ended,
  approved: dataTexts.archive.kinds.approved,
  events: dataTexts.archive.kinds.events,
} as const;

/** `nearside-server archive preview` says what would be moved to the archive now. */
export async function previewArchiveCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const due = await askServer(dataFolder, archiveApi.due, {});
  const { folder, run } = await askServer(dataFolder, archiveApi.state, {});
  for (const kind of ["ended", "approved", "events"] as const)
    terminal.out(dataTexts.archive.due({ amount: dueInWords(due[kind]), kind: KINDS[kind] }));
  if (folder === null) terminal.say(dataTexts.archive.stays);
  else if (run !== null && run.ended_at === null)
    terminal.say(dataTexts.archive.underWay({ moved: movedInWords(run) }));
  else terminal.say(dataTexts.archive.goesTo({ folder }));
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

function dueInWords({ count, more, days, before, oldest }: Due): string {
  const counted = more ? dataTexts.archive.orMore({ count }) : numberText(count);
  const amount = more && count === 0 ? dataTexts.archive.unknownNumber : counted;
  const since = oldest === null ? null : dayOf(oldest);
  return dataTexts.archive.dueSince({ amount, days, before: dayOf(before), oldest: since });
}

const movedInWords = ({ logins, events }: ArchiveRun): string => dataTexts.archive.amounts({ logins, events });

/** Milliseconds between two looks at how it goes. */
const LOOK_MS = 500;

/** `nearside-server archive run` has all that is old moved at once, and watches. @throws CannotStart if it failed */
export async function runArchiveCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  await askServer(dataFolder, archiveApi.run, {});
  terminal.say(dataTexts.archive.began);
  let said = "";
  for (;;) {
    const { run } = await askServer(dataFolder, archiveApi.state, {});
    if (run === null) throw new Error("the server forgot the run");
    const moved = movedInWords(run);
    if (run.problem !== null) throw new CannotStart(dataTexts.archive.failed({ moved, problem: run.problem }));
    if (run.ended_at !== null) return terminal.out(dataTexts.archive.moved({ moved }));
    if (moved !== said) terminal.say(dataTexts.archive.soFar({ moved }));
    said = moved;
    await setTimeout(LOOK_MS);
  }
}

/** Asks the running server. @returns "not asked" if none runs here */
async function lastBatch(dataFolder: string): Promise<Batch | undefined | "not asked"> {
  try {
    return (await askServer(dataFolder, shellApi.lastBatch, {})).batch ?? undefined;
  } catch (error) {
    if (error instanceof ServerRefused || !(error instanceof CannotStart)) throw error;
    return "not asked";
  }
}

/** `nearside-server archive begin` continues without what the archive lacks. @throws CannotStart if nothing is lost */
export async function beginArchiveCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { file, to } = await askServer(dataFolder, shellApi.beginArchive, {});
  terminal.say(dataTexts.archive.begunAgain({ to, file }));
}

/** The sentence for each login without evidence in the archive. */
const WHY_NOT = {
  not_there: dataTexts.archive.noLogin,
  no_token: WHY_NO_EVIDENCE.no_token,
  facts_erased: WHY_NO_EVIDENCE.facts_erased,
} as const;

/**
 * `nearside-server archive evidence <request>` writes the evidence of a login that was moved to the archive.
 *
 * @throws CannotStart if the archive has none
 */
export async function archivedEvidenceCommand(
  folder: string | undefined,
  { login, output }: { readonly login: string; readonly output: string | undefined },
  terminal: Terminal,
): Promise<void> {
  const found = await reading(() => findArchivedEvidence(demandFolder(folder), login));
  if (found.state !== "evidence") throw new CannotStart(WHY_NOT[found.state]);
  const text = JSON.stringify(found.evidence, undefined, 2);
  if (output === undefined) terminal.out(text);
  else writeNew(output, text);
  terminal.say(shellTexts.verifyIt({ file: output }));
}

async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof Error) || !("code" in cause) || !("path" in cause)) throw cause;
    throw new CannotStart(dataTexts.archive.unreadable({ path: String(cause.path), code: String(cause.code) }), {
      cause,
    });
  }
}
