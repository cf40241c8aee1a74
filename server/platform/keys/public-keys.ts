import { createPublicKey, type KeyObject } from "node:crypto";
import type { PublicJwk } from "@nearside/shared/signing/keys.ts";
import { RecentlyUsed } from "../waiting/recently-used.ts";

/** Holds the public keys that were used last, ready for verification. A key is imported once, and only if it is a point of the curve. */
export class PublicKeys {
  /** Keyed by the coordinates of the point. */
  readonly #keys: RecentlyUsed<KeyObject>;

  constructor(most: number) {
    this.#keys = new RecentlyUsed(most);
  }

  get size(): number {
    return this.#keys.size;
  }

  /** @throws Error where the key is no point of P-256 */
  of({ kty, crv, x, y }: PublicJwk): KeyObject {
    const point = `${x} ${y}`;
    const cached = this.#keys.get(point);
    if (cached !== undefined) return cached;
    const made = createPublicKey({ key: { kty, crv, x, y }, format: "jwk" });
    this.#keys.add(point, made);
    return made;
  }
}
