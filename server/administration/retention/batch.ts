import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { batchSchema } from "@nearside/shared/api/console/shell.ts";
import * as v from "valibot";

// The archive is a folder of the operator's. `archive-<month>.jsonl` has an entry a line, and is only ever appended to. `index.jsonl` has a
// line for each batch that was appended: its place, its hash, and the hash of the line before. So a part that is missing or changed is seen.
// The database lists the batches too, so that a part that was cut off at the end is seen as well. Lines that a crash tore stay where they
// are, and belong to no batch.

export const INDEX = "index.jsonl";
/** The entries of a batch while it is on its way. */
export const PENDING = "pending.jsonl";

export type Batch = v.InferOutput<typeof batchSchema>;

/** The part that every entry has, whatever its kind. */
export interface Entry {
  readonly nearside: "archived_login" | "archived_event";
  readonly version: 1;
}

export const hash = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

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
