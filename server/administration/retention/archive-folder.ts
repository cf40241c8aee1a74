import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as v from "valibot";
import { type Batch, batchIn, hash, hashAt, INDEX, lineOf, PENDING, wholeLines } from "./batch.ts";

/** The result of a check: how many batches are whole, and a sentence for each that is not. */
interface Checked {
  readonly batches: number;
  readonly entries: number;
  readonly wrong: readonly string[];
}

/**
 * Checks that every batch of the archive is there and as it was written. It goes on behind a batch that is missing, for the operator may have
 * deleted an old file; a broken index ends it, because nothing behind the break can be trusted.
 *
 * @param newest the last batch that the server lists, without which nobody sees that the end of the index was cut off; undefined if there is none
 */
export async function checkArchive(folder: string, newest?: Batch): Promise<Checked> {
  // asked first: a batch that the server lists and that is no longer on its way is in the index, which is read after that
  const isOnItsWay = newest !== undefined && (await isPending(folder, newest));
  const wanted = newest === undefined || isOnItsWay ? undefined : lineOf(newest);
  const lines = wholeLines(await readFile(join(folder, INDEX), "utf8"));
  let batches = 0;
  let entries = 0;
  const wrong: string[] = [];
  let before: string | null = null;
  for (const [at, line] of lines.entries()) {
    const name = `Batch ${at + 1}`;
    const batch = batchIn(line);
    if (batch === undefined) wrong.push(`${name}: its line of the index is not as the server wrote it.`);
    else if (batch.previous !== before)
      wrong.push(`${name}: the index lacks a line before it, or that line was changed.`);
    if (batch === undefined || batch.previous !== before) break;
    before = hash(line);
    if ((await hashAt(join(folder, batch.file), batch)) === batch.sha256) {
      batches += 1;
      entries += batch.entries;
    } else wrong.push(`${name}: ${batch.file} was changed or is missing between bytes ${batch.from} and ${batch.to}.`);
  }
  if (newest !== undefined && wanted !== undefined && !lines.includes(wanted))
    wrong.push(
      `The index lacks the last batch that the server lists (${newest.file} from byte ${newest.from} to ${newest.to}): its end was cut off or changed, or this is another archive.`,
    );
  return { batches, entries, wrong };
}

/** True while the server is about to add this batch. */
const isPending = async (folder: string, { sha256, from, to }: Batch): Promise<boolean> =>
  (await hashAt(join(folder, PENDING), { from: 0, to: to - from })) === sha256;

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
