import { HttpError } from "../../platform/http/http-error.ts";
import { type Network, networksAround } from "../../platform/limits/network-of.ts";
import type { Clock } from "../../platform/surroundings.ts";
import { limitTexts } from "../../texts/limits.ts";

/** At a time. Each holds a file open and one block in memory, and reads only as fast as its client. */
const MOST = 64;
/** The most of them for one network, such as an office whose people all begin on one day. */
const MOST_OF_A_NETWORK = 16;
/** So many of them go to the wider networks that one subscriber may have. The other half is for everybody else. */
const MOST_OF_A_SUBSCRIBER = MOST / 2;

/** A client that takes a file slower than this is cut off, after a minute of grace. Bytes a second. */
const SLOWEST = 16_384;
const GRACE_SECONDS = 60;

/** A file that is on its way. */
export interface Download {
  /** Counts bytes that went to the client. */
  sent(bytes: number): void;
  /** True if the client has taken less than it must have by now. */
  isTooSlow(): boolean;
  /** Gives its place back, once. */
  end(): void;
}

/** Counts the files that are on their way, so that no number of slow clients holds more than a bounded part of this process. */
export class Downloads {
  readonly #going = new Map<string, number>();
  readonly #underWay = new Map<Download, () => void>();

  /**
   * Takes a place.
   *
   * @param cutOff ends the transfer, if its client is too slow and another one wants the place
   * @throws HttpError `temporarily_unavailable` where none is free
   */
  begin(address: string, clock: Clock, cutOff: () => void): Download {
    const networks = networksAround(address);
    if (this.#isFull(networks)) this.#cutOffTheSlow();
    if (this.#isFull(networks)) throw new HttpError("temporarily_unavailable", limitTexts.downloads);
    const began = clock();
    let bytes = 0;
    const download: Download = {
      sent: (more) => {
        bytes += more;
      },
      isTooSlow: () => clock() > began + (GRACE_SECONDS + bytes / SLOWEST) * 1000,
      end: () => {
        if (this.#underWay.delete(download)) this.#count(networks, -1);
      },
    };
    this.#underWay.set(download, cutOff);
    this.#count(networks, 1);
    return download;
  }

  #isFull(networks: readonly Network[]): boolean {
    if (this.#underWay.size >= MOST) return true;
    const most = (times: number): number => Math.min(MOST_OF_A_NETWORK * times, MOST_OF_A_SUBSCRIBER);
    return networks.some(({ name, times }) => (this.#going.get(name) ?? 0) >= most(times));
  }

  /** A file that is sent waits for its client, and does not see how little that takes until it has taken a block. */
  #cutOffTheSlow(): void {
    for (const [download, cutOff] of [...this.#underWay])
      if (download.isTooSlow()) {
        download.end();
        cutOff();
      }
  }

  #count(networks: readonly Network[], by: 1 | -1): void {
    for (const { name } of networks) {
      const now = (this.#going.get(name) ?? 0) + by;
      if (now === 0) this.#going.delete(name);
      else this.#going.set(name, now);
    }
  }
}
