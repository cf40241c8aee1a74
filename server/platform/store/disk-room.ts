import { rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DiskFull } from "./disk-trouble.ts";

/** Room for some thousand revocations. */
const RESERVE_BYTES = 8 * 1024 * 1024;
/** The file that holds it, in the data folder. */
const RESERVE_FILE = "nearside.reserve";
const PRIVATE = { mode: 0o600 };
/** Room beside the reserve from which on everybody may write again. */
const ENOUGH_BYTES = 8 * 1024 * 1024;
/** With less, the disk is full. Transactions need some room before they find out themselves. */
const HARDLY_ANY_BYTES = 1024 * 1024;

/** SQLITE_FULL, and SQLITE_IOERR_SHMSIZE, which is the same for the file of the log's index. */
const NO_ROOM: ReadonlySet<unknown> = new Set([13, 4874]);

/**
 * The room on the disk of the database. Once a write has found none, only urgent ones are let through: those take the room that a file
 * holds in reserve. When there is room again the file is made again, and everybody may write.
 */
export class DiskRoom {
  readonly #folder: string;
  #full: DiskFull | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Looks for room before the database is opened, which needs some too. A reserve that is gone was given to those who revoke, and what is
   * left of its room stays theirs.
   */
  open(): void {
    const free = this.#freeBytes();
    const isFull = this.#hasReserve ? free < HARDLY_ANY_BYTES : free < RESERVE_BYTES + ENOUGH_BYTES;
    if (!isFull) return;
    this.#full = new DiskFull(undefined);
    rmSync(this.#reserve, { force: true });
  }

  /** Makes the reserve if it is missing and there is room. */
  async keepReserve(): Promise<void> {
    if (this.#full !== undefined || this.#hasReserve || this.#freeBytes() < RESERVE_BYTES + ENOUGH_BYTES) return;
    await writeFile(this.#reserve, Buffer.alloc(RESERVE_BYTES), PRIVATE).catch(() => {}); // the disk has just become full
  }

  /** @throws DiskFull where there is no room for such a write */
  demand(isUrgent: boolean): void {
    if (this.#full === undefined) {
      if (this.#freeBytes() >= HARDLY_ANY_BYTES) return; // asking takes less than a microsecond
      this.#full = new DiskFull(undefined);
    } else if (this.#isThereAgain()) return;
    if (!isUrgent) throw this.#full;
    rmSync(this.#reserve, { force: true });
  }

  /** Notes that a write found no room. @returns the error as its caller gets it */
  judge(error: unknown): unknown {
    if (!(error instanceof Error && "errcode" in error && NO_ROOM.has(error.errcode))) return error;
    this.#full = new DiskFull(error);
    return this.#full;
  }

  #isThereAgain(): boolean {
    const missing = this.#hasReserve ? 0 : RESERVE_BYTES;
    if (this.#freeBytes() < missing + ENOUGH_BYTES) return false;
    if (missing > 0) writeFileSync(this.#reserve, Buffer.alloc(RESERVE_BYTES), PRIVATE);
    this.#full = undefined;
    return true;
  }

  get #reserve(): string {
    return join(this.#folder, RESERVE_FILE);
  }

  /** False too for one that was not written to its end. */
  get #hasReserve(): boolean {
    return statSync(this.#reserve, { throwIfNoEntry: false })?.size === RESERVE_BYTES;
  }

  #freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.#folder);
    return bavail * bsize;
  }
}
