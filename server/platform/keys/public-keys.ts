import { createPublicKey, type KeyObject } from "node:crypto";
import type { PublicJwk } from "@nearside/shared/signing/keys.ts";
import { RecentlyUsed } from "../waiting/recently-used.ts";

/** A key whose signatures are R ‖ S (RFC 7518 §3.4), not DER. */
type Es256Key = KeyObject & { readonly dsaEncoding: "ieee-p1363" };

/**
 * node:crypto asks any object that it gets for a key for the encoding of its signatures. If it got an object around the key, it would first
 * take that for a key and throw within itself, which costs a sixth of the signature. So the key itself carries the encoding. If node:crypto
 * ever stopped asking, every signature would be wrong, and nothing would be let through.
 */
export const signsRAndS = (key: KeyObject): Es256Key => Object.assign(key, { dsaEncoding: "ieee-p1363" } as const);

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
    const cached = this.#keys.get(point);
    if (cached !== undefined) return cached;
    const made = signsRAndS(createPublicKey({ key: { kty, crv, x, y }, format: "jwk" }));
    this.#keys.add(point, made);
    return made;
  }
}
