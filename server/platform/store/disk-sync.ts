import { fdatasync } from "node:fs";
import { promisify } from "node:util";
import { DiskFailed } from "./disk-trouble.ts";

const syncFile = promisify(fdatasync);

/**
 * Brings a file to the disk beside the event loop. Callers that come while the disk is at work share the next sync.
 *
 * After one that failed nothing counts as kept any more, however often it is asked: the system forgets what it could not write, and says
 * so once. A server that starts again reads what is really there.
 */
export class DiskSync {
  readonly #file: number;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #failure: DiskFailed | undefined;

  constructor(file: number) {
    this.#file = file;
  }

  /**
   * Resolves when everything that was written before the call is on the disk.
   *
   * @throws DiskFailed
   */
  keep(): Promise<void> {
    if (this.#next !== undefined) return this.#next;
    if (this.#running === undefined) return this.#start();
    this.#next = this.#startAfter(this.#running);
    return this.#next;
  }

  /** Resolves when everything is on the disk that anybody asked to keep; undefined if it is there already. */
  get pending(): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return this.#next ?? this.#running;
  }

  /** @throws DiskFailed if a sync failed before */
  demandSound(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #startAfter(running: Promise<void>): Promise<void> {
    await running;
    this.#next = undefined;
    await this.#start();
  }

  #start(): Promise<void> {
    this.#running = this.#sync();
    return this.#running;
  }

  async #sync(): Promise<void> {
    this.demandSound();
    try {
      await syncFile(this.#file);
    } catch (cause) {
      this.#failure = new DiskFailed(cause);
      throw this.#failure;
    } finally {
      this.#running = undefined;
    }
  }
}
