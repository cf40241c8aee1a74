import { HttpError } from "../../platform/http/http-error.ts";
import { networksAround } from "../../platform/limits/network-of.ts";

/** At a time. Each holds a file open and a block of it in memory, and reads only as fast as its client. */
const MOST = 64;
/** Of them, from one network: an office whose people all begin on one day. */
const MOST_OF_A_NETWORK = 16;

/** Counts the files that are on their way, so that no number of slow clients holds more than a bounded part of this process. */
export class Downloads {
  readonly #going = new Map<string, number>();
  #all = 0;

  /**
   * Takes a place.
   *
   * @returns a function that gives it back, once
   * @throws HttpError `temporarily_unavailable` where none is free
   */
  begin(address: string): () => void {
    const networks = networksAround(address);
    const isFull = networks.some(({ name, times }) => (this.#going.get(name) ?? 0) >= MOST_OF_A_NETWORK * times);
    if (this.#all >= MOST || isFull)
      throw new HttpError(
        "temporarily_unavailable",
        "Many files are on their way already, so this one was not begun. Try again in a minute.",
      );
    this.#count(networks, 1);
    let isOver = false;
    return () => {
      if (!isOver) this.#count(networks, -1);
      isOver = true;
    };
  }

  #count(networks: readonly { readonly name: string }[], by: 1 | -1): void {
    this.#all += by;
    for (const { name } of networks) {
      const now = (this.#going.get(name) ?? 0) + by;
      if (now === 0) this.#going.delete(name);
      else this.#going.set(name, now);
    }
  }
}
