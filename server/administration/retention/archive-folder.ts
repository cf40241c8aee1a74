import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as v from "valibot";

// The archive is a folder of the operator's. `archive-<month>.jsonl` has an entry a line, and is only ever appended to. `index.jsonl` has a
// line for each batch that was appended: its place, its hash, and the hash of the line before. So a part that is missing or changed is seen.
// Lines that a crash tore stay where they are, and belong to no batch.

const sha256Schema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const batchSchema = v.strictObject({
  file: v.pipe(v.string(), v.regex(/^archive-\d{4}-\d{2}\.jsonl$/)),
  /** The first byte of the batch, and the one after its last. */
  from: v.number(),
  to: v.number(),
  entries: v.number(),
  /** SHA-256 of these bytes. */
  sha256: sha256Schema,
  /** SHA-256 of the line before this one in the index; null in its first line. */
  previous: v.nullable(sha256Schema),
});
export type Batch = v.InferOutput<typeof batchSchema>;

/** The part that every entry has, whatever its kind. */
export interface Entry {
  readonly nearside: "archived_login" | "archived_event";
  readonly version: 1;
}

const INDEX = "index.jsonl";
const LINE_FEED = 0x0a;
const hash = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/**
 * Appends entries to the archive, and returns once they are on the disk. Only one process may do it at a time.
 *
 * @param month as in 2026-11
 */
export async function appendBatch(folder: string, month: string, entries: readonly Entry[]): Promise<Batch> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const last = await lastLine(folder);
  const file = `archive-${month}.jsonl`;
  const bytes = Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  const from = await append(join(folder, file), bytes);
  const batch: Batch = {
    file,
    from,
    to: from + bytes.length,
    entries: entries.length,
    sha256: hash(bytes),
    previous: last === undefined ? null : hash(last),
  };
  await append(join(folder, INDEX), Buffer.from(`${JSON.stringify(batch)}\n`));
  await syncFolder(folder);
  return batch;
}

/** Appends lines. @returns the place of the first */
async function append(path: string, lines: Uint8Array): Promise<number> {
  const file = await open(path, "a+", 0o600);
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    const torn = size > 0 && buffer[0] !== LINE_FEED; // by a crash
    await file.appendFile(torn ? Buffer.concat([Buffer.of(LINE_FEED), lines]) : lines);
    await file.sync();
    return torn ? size + 1 : size;
  } finally {
    await file.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Bytes at the end of the index that hold its last whole line: a line is far shorter. */
const TAIL = 8192;

async function lastLine(folder: string): Promise<string | undefined> {
  const index = await open(join(folder, INDEX), "a+", 0o600);
  try {
    const { size } = await index.stat();
    const start = Math.max(0, size - TAIL);
    const { buffer } = await index.read(Buffer.alloc(size - start), 0, size - start, start);
    return wholeLines(buffer.toString()).at(-1);
  } finally {
    await index.close();
  }
}

/** Leaves out lines that a crash tore. */
const wholeLines = (text: string): readonly string[] =>
  text
    .split("\n")
    .slice(0, -1)
    .filter((line) => line.endsWith("}"));
const readIndex = async (folder: string): Promise<readonly string[]> =>
  wholeLines(await readFile(join(folder, INDEX), "utf8"));
const readBatch = (line: string): Batch => v.parse(batchSchema, JSON.parse(line));

/** The result of a check: how many batches are whole, and a sentence for each that is not. */
interface Checked {
  readonly batches: number;
  readonly entries: number;
  readonly wrong: readonly string[];
}

/**
 * Checks that every batch of the archive is there and as it was written. It goes on behind a batch that is missing, for the operator may have
 * deleted an old file; a broken index ends it, because nothing behind the break can be trusted.
 */
export async function checkArchive(folder: string): Promise<Checked> {
  let batches = 0;
  let entries = 0;
  const wrong: string[] = [];
  let before: string | null = null;
  for (const [at, line] of (await readIndex(folder)).entries()) {
    const name = `Batch ${at + 1}`;
    const batch = batchIn(line);
    if (batch === undefined) wrong.push(`${name}: its line of the index is not as the server wrote it.`);
    else if (batch.previous !== before)
      wrong.push(`${name}: the index lacks a line before it, or that line was changed.`);
    if (batch === undefined || batch.previous !== before) break;
    before = hash(line);
    if ((await hashOf(join(folder, batch.file), batch)) === batch.sha256) {
      batches += 1;
      entries += batch.entries;
    } else wrong.push(`${name}: ${batch.file} was changed or is missing between bytes ${batch.from} and ${batch.to}.`);
  }
  return { batches, entries, wrong };
}

function batchIn(line: string): Batch | undefined {
  try {
    return readBatch(line);
  } catch {
    return undefined;
  }
}

async function hashOf(path: string, { from, to }: Batch): Promise<string | undefined> {
  const sum = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path, { start: from, end: to - 1 })) sum.update(chunk);
  } catch {
    return undefined;
  }
  return sum.digest("hex");
}

const archivedLoginSchema = v.looseObject({
  nearside: v.literal("archived_login"),
  evidence: v.nullable(v.looseObject({})),
});

/** Finds the evidence of that login in the archive, the newest file first. @returns undefined if it has none */
export async function findArchivedEvidence(folder: string, id: string): Promise<object | undefined> {
  const files = (await readdir(folder)).filter((name) => name.startsWith("archive-")).sort();
  for (const file of files.reverse()) {
    for await (const line of createInterface({ input: createReadStream(join(folder, file)) })) {
      if (!line.startsWith(`{"nearside":"archived_login","version":1,"id":${JSON.stringify(id)},`)) continue;
      const read = v.safeParse(v.pipe(v.string(), v.parseJson(), archivedLoginSchema), line);
      if (read.success && read.output.evidence !== null) return read.output.evidence;
    }
  }
  return undefined;
}
