import type { KeyObject } from "node:crypto";

/** A key whose signatures are R ‖ S (RFC 7518 §3.4), not DER. */
export type Es256Key = KeyObject & { readonly dsaEncoding: "ieee-p1363" };

/**
 * node:crypto asks any object that it gets for a key for the encoding of its signatures. If it got an object around the key, it would first
 * take that for a key and throw within itself, which costs a sixth of the signature. So the key itself carries the encoding. If node:crypto
 * ever stopped asking, every signature would be wrong, and nothing would be let through.
 */
export const signsRAndS = (key: KeyObject): Es256Key => Object.assign(key, { dsaEncoding: "ieee-p1363" } as const);
