import type { KeyObject } from "node:crypto";

/** A key whose signatures are R ‖ S (RFC 7518 §3.4), not DER. */
export type Es256Key = KeyObject & { readonly dsaEncoding: "ieee-p1363" };

/**
 * node:crypto asks whatever it is given for a key how the signature is written. Given an object around the key, it first takes
 * that for a key and throws within itself, which costs a sixth of the signature; so the key says it. Were it ever not asked any
 * more, no signature of ours would be good: nothing would be let through.
 */
export const signsRAndS = (key: KeyObject): Es256Key => Object.assign(key, { dsaEncoding: "ieee-p1363" } as const);
