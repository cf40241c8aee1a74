import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type ArchiveRun, archiveApi, type Due } from "@nearside/shared/api/console/archive.ts";
import { WHY_NO_EVIDENCE } from "@nearside/shared/api/console/logins.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { checkArchive, findArchivedEvidence } from "../../administration/retention/archive-folder.ts";
import { type Batch, INDEX } from "../../administration/retention/batch.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import type { Config } from "../../platform/config/config.ts";
import { askServer } from "../shell/ask-server.ts";
import { ServerRefused } from "../shell/server-refused.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { writeNew } from "./terminal/write-new.ts";

/** The folder as the settings or the person named it. */
function demandFolder(folder: string | undefined): string {
  if (folder === undefined)
    throw new CannotStart(
      "No archive is set, so nothing was moved to one. Name its folder with --folder, or in NEARSIDE_RETENTION_ARCHIVE.",
    );
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
  if (!existsSync(join(folder, INDEX)) && (await ask()) === undefined)
    return terminal.out("Nothing was moved there yet.");
  let last = "not asked" as Batch | undefined | "not asked";
  const askNewest = async () => {
    last = await ask();
    return last === "not asked" ? undefined : last;
  };
  const { batches, entries, wrong } = await reading(() => checkArchive(folder, askNewest));
  if (wrong.length > 0) {
    const more = wrong.length > MOST_NAMED ? [`${wrong.length - MOST_NAMED} more are like that.`] : [];
    throw new CannotStart(
      [
        ...wrong.slice(0, MOST_NAMED),
        ...more,
        `${batches} batches are whole. Take the others from a backup, unless you deleted them yourself, and check again.`,
      ].join("\n"),
    );
  }
  terminal.out(`${batches} batches with ${entries} entries, all as the server wrote them.`);
  terminal.say(lastInWords(last));
}

function lastInWords(last: Batch | "not asked" | undefined): string {
  if (last === "not asked")
    return "The server was not asked which batch is the last, so an end that was cut off is not seen. Check without --folder while the server runs.";
  if (last === undefined)
    return "The server demands no batch of this archive, because what it had moved was given up and nothing was moved since. So an end that was cut off is not seen.";
  return "The last batch that the server lists is among them.";
}

/** Names what goes, in the words of a preview. */
const KINDS = {
  ended: "logins that gave no token",
  approved: "logins that gave one, with their evidence and tokens",
  events: "entries of the security log about logins",
} as const;

/** `nearside-server archive preview` says what would be moved to the archive now. */
export async function previewArchiveCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const due = await askServer(dataFolder, archiveApi.due, {});
  const { folder, run } = await askServer(dataFolder, archiveApi.state, {});
  for (const kind of ["ended", "approved", "events"] as const) terminal.out(`${dueInWords(due[kind])} ${KINDS[kind]}`);
  if (folder === null) terminal.say("No archive is set (NEARSIDE_RETENTION_ARCHIVE), so all of it stays.");
  else if (run !== null && run.ended_at === null) terminal.say(`It is under way: ${movedInWords(run)} so far.`);
  else terminal.say(`They go to ${folder} by and by, or at once: nearside-server archive run`);
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const inWords = (count: number): string => count.toLocaleString("en");

function dueInWords({ count, more, days, before, oldest }: Due): string {
  const since = oldest === null ? "" : `, the oldest of ${dayOf(oldest)}`;
  const many = more && count === 0 ? "an unknown number" : `${inWords(count)}${more ? " or more" : ""}`;
  return `${many} (kept ${days} days, so older than ${dayOf(before)}${since}):`;
}

const movedInWords = ({ logins, events }: ArchiveRun): string =>
  `${inWords(logins)} ${logins === 1 ? "login" : "logins"} and ${inWords(events)} ${events === 1 ? "entry" : "entries"} of the log`;

/** Milliseconds between two looks at how it goes. */
const LOOK_MS = 500;

/** `nearside-server archive run` has all that is old moved at once, and watches. @throws CannotStart if it came to nothing */
export async function runArchiveCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  await askServer(dataFolder, archiveApi.run, {});
  terminal.say("The server moves what is old to the archive now. It goes on if you end this command.");
  let said = "";
  for (;;) {
    const { run } = await askServer(dataFolder, archiveApi.state, {});
    if (run === null) throw new Error("the server forgot the run");
    const moved = movedInWords(run);
    if (run.problem !== null) throw new CannotStart(`${moved} were moved, then it ended. ${run.problem}`);
    if (run.ended_at !== null) return terminal.out(`${moved} were moved.`);
    if (moved !== said) terminal.say(`${moved} so far`);
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

/** `nearside-server archive begin` goes on without what the archive lacks. @throws CannotStart if nothing is lost */
export async function beginArchiveCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { file, to } = await askServer(dataFolder, shellApi.beginArchive, {});
  terminal.say(
    `The server takes the archive as it is now, and looks no longer for what it had moved there, up to byte ${to} of ${file}. The log says so. From the next minute on, old logins and events are moved to what is there.`,
  );
}

/** The sentence for each login without evidence in the archive. */
const WHY_NOT = {
  not_there:
    "The archive has no login of that number. A younger one is still in the database: nearside-server evidence <request>",
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
  terminal.say(`Anybody verifies it offline: nearside verify ${output ?? "<file>"}`);
}

async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof Error) || !("code" in cause) || !("path" in cause)) throw cause;
    throw new CannotStart(
      `${String(cause.path)} can't be read (${String(cause.code)}). Is that the folder of the archive?`,
      {
        cause,
      },
    );
  }
}
