import { ALG_ECDSA, ALG_SHA256 } from "@nearside/shared/tpm/algorithms.ts";
import type { StructureReader } from "@nearside/shared/tpm/structure-reader.ts";
import { EMPTY, joined, sized, u16, u32 } from "@nearside/shared/tpm/structure-writer.ts";
import { reading, type TpmConnection } from "../connection/connection.ts";
import { NO_PASSWORD, NULL_HANDLE } from "./authorisation.ts";

const ST_HASHCHECK = 0x8024;
/** A ticket that says nothing: only restricted keys ask who made the digest. */
const NO_TICKET = joined(u16(ST_HASHCHECK), u32(NULL_HANDLE), sized(EMPTY));

/** TPM2_Sign (TPM Library Part 3 §20.2) of a SHA-256. @returns r ‖ s, 64 bytes */
export async function sign(
  connection: TpmConnection,
  key: number,
  digest: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const { parameters } = await connection.execute({
    name: "Sign",
    code: 0x15d,
    handles: [key],
    sessions: [NO_PASSWORD],
    parameters: joined(sized(digest), u16(ALG_ECDSA), u16(ALG_SHA256), NO_TICKET),
  });
  return reading(() => readSignature(parameters));
}

/** TPMS_ATTEST has some 150 bytes. */
const LARGEST_STATEMENT = 512;

interface Certified {
  /** TPMS_ATTEST. */
  readonly statement: Uint8Array<ArrayBuffer>;
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** TPM2_Certify (TPM Library Part 3 §18.2). The TPM states, signed by `by`, that it has loaded `object`. */
export async function certify(
  connection: TpmConnection,
  object: number,
  by: number,
  qualifyingData: Uint8Array,
): Promise<Certified> {
  const { parameters } = await connection.execute({
    name: "Certify",
    code: 0x148,
    handles: [object, by],
    sessions: [NO_PASSWORD, NO_PASSWORD],
    parameters: joined(sized(qualifyingData), u16(ALG_ECDSA), u16(ALG_SHA256)),
  });
  return reading(() => {
    const statement = parameters.sized(LARGEST_STATEMENT, "certifyInfo");
    return { statement, signature: readSignature(parameters) };
  });
}

const HALF = 32;

/** TPMT_SIGNATURE (TPM Library Part 2 §11.3.4) of ECDSA with SHA-256, in the form of RFC 7518 §3.4: r ‖ s, 64 bytes. */
function readSignature(reader: StructureReader): Uint8Array<ArrayBuffer> {
  reader.only(ALG_ECDSA, "sigAlg");
  reader.only(ALG_SHA256, "signature.hash");
  const r = reader.sized(HALF, "signatureR");
  const s = reader.sized(HALF, "signatureS");
  return joined(padded(r), padded(s));
}

/** A TPM may leave out leading zeros. */
const padded = (number: Uint8Array): Uint8Array => joined(new Uint8Array(HALF - number.length), number);
