import * as v from "valibot";
import { isCanonicalBase64url } from "../encoding/base64url.ts";
import { sha256Base64url } from "../encoding/sha256.ts";

/**
 * 32 bytes in canonical form (RFC 7518 §6.2.1.2): a second text for one point would be a second thumbprint for one key.
 */
const coordinate = v.pipe(v.string(), v.length(43), v.check(isCanonicalBase64url));

/** A public ES256 key and nothing else: no private part, no `use`, no `x5c` (protocol §2). */
export const publicJwkSchema = v.strictObject({
  kty: v.literal("EC"),
  crv: v.literal("P-256"),
  x: coordinate,
  y: coordinate,
});
export type PublicJwk = v.InferOutput<typeof publicJwkSchema>;

/**
 * A public key as other people's libraries write it. Further members are ignored, unless they are secret or contradict
 * it.
 */
export const foreignJwkSchema = v.pipe(
  v.object({
    ...publicJwkSchema.entries,
    d: v.optional(v.never()),
    alg: v.optional(v.literal("ES256")),
    use: v.optional(v.literal("sig")),
  }),
  v.transform(({ kty, crv, x, y }): PublicJwk => ({ kty, crv, x, y })),
);

/** RFC 7638 thumbprint with SHA-256, 43 characters. The thumbprint of the device key is the device id. */
export const thumbprintOf = ({ crv, kty, x, y }: PublicJwk): Promise<string> =>
  sha256Base64url(JSON.stringify({ crv, kty, x, y })); // the required members, by name (RFC 7638 §3.3)

/** Signs with ES256: a WebCrypto key here, a TPM elsewhere. */
export interface Signer {
  readonly jwk: PublicJwk;
  readonly thumbprint: string;
  /** Returns the compact JWS of the header and the payload's bytes. */
  sign(header: JwsHeader, payload: Uint8Array): Promise<string>;
}

export interface JwsHeader {
  readonly alg: "ES256";
  readonly typ: string;
  readonly kid?: string;
  readonly jwk?: PublicJwk;
}

/** Members of a private or a symmetric key (RFC 7518 §6.2.2, §6.3.2, §6.4.1; RFC 8037 §2). */
const SECRET_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

export const isPrivateJwk = (key: unknown): boolean => SECRET_MEMBERS.some((name) => Object.hasOwn(Object(key), name));

/**
 * True if a private or symmetric key lies anywhere in a value that should hold public keys: in a set of them, or
 * alone by mistake.
 */
export const holdsPrivateJwk = (given: unknown): boolean =>
  typeof given === "object" &&
  given !== null &&
  (isPrivateJwk(given) || Object.values(given).some((each) => holdsPrivateJwk(each)));
