import { constants, createCipheriv, createHmac, type KeyObject, publicEncrypt } from "node:crypto";
import { EMPTY, joined, sized, u8, u32 } from "@nearside/shared/tpm/structure-writer.ts";
import type { Random } from "../../../platform/surroundings.ts";

/** Bytes: the length of the digest of the endorsement key's name algorithm, SHA-256. */
const SEED = 32;
/** The label includes its zero byte (TPM Library Part 1 §B.4). */
const IDENTITY = Buffer.from("IDENTITY\0");

interface MadeCredential {
  /** TPM2B_ID_OBJECT. */
  readonly credential: Uint8Array;
  /** TPM2B_ENCRYPTED_SECRET. */
  readonly encryptedSecret: Uint8Array;
}

/**
 * Encrypts a secret so that only the TPM with that endorsement key opens it, and only while the object of that name is loaded
 * in it (TPM Library Part 1 §24.4, as TPM2_MakeCredential does): outer HMAC over the secret encrypted by AES-128 and the name.
 *
 * @param endorsementKey RSA 2048, with AES-128-CFB and SHA-256 as in its template
 * @param name of the attestation key, 34 bytes
 */
export function makeCredential(
  endorsementKey: KeyObject,
  name: Uint8Array,
  secret: Uint8Array,
  random: Random,
): MadeCredential {
  const seed = random(SEED);
  const encryptedSeed = publicEncrypt(
    { key: endorsementKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256", oaepLabel: IDENTITY },
    seed,
  );
  const cipher = createCipheriv("aes-128-cfb", deriveKey(seed, "STORAGE", name, 128), Buffer.alloc(16));
  const encrypted = joined(cipher.update(sized(secret)), cipher.final());
  const integrity = createHmac("sha256", deriveKey(seed, "INTEGRITY", EMPTY, 256))
    .update(encrypted)
    .update(name)
    .digest();
  return { credential: sized(joined(sized(integrity), encrypted)), encryptedSecret: sized(encryptedSeed) };
}

/**
 * KDFa with SHA-256 (TPM Library Part 1 §11.4.10.2; NIST SP 800-108 in counter mode), for keys of at most 256 bits: one round.
 *
 * @param context `contextU`; `contextV` is empty in all we derive
 * @param bits a multiple of 8, at most 256
 */
function deriveKey(seed: Uint8Array, label: string, context: Uint8Array, bits: number): Buffer {
  const round = joined(u32(1), new TextEncoder().encode(label), u8(0), context, u32(bits));
  return createHmac("sha256", seed)
    .update(round)
    .digest()
    .subarray(0, bits / 8);
}
