import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as v from "valibot";
import { archiveTexts } from "../../texts/archive.ts";
import { type Batch, batchIn, findPending, hash, hashAt, INDEX, lineOf, previousFor, wholeLines } from "./batch.ts";

/** The result of a check: how many batches are whole, and a sentence for each that is not. */
interface Checked {
  readonly batches: number;
  readonly entries: number;
  readonly wrong: readonly string[];
}

/**
 * Checks that every batch of the archive is there and as it was written. It continues after a batch that is missing, for the operator may have
 * deleted an old file; a broken index ends it, because nothing behind the break can be trusted.
 *
 * @param askNewest asks the server for the last batch that it lists, and returns undefined if it lists none. Without it nobody sees that the end of the
 * index was cut off, or that something was added there
 */
export async function checkArchive(folder: string, askNewest?: () => Promise<Batch | undefined>): Promise<Checked> {
  // The server may add batches meanwhile. It lists each before it adds it: so what was there before it was asked is listed, and what it lists
  // and is no longer on its way is there after that.
  const early = askNewest === undefined ? 0 : (await linesOf(folder)).length;
  const newest = await askNewest?.();
  const isOnItsWay = newest !== undefined && (await findPending(folder, newest)) !== undefined;
  const lines = await linesOf(folder);
  const newestAt = newest === undefined ? -1 : lines.indexOf(lineOf(newest));
  let batches = 0;
  let entries = 0;
  const wrong: string[] = [];
  let before: string | null = null;
  for (const [at, line] of lines.entries()) {
    const name = archiveTexts.batch({ number: at + 1 });
    const batch = batchIn(line);
    if (batch === undefined) wrong.push(archiveTexts.wrong.line({ name }));
    else if (batch.previous !== before) wrong.push(archiveTexts.wrong.missingBefore({ name }));
    if (batch === undefined || batch.previous !== before) break;
    before = hash(line);
    if (newestAt !== -1 && at > newestAt && at < early) wrong.push(archiveTexts.wrong.unknown({ name }));
    else if ((await hashAt(join(folder, batch.file), batch)) === batch.sha256) {
      batches += 1;
      entries += batch.entries;
    } else wrong.push(archiveTexts.wrong.file({ name, file: batch.file, from: batch.from, to: batch.to }));
  }
  const comesNext = isOnItsWay && newest.previous === previousFor(lines.at(-1));
  if (newest !== undefined && newestAt === -1 && !comesNext)
    wrong.push(archiveTexts.wrong.lastMissing({ file: newest.file, from: newest.from, to: newest.to, isOnItsWay }));
  return { batches, entries, wrong };
}

const linesOf = async (folder: string): Promise<readonly string[]> =>
  wholeLines(await readFile(join(folder, INDEX), "utf8"));

const archivedLoginSchema = v.looseObject({
  nearside: v.literal("archived_login"),
  login: v.looseObject({ facts_erased_at: v.nullable(v.number()) }),
  evidence: v.nullable(v.looseObject({})),
});

type Archived =
  | { readonly state: "evidence"; readonly evidence: object }
  /** The login gave no token, or its person was erased before it was moved. */
  | { readonly state: "no_token" | "facts_erased" }
  | { readonly state: "not_there" };

/** Finds the evidence of that login in the archive, the newest file first. */
export async function findArchivedEvidence(folder: string, id: string): Promise<Archived> {
  let without: Archived = { state: "not_there" };
  const files = (await readdir(folder)).filter((name) => name.startsWith("archive-")).sort();
  for (const file of files.reverse()) {
    for await (const line of createInterface({ input: createReadStream(join(folder, file)) })) {
      if (!line.startsWith(`{"nearside":"archived_login","version":1,"id":${JSON.stringify(id)},`)) continue;
      const read = v.safeParse(v.pipe(v.string(), v.parseJson(), archivedLoginSchema), line);
      if (!read.success) continue; // a crash tore the line
      const { evidence, login } = read.output;
      if (evidence !== null) return { state: "evidence", evidence };
      without = { state: login.facts_erased_at === null ? "no_token" : "facts_erased" };
    }
  }
  return without;
}
