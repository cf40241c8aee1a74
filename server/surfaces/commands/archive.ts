import { checkArchive, findArchivedEvidence } from "../../administration/retention/archive-folder.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
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

/** `nearside-server archive check` reads every batch again. @throws CannotStart if one is missing or was changed */
export async function checkArchiveCommand(folder: string | undefined, terminal: Terminal): Promise<void> {
  const { batches, entries, wrong } = await reading(() => checkArchive(demandFolder(folder)));
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
}

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
  const evidence = await reading(() => findArchivedEvidence(demandFolder(folder), login));
  if (evidence === undefined)
    throw new CannotStart(
      "The archive has no evidence of that login. A younger one is still in the database: nearside-server evidence <request>",
    );
  const text = JSON.stringify(evidence, undefined, 2);
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
