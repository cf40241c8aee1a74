import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { batchSchema } from "@nearside/shared/api/console/shell.ts";
import * as v from "valibot";

// The archive is a folder of the operator's. `archive-<month>.jsonl` has an entry a line, and is only ever appended to. `index.jsonl` has a
// line for each batch that was appended: its place, its hash, and the hash of the line before. So a part that is missing or changed is seen.
// The database lists the batches too, so that a part that was cut off at the end is seen as well. Lines that a crash tore stay where they
// are, and belong to no batch.

export const INDEX = "index.jsonl";
/** The beginning of the name of a folder that has the entries of a batch while it is on its way. No two have the same name. */
export const PENDING = "pending-";
/** The file in that folder. */
export const PENDING_ENTRIES = "entries.jsonl";

export type Batch = v.InferOutput<typeof batchSchema>;

/** The part that every entry has, whatever its kind. */
export interface Entry {
  readonly nearside: "archived_login" | "archived_event";
  readonly version: 1;
}

export const hash = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The hash that the next line has, as that of the line before it. @param last undefined for an index without lines */
export const previousFor = (last: string | undefined): string | null => (last === undefined ? null : hash(last));

/** The line of a batch in the index. It has the hash of the line before, and so all batches before are in it. */
export const lineOf = ({ file, from, to, entries, sha256, previous }: Batch): string =>
  JSON.stringify({ file, from, to, entries, sha256, previous } satisfies Batch);

/** @returns undefined for a line that the server never wrote */
export function batchIn(line: string): Batch | undefined {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), batchSchema), line);
  return read.success ? read.output : undefined;
}

/** Leaves out lines that a crash tore: a brace ends a whole one, and is nowhere else in it. */
export const wholeLines = (text: string): readonly string[] => text.split("\n").filter((line) => line.endsWith("}"));

/** The hash of what is in that place of the file now; undefined if it can't be read. */
export async function hashAt(path: string, { from, to }: Pick<Batch, "from" | "to">): Promise<string | undefined> {
  const sum = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path, { start: from, end: to - 1 })) sum.update(chunk);
  } catch {
    return undefined;
  }
  return sum.digest("hex");
}

/** Lists the folders of entries that are on their way, or that a crash left there. */
export const pendingIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith(PENDING)).map((name) => join(folder, name));

/** Finds the file of a batch that is on its way. */
export async function findPending(folder: string, { from, to, sha256 }: Batch): Promise<string | undefined> {
  for (const pending of await pendingIn(folder)) {
    const path = join(pending, PENDING_ENTRIES);
    if ((await hashAt(path, { from: 0, to: to - from })) === sha256) return path;
  }
  return undefined;
}
