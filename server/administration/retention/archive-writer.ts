import { createHash } from "node:crypto";
import { type FileHandle, mkdir, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { archiveTexts } from "../../texts/archive.ts";
import {
  type Batch,
  type Entry,
  findPending,
  hashAt,
  INDEX,
  lineOf,
  PENDING,
  PENDING_ENTRIES,
  pendingIn,
  previousFor,
  wholeLines,
} from "./batch.ts";

/** The folder is not the archive that the database knows. Nothing is moved until a person has looked after it. */
export class ArchiveDamaged extends Error {}

const LINE_FEED = 0x0a;
/** Bytes at the end of the index that are read at first. They hold some two hundred lines. */
const TAIL = 65_536;

/**
 * Appends batches to the archive, in two steps: the entries are on the disk before the database deletes what they hold, and become part of
 * the archive after it has. Entries that the database did not delete in the end, because a person was erased meanwhile, never get into the archive.
 * Only one process may write at a time. One that stalled and continues too late changes nothing of what another one has written since.
 */
export class ArchiveWriter {
  readonly #folder: string;
  /** The last line of the index. */
  #last: string | undefined;
  /** The folder of what was prepared last. */
  #pending: string | undefined;

  private constructor(folder: string, last: string | undefined) {
    this.#folder = folder;
    this.#last = last;
  }

  /**
   * Opens the folder, which is made if it is missing, and finishes a batch that a crash left on its way.
   *
   * @param newest the last batch that the database lists; it is undefined if the database lists none
   * @throws ArchiveDamaged if the archive lacks that batch, or has others behind it
   */
  static async open(folder: string, newest: Batch | undefined): Promise<ArchiveWriter> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { last, place } = await readBack(folder, newest);
    const writer = new ArchiveWriter(folder, last);
    if (newest === undefined) return writer;
    if (place === "before_others") throw havingMore(folder, newest);
    await writer.add(newest);
    return writer;
  }

  /**
   * Writes entries beside the archive, and returns once they are on the disk.
   *
   * @param month as in 2026-11
   * @returns the batch that they become by `add`
   */
  async prepare(month: string, entries: Iterable<Entry> | AsyncIterable<Entry>): Promise<Batch> {
    const file = `archive-${month}.jsonl`;
    const sum = createHash("sha256");
    let [length, count] = [0, 0];
    this.#pending = await mkdtemp(join(this.#folder, PENDING));
    await withFile(join(this.#pending, PENDING_ENTRIES), "wx", async (pending) => {
      // one after the other, so that requests are answered in between
      for await (const entry of entries) {
        const line = Buffer.from(`${JSON.stringify(entry)}\n`);
        sum.update(line);
        await pending.appendFile(line);
        length += line.length;
        count += 1;
      }
      await pending.sync();
    });
    const { size, isTorn } = await withFile(join(this.#folder, file), "a+", endOf);
    await syncFolder(this.#pending);
    await syncFolder(this.#folder);
    const from = isTorn ? size + 1 : size;
    return {
      file,
      from,
      to: from + length,
      entries: count,
      sha256: sum.digest("hex"),
      previous: previousFor(this.#last),
    };
  }

  /**
   * Makes the prepared entries part of the archive. It may be called again where it was interrupted, and changes nothing if the batch is in
   * the index, because another process has finished it.
   *
   * @throws ArchiveDamaged
   */
  async add(batch: Batch): Promise<void> {
    const { last, place } = await readBack(this.#folder, batch);
    this.#last = last;
    if (place === "nowhere") throw lacking(this.#folder, batch);
    if (place === "next") {
      await this.#fill(batch);
      await this.#list(lineOf(batch));
    }
    await this.drop();
  }

  /** Deletes the entries that this writer has prepared: they are in the archive, or stay in the database. */
  async drop(): Promise<void> {
    if (this.#pending !== undefined) await rm(this.#pending, { recursive: true, force: true });
    this.#pending = undefined;
  }

  /**
   * Deletes what crashes left on its way: its entries are in the archive by now, or in the database still.
   *
   * @param demandAlone throws if another process may have prepared something of what is there
   */
  async clear(demandAlone: () => Promise<void>): Promise<void> {
    const left = await pendingIn(this.#folder);
    if (left.length === 0) return;
    await demandAlone();
    for (const pending of left) await rm(pending, { recursive: true, force: true });
  }

  async #fill(batch: Batch): Promise<void> {
    const path = join(this.#folder, batch.file);
    if ((await hashAt(path, batch)) === batch.sha256) return;
    const pending = await findPending(this.#folder, batch);
    if (pending === undefined) throw lacking(this.#folder, batch);
    await append(path, batch.from, await readFile(pending));
    if ((await hashAt(path, batch)) !== batch.sha256) throw lacking(this.#folder, batch);
  }

  async #list(line: string): Promise<void> {
    await withFile(join(this.#folder, INDEX), "a+", async (index) => {
      const { isTorn } = await endOf(index);
      await index.appendFile(`${isTorn ? "\n" : ""}${line}\n`);
      await index.sync();
    });
    await syncFolder(this.#folder);
    this.#last = line;
  }
}

/** Files that were made are found after a crash only once their folder is on the disk. */
const syncFolder = (path: string): Promise<void> => withFile(path, "r", (folder) => folder.sync());

const lacking = (folder: string, { file, from, to }: Batch): ArchiveDamaged =>
  new ArchiveDamaged(archiveTexts.missing({ folder, file, from, to }));

const havingMore = (folder: string, { file, to }: Batch): ArchiveDamaged =>
  new ArchiveDamaged(archiveTexts.tooMuch({ folder, to, file }));

async function withFile<T>(path: string, flags: string, run: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags, 0o600);
  try {
    return await run(file);
  } finally {
    await file.close();
  }
}

interface Back {
  readonly last: string | undefined;
  /** The place of the batch in the index: its line is there, or comes next, or neither. */
  readonly place: "last" | "before_others" | "next" | "nowhere";
}

/** Reads the index from its end until it knows the place of that batch. Most often the last line tells. */
const readBack = (folder: string, batch: Batch | undefined): Promise<Back> =>
  withFile(join(folder, INDEX), "a+", async (index): Promise<Back> => {
    const { size } = await index.stat();
    for (let length = TAIL; ; length *= 16) {
      const start = Math.max(0, size - length);
      const { buffer } = await index.read(Buffer.alloc(size - start), 0, size - start, start);
      const lines = wholeLines(buffer.toString());
      const last = lines.at(-1);
      if (last === undefined && start > 0) continue;
      const place = batch === undefined ? "nowhere" : placeIn(lines, batch);
      if (batch === undefined || place !== "nowhere" || start === 0) return { last, place };
    }
  });

function placeIn(lines: readonly string[], batch: Batch): Back["place"] {
  const last = lines.at(-1);
  const line = lineOf(batch);
  if (last === line) return "last";
  if (previousFor(last) === batch.previous) return "next";
  return lines.includes(line) ? "before_others" : "nowhere";
}

/** @returns `isTorn`: a crash tore the last line */
async function endOf(file: FileHandle): Promise<{ readonly size: number; readonly isTorn: boolean }> {
  const { size } = await file.stat();
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
  return { size, isTorn: size > 0 && buffer[0] !== LINE_FEED };
}

/** Appends the bytes at that place, or what is left of them where a crash came in between. */
async function append(path: string, from: number, bytes: Uint8Array): Promise<void> {
  await withFile(path, "a", async (file) => {
    const { size } = await file.stat();
    if (size === from - 1) await file.appendFile("\n");
    await file.appendFile(bytes.subarray(Math.max(0, size - from)));
    await file.sync();
  });
}
