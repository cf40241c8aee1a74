import { createPublicKey } from "node:crypto";
import { isPrivateJwk } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";

// Every message completes the sentence "<member> <message>." for the person who writes a client down.

const MOST_KEYS = 8;
/** Bits. Below, RFC 7518 §3.5 forbids it; above, each signature to verify costs too much. */
const RSA_BITS = { least: 2048, most: 4096 };
const PUBLIC_EXPONENT = "AQAB"; // 65537: other exponents only make verification slow or weak

const part = (length: number) =>
  v.pipe(
    v.string("must be base64url"),
    v.maxLength(length, "is too long"),
    v.regex(/^[A-Za-z0-9_-]+$/, "must be base64url"),
  );
const maybe = {
  kid: v.exactOptional(v.pipe(v.string("must be text"), v.minLength(1, "is empty"), v.maxLength(128, "is too long"))),
  use: v.exactOptional(v.literal("sig", "must be sig where it is given")),
};
const alg = <const Names extends readonly string[]>(names: Names) =>
  v.exactOptional(v.picklist(names, `must be ${names.join(" or ")} where it is given`));
const ec = <const Curve extends string, const Alg extends string>(curve: Curve, name: Alg, length: number) =>
  v.object({
    kty: v.literal("EC"),
    crv: v.literal(curve),
    x: part(length),
    y: part(length),
    alg: alg([name]),
    ...maybe,
  });

/** The public key that verifies a client's assertions. Nothing else of the JWK is stored (RFC 7517 §4). */
const publicKey = v.union(
  [
    ec("P-256", "ES256", 43),
    ec("P-384", "ES384", 64),
    v.object({
      kty: v.literal("OKP"),
      crv: v.literal("Ed25519"),
      x: part(43),
      alg: alg(["EdDSA", "Ed25519"]),
      ...maybe,
    }),
    v.object({ kty: v.literal("RSA"), n: part(700), e: v.literal(PUBLIC_EXPONENT), alg: alg(["PS256"]), ...maybe }),
  ],
  "must be a public JWK for ES256 (P-256), ES384 (P-384), EdDSA (Ed25519) or PS256 (RSA of 2048 to 4096 bits, exponent 65537), its alg and use fitting or left out",
);
export type ClientKey = v.InferOutput<typeof publicKey>;

const clientKeySchema = v.pipe(
  v.unknown(),
  v.check(
    (key) => !isPrivateJwk(key),
    "has a private part, which nobody but its owner may see: make a new key, and give its public part only",
  ),
  publicKey,
  v.check(isKey, "is no key: its members do not fit together, or it is an RSA key of a wrong length"),
);

/** A JWK Set (RFC 7517 §5) of a client's public keys. */
export const clientJwksSchema = v.object(
  {
    keys: v.pipe(
      v.array(clientKeySchema, "must be a list of public keys"),
      v.minLength(1, "must hold at least one key"),
      v.maxLength(MOST_KEYS, `must not hold more than ${MOST_KEYS} keys`),
      v.check(
        (keys) => haveOwnNames(keys),
        "must not name one kid twice, and where there are several keys, each needs one",
      ),
    ),
  },
  "must be a JWK Set: an object whose keys are a list",
);

/** @returns true if the point lies on its curve, or the modulus has an accepted length */
function isKey(key: ClientKey): boolean {
  try {
    const made = createPublicKey({ key: { ...key }, format: "jwk" });
    const bits = made.asymmetricKeyDetails?.modulusLength;
    return bits === undefined || (bits >= RSA_BITS.least && bits <= RSA_BITS.most);
  } catch {
    return false;
  }
}

/** With one key there is nothing to choose; with several, `kid` alone tells them apart. */
function haveOwnNames(keys: readonly ClientKey[]): boolean {
  const names = keys.map(({ kid }) => kid);
  return keys.length === 1 || (!names.includes(undefined) && new Set(names).size === names.length);
}

/** Signature algorithms of client assertions. Closed. RFC 9864 writes `Ed25519` where earlier documents wrote `EdDSA`. */
export const CLIENT_ALGORITHMS = ["ES256", "ES384", "EdDSA", "Ed25519", "PS256"] as const;
type ClientAlgorithm = (typeof CLIENT_ALGORITHMS)[number];

/** The only algorithms that the key may be used with. The message alone never decides. */
export function algorithmsOf(key: ClientKey): readonly ClientAlgorithm[] {
  switch (key.kty) {
    case "EC":
      return key.crv === "P-256" ? ["ES256"] : ["ES384"];
    case "OKP":
      return key.alg === undefined ? ["EdDSA", "Ed25519"] : [key.alg];
    case "RSA":
      return ["PS256"];
  }
}
