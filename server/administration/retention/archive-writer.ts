import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Batch, type Entry, hash, hashAt, INDEX, lineOf, PENDING, wholeLines } from "./batch.ts";

/** The folder is not the archive that the database knows. Nothing is moved until a person has looked after it. */
export class ArchiveDamaged extends Error {}

const LINE_FEED = 0x0a;
/** Bytes at the end of the index that are read at first. They hold some two hundred lines. */
const TAIL = 65_536;

/**
 * Appends batches to the archive, in two steps: the entries are on the disk before the database deletes what they hold, and become part of
 * the archive after it has. Entries that the database did not delete in the end, because a person was erased meanwhile, never get into the archive.
 * Only one process may write at a time.
 */
export class ArchiveWriter {
  readonly #folder: string;
  /** The last line of the index. */
  #last: string | undefined;

  private constructor(folder: string, last: string | undefined) {
    this.#folder = folder;
    this.#last = last;
  }

  /**
   * Opens the folder, which is made if it is missing, and finishes a batch that a crash left on its way.
   *
   * @param newest the last batch that the database lists; undefined if there is none
   * @throws ArchiveDamaged if the archive lacks that batch
   */
  static async open(folder: string, newest: Batch | undefined): Promise<ArchiveWriter> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { last, isThere } = await readBack(folder, newest && lineOf(newest));
    const writer = new ArchiveWriter(folder, last);
    if (newest !== undefined && !isThere) {
      if (newest.previous !== writer.#lastHash()) throw lacking(folder, newest);
      await writer.add(newest);
    }
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
    await withFile(join(this.#folder, PENDING), "w", async (pending) => {
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
    await this.#sync();
    const from = isTorn ? size + 1 : size;
    return {
      file,
      from,
      to: from + length,
      entries: count,
      sha256: sum.digest("hex"),
      previous: this.#lastHash(),
    };
  }

  /** Makes the prepared entries part of the archive. It may be called again where it was interrupted. @throws ArchiveDamaged */
  async add(batch: Batch): Promise<void> {
    const path = join(this.#folder, batch.file);
    if ((await hashAt(path, batch)) !== batch.sha256) {
      const pending = join(this.#folder, PENDING);
      if ((await hashAt(pending, { from: 0, to: batch.to - batch.from })) !== batch.sha256)
        throw lacking(this.#folder, batch);
      await append(path, batch.from, await readFile(pending));
      if ((await hashAt(path, batch)) !== batch.sha256) throw lacking(this.#folder, batch);
    }
    await this.#list(lineOf(batch));
    await this.drop();
  }

  /** Deletes the prepared entries: they stay in the database. */
  async drop(): Promise<void> {
    await rm(join(this.#folder, PENDING), { force: true });
  }

  async #list(line: string): Promise<void> {
    await withFile(join(this.#folder, INDEX), "a+", async (index) => {
      const { isTorn } = await endOf(index);
      await index.appendFile(`${isTorn ? "\n" : ""}${line}\n`);
      await index.sync();
    });
    await this.#sync();
    this.#last = line;
  }

  readonly #lastHash = (): string | null => (this.#last === undefined ? null : hash(this.#last));

  /** Files that were made are found after a crash only once their folder is on the disk. */
  readonly #sync = (): Promise<void> => withFile(this.#folder, "r", (folder) => folder.sync());
}

const lacking = (folder: string, { file, from, to }: Batch): ArchiveDamaged =>
  new ArchiveDamaged(
    `The archive in ${folder} lacks what was moved to it last, which is ${file} from byte ${from} to ${to}: it was cut off or changed, or this is another folder. Nothing is moved until it is back. Take the folder from a backup, or name the right one in NEARSIDE_RETENTION_ARCHIVE. If it is lost for good: nearside-server archive begin`,
  );

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
  readonly isThere: boolean;
}

/** Reads the index from its end until it finds that line. Most often that is the last one. */
const readBack = (folder: string, line: string | undefined): Promise<Back> =>
  withFile(join(folder, INDEX), "a+", async (index): Promise<Back> => {
    const { size } = await index.stat();
    for (let length = TAIL; ; length *= 16) {
      const start = Math.max(0, size - length);
      const { buffer } = await index.read(Buffer.alloc(size - start), 0, size - start, start);
      const lines = wholeLines(buffer.toString());
      const isThere = line !== undefined && lines.includes(line);
      if (isThere || line === undefined || start === 0) return { last: lines.at(-1), isThere };
    }
  });

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
