import { createPublicKey } from "node:crypto";
import type { PublicJwk } from "@nearside/shared/keys.ts";
import { type Es256Key, signsRAndS } from "./r-and-s.ts";

/** Public keys ready to verify with, the ones used last; each is brought in once, and only where it is a point of the curve. */
export class PublicKeys {
  readonly #most: number;
  /** By the point itself; in the order of their last use. */
  readonly #keys = new Map<string, Es256Key>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#keys.size;
  }

  /** @throws Error where it is no point of P-256 */
  of({ kty, crv, x, y }: PublicJwk): Es256Key {
    const point = `${x} ${y}`;
    const known = this.#keys.get(point);
    if (known !== undefined) {
      this.#keys.delete(point);
      this.#keys.set(point, known);
      return known;
    }
    const made = signsRAndS(createPublicKey({ key: { kty, crv, x, y }, format: "jwk" }));
    const [oldest] = this.#keys.keys();
    if (this.#keys.size >= this.#most && oldest !== undefined) this.#keys.delete(oldest);
    this.#keys.set(point, made);
    return made;
  }
}
