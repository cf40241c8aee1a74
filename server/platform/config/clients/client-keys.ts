import { createPublicKey } from "node:crypto";
import { isPrivateJwk } from "@nearside/shared/signing/keys.ts";
import { choiceText } from "@nearside/shared/text/amounts.ts";
import * as v from "valibot";
import { configTexts } from "../../../texts/config.ts";

// Every message completes the sentence "<member> <message>." for the person who writes a client down.

const MOST_KEYS = 8;
/** Bits. Below, RFC 7518 §3.5 forbids it; above, each signature to verify costs too much. */
const RSA_BITS = { least: 2048, most: 4096 };
const PUBLIC_EXPONENT = "AQAB"; // 65537: other exponents only make verification slow or weak

const part = (length: number) =>
  v.pipe(
    v.string(configTexts.base64url),
    v.maxLength(length, configTexts.long),
    v.regex(/^[A-Za-z0-9_-]+$/, configTexts.base64url),
  );
const maybe = {
  kid: v.exactOptional(
    v.pipe(v.string(configTexts.text), v.minLength(1, configTexts.empty), v.maxLength(128, configTexts.long)),
  ),
  use: v.exactOptional(v.literal("sig", configTexts.keys.use)),
};
const alg = <const Names extends readonly string[]>(names: Names) =>
  v.exactOptional(v.picklist(names, configTexts.keys.alg({ names: choiceText(names) })));
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
  configTexts.keys.form,
);
export type ClientKey = v.InferOutput<typeof publicKey>;

const clientKeySchema = v.pipe(
  v.unknown(),
  v.check((key) => !isPrivateJwk(key), configTexts.keys.private),
  publicKey,
  v.check(isKey, configTexts.keys.broken),
);

/** A JWK Set (RFC 7517 §5) of a client's public keys. */
export const clientJwksSchema = v.object(
  {
    keys: v.pipe(
      v.array(clientKeySchema, configTexts.keys.list),
      v.minLength(1, configTexts.keys.atLeastOne),
      v.maxLength(MOST_KEYS, configTexts.keys.atMost({ most: MOST_KEYS })),
      v.check((keys) => haveOwnNames(keys), configTexts.keys.kids),
    ),
  },
  configTexts.keys.set,
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
