import { encodeBase64url } from "../encoding/base64url.ts";
import { sha256 } from "../encoding/sha256.ts";
import type { PublicJwk } from "../signing/keys.ts";
import { ALG_ECC, ALG_ECDSA, ALG_NULL, ALG_SHA256, CURVE_P256 } from "./algorithms.ts";
import { StructureReader } from "./structure-reader.ts";
import { EMPTY, joined, sized, u16, u32 } from "./structure-writer.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A key that a TPM made for ES256: P-256, ECDSA with SHA-256. */
interface SigningArea {
  /** TPMA_OBJECT, see `attributes.ts`. */
  readonly attributes: number;
  /** Digest of the policy by which the key may be used; empty if no policy may. */
  readonly policy: Bytes;
  readonly jwk: PublicJwk;
}

/** Bytes of a SHA-512, the largest digest that a TPM has. */
const LARGEST_POLICY = 64;
const COORDINATE = 32;
/** Bytes, far more than our public areas have. */
export const MAX_PUBLIC_AREA = 512;

/** TPMT_PUBLIC (TPM Library Part 2 §12.2.4) of a signing key that is still to be made. */
export const signingTemplate = (attributes: number): Bytes =>
  joined(
    ...[u16(ALG_ECC), u16(ALG_SHA256), u32(attributes), sized(EMPTY)],
    ...[u16(ALG_NULL), u16(ALG_ECDSA), u16(ALG_SHA256), u16(CURVE_P256), u16(ALG_NULL)],
    ...[sized(EMPTY), sized(EMPTY)],
  );

/**
 * Reads the TPMT_PUBLIC of a signing key, and of no other kind of key.
 *
 * @throws StructureError
 */
export function readSigningArea(bytes: Bytes): SigningArea {
  const reader = new StructureReader(bytes);
  reader.only(ALG_ECC, "type");
  reader.only(ALG_SHA256, "nameAlg");
  const attributes = reader.u32("objectAttributes");
  const policy = reader.sized(LARGEST_POLICY, "authPolicy");
  reader.only(ALG_NULL, "symmetric");
  reader.only(ALG_ECDSA, "scheme");
  reader.only(ALG_SHA256, "scheme.hashAlg");
  reader.only(CURVE_P256, "curveID");
  reader.only(ALG_NULL, "kdf");
  const x = coordinate(reader.sized(COORDINATE, "unique.x"));
  const y = coordinate(reader.sized(COORDINATE, "unique.y"));
  reader.end("unique");
  return { attributes, policy, jwk: { kty: "EC", crv: "P-256", x, y } };
}

/** A TPM may leave out leading zeros, which a JWK must have (RFC 7518 §6.2.1.2). */
function coordinate(bytes: Bytes): string {
  return encodeBase64url(joined(new Uint8Array(COORDINATE - bytes.length), bytes));
}

/** The name of an object: its hash algorithm and the hash of its public area (TPM Library Part 1 §16). 34 bytes. */
export const nameOf = async (publicArea: Bytes): Promise<Bytes> => joined(u16(ALG_SHA256), await sha256(publicArea));
