import { newStatusListId } from "@nearside/shared/ids.ts";
import { STATUS_LIST_PATH } from "@nearside/shared/oauth/status-list.ts";
import type { Random } from "../../../platform/surroundings.ts";
import type { StatusPlace } from "../../../register/tokens/access-token-store.ts";

/**
 * Bits of a list: a whole 1 KiB, and two bytes of randomness name a place without bias. Larger lists hide better which token an
 * API asks about; smaller ones are made faster, while nothing else runs (some 10 ms for a full one).
 */
export const STATUS_LIST_BITS = 8192;
/** Places given in one list: with half of the list free, a draw finds a free one at the second try on average. */
const MOST_PLACES = STATUS_LIST_BITS / 2;

/**
 * Gives each access token a place in a list: drawn at random, so that no place tells how many tokens there are nor in which order
 * they were made (§13.2 there).
 *
 * Each process fills lists of its own, under random names of its own: the database is not asked, and its unique index is the
 * arbiter anyway. A list is there as long as one of its tokens is.
 */
export class StatusPlaces {
  readonly #random: Random;
  readonly #given = new Set<number>();
  #list: string;

  constructor(random: Random) {
    this.#random = random;
    this.#list = newStatusListId(random);
  }

  next(): StatusPlace {
    if (this.#given.size === MOST_PLACES) {
      this.#given.clear();
      this.#list = newStatusListId(this.#random);
    }
    let index = this.#draw();
    while (this.#given.has(index)) index = this.#draw();
    this.#given.add(index);
    return { list: this.#list, index };
  }

  #draw(): number {
    const [high = 0, low = 0] = this.#random(2);
    return (high * 256 + low) % STATUS_LIST_BITS; // the number of places divides 2^16
  }
}

/** The address of a list: `uri` of its tokens and `sub` of the Status List Token are one text. */
export const statusUri = (issuer: string, list: string): string => `${issuer}${STATUS_LIST_PATH}${list}`;

export interface WithStatusPlaces {
  readonly statusPlaces: StatusPlaces;
}
