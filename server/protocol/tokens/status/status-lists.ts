import { deflateSync } from "node:zlib";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { statusListIdSchema } from "@nearside/shared/ids.ts";
import { STATUS_LIST_SECONDS, STATUS_LIST_TTL_SECONDS } from "@nearside/shared/lifetimes.ts";
import { statusListToken } from "@nearside/shared/oauth/status-list.ts";
import * as v from "valibot";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { secondsNow } from "../../../platform/surroundings.ts";
import { endedPlaces } from "./ended-places.ts";
import { STATUS_LIST_BITS, statusUri } from "./status-places.ts";

/** A signed list: one text for all who fetch it while it is cached. */
interface SignedList {
  readonly jws: string;
  /** Strong validator (RFC 9110 §8.8.3), quoted. */
  readonly etag: string;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  /** The key that signed it. */
  readonly kid: string;
}

/** Milliseconds for which a signed list is given out again, however many clients fetch it. */
export const CACHED_MS = 5000;

/** The status lists of this server (draft-ietf-oauth-status-list), each made when a client fetches it, and at most once in five seconds. */
export class StatusLists {
  readonly #services: WithClock & WithConfig & WithDb & WithKeys;
  readonly #made = new Map<string, Promise<SignedList | undefined>>();
  #clearedAt: number;

  constructor(services: WithClock & WithConfig & WithDb & WithKeys) {
    this.#services = services;
    this.#clearedAt = services.clock();
  }

  /**
   * Finds a list by its id.
   *
   * @param id any text, as it is in the address
   * @returns undefined if there is no such list, or if it is gone because each of its tokens has ended
   */
  async find(id: string): Promise<SignedList | undefined> {
    if (!v.is(statusListIdSchema, id)) return undefined;
    this.#forgetOld();
    const cached = this.#made.get(id);
    const list = await cached;
    if (list !== undefined && this.#isFresh(list)) return list;
    if (this.#made.get(id) !== cached) return this.find(id); // another request has started to make it
    const making = this.#make(id);
    this.#made.set(id, making);
    try {
      const made = await making;
      if (made === undefined) this.#made.delete(id); // a stranger's guesses are not cached
      return made;
    } catch (error) {
      this.#made.delete(id);
      throw error;
    }
  }

  async #make(id: string): Promise<SignedList | undefined> {
    const madeAt = this.#services.clock();
    const iat = secondsNow(this.#services);
    const ended = await endedPlaces(this.#services.db, this.#services, id);
    if (ended === undefined) return undefined;
    const { signer } = this.#services.keys;
    const jws = await statusListToken.sign(signer, {
      sub: statusUri(this.#services.config.issuer, id),
      iat,
      exp: iat + STATUS_LIST_SECONDS,
      ttl: STATUS_LIST_TTL_SECONDS,
      status_list: { bits: 1, lst: encodeBase64url(new Uint8Array(deflateSync(bitsOf(ended), { level: 9 }))) },
    });
    return { jws, etag: `"${await sha256Base64url(jws)}"`, madeAt, kid: signer.thumbprint };
  }

  /** A list from the future is not fresh: the clock was set back, so its age is not known. Neither is one that an earlier key signed. */
  #isFresh({ madeAt, kid }: SignedList): boolean {
    if (kid !== this.#services.keys.signer.thumbprint) return false;
    const age = this.#services.clock() - madeAt;
    return age >= 0 && age < CACHED_MS;
  }

  /** Forgets the lists that no client fetches. A list that is being made is started once more at worst. */
  #forgetOld(): void {
    const now = this.#services.clock();
    if (now - this.#clearedAt < STATUS_LIST_SECONDS * 1000) return;
    this.#clearedAt = now;
    this.#made.clear();
  }
}

/** §4.1: place 0 is the least significant bit of the first byte. */
function bitsOf(ended: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(STATUS_LIST_BITS / 8);
  for (const index of ended) {
    const at = index >> 3;
    bytes[at] = (bytes[at] ?? 0) | (1 << (index & 7));
  }
  return bytes;
}
