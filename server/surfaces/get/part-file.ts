import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Part } from "@nearside/shared/statements/versions.ts";
import { logTexts } from "../../texts/log.ts";
import { PartAltered } from "./part-altered.ts";

const BLOCK_BYTES = 65_536;
const ALTERED = logTexts.parts.otherBytes;

/**
 * A file of the list on this server's disk. Its bytes are hashed at its first use, and again whenever the disk says that the file has
 * changed. Bytes of which the hash is not the list's are never handed out.
 */
export class PartFile {
  readonly #part: Part;
  readonly #path: string;
  /** The file as it was when its bytes were last found to be right. */
  #found: string | undefined;
  /** The file as it was when they were found to be others: nobody has it read as often as they ask. */
  #altered: string | undefined;

  constructor(part: Part, path: string) {
    this.#part = part;
    this.#path = path;
  }

  /**
   * Opens the file and makes sure of its bytes.
   *
   * @returns the open file, which the caller closes
   * @throws PartAltered
   */
  async open(): Promise<FileHandle> {
    const opened = await open(this.#path, "r").catch((cause: unknown) => {
      throw new PartAltered(this.#part.file, logTexts.parts.notOpened, { cause });
    });
    try {
      const mark = await markOf(opened);
      if (mark === this.#altered) throw new PartAltered(this.#part.file, ALTERED);
      if (mark !== this.#found) await this.#verify(opened);
      return opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  /** True if the open file is still as it was when its bytes were right. */
  async isStill(opened: FileHandle): Promise<boolean> {
    return (await markOf(opened)) === this.#found;
  }

  async #verify(opened: FileHandle): Promise<void> {
    const { file, sha256, size } = this.#part;
    const before = await markOf(opened);
    const hash = createHash("sha256");
    const block = Buffer.alloc(BLOCK_BYTES);
    let length = 0;
    while (length <= size) {
      const { bytesRead } = await opened.read(block, 0, block.length, length);
      if (bytesRead === 0) break;
      hash.update(block.subarray(0, bytesRead));
      length += bytesRead;
    }
    const isRight = length === size && hash.digest("hex") === sha256;
    if ((await markOf(opened)) !== before) throw new PartAltered(file, logTexts.parts.changing);
    if (!isRight) {
      this.#altered = before;
      throw new PartAltered(file, ALTERED);
    }
    this.#found = before;
  }
}

async function markOf(opened: FileHandle): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs }: BigIntStats = await opened.stat({ bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join();
}

/**
 * Reads a block of the file.
 *
 * @param at the place of its first byte
 * @returns at most 64 KiB; none where the file ends
 */
export async function readBlock(opened: FileHandle, at: number): Promise<Uint8Array<ArrayBuffer>> {
  const block = new Uint8Array(BLOCK_BYTES);
  const { bytesRead } = await opened.read(block, 0, block.length, at);
  return block.subarray(0, bytesRead);
}
