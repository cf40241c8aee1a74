import { createPublicKey } from "node:crypto";
import type { PublicJwk } from "@nearside/shared/signing/keys.ts";
import { RecentlyUsed } from "../waiting/recently-used.ts";
import { type Es256Key, signsRAndS } from "./r-and-s.ts";

/** Holds the public keys that were used last, ready for verification. A key is imported once, and only if it is a point of the curve. */
export class PublicKeys {
  /** By the coordinates of the point. */
  readonly #keys: RecentlyUsed<Es256Key>;

  constructor(most: number) {
    this.#keys = new RecentlyUsed(most);
  }

  get size(): number {
    return this.#keys.size;
  }

  /** @throws Error where the key is no point of P-256 */
  of({ kty, crv, x, y }: PublicJwk): Es256Key {
    const point = `${x} ${y}`;
    const known = this.#keys.get(point);
    if (known !== undefined) return known;
    const made = signsRAndS(createPublicKey({ key: { kty, crv, x, y }, format: "jwk" }));
    this.#keys.add(point, made);
    return made;
  }
}
