import { StructureError, StructureReader } from "../tpm/structure-reader.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What a TPM states by TPM2_Certify: "I have the object of this name loaded". */
interface CertifyStatement {
  /** What it was asked to put under it. */
  readonly qualifyingData: Bytes;
  readonly name: Bytes;
}

/** TPM_GENERATED_VALUE: no data from outside begins with it that a restricted key would sign (TPM Library Part 2 §6.2). */
const GENERATED_BY_TPM = 0xff54_4347;
const ATTEST_CERTIFY = 0x8017;
/** TPM2B_NAME of an object or, of a persistent one, its handle; with SHA-512 at most. */
const LARGEST_NAME = 66;
const LARGEST_DATA = 64;
/** TPMS_CLOCK_INFO: clock, resetCount, restartCount, safe. */
const CLOCK_INFO = 8 + 4 + 4 + 1;
const FIRMWARE_VERSION = 8;

/** Reads a TPMS_ATTEST (TPM Library Part 2 §10.12.12) of TPM2_Certify, and no other. @throws StructureError */
export function readCertify(bytes: Bytes): CertifyStatement {
  const reader = new StructureReader(bytes);
  if (reader.u32("magic") !== GENERATED_BY_TPM) throw new StructureError("magic");
  reader.only(ATTEST_CERTIFY, "type");
  reader.sized(LARGEST_NAME, "qualifiedSigner");
  const qualifyingData = reader.sized(LARGEST_DATA, "extraData");
  reader.bytes(CLOCK_INFO, "clockInfo");
  reader.bytes(FIRMWARE_VERSION, "firmwareVersion");
  const name = reader.sized(LARGEST_NAME, "name");
  reader.sized(LARGEST_NAME, "qualifiedName");
  reader.end("attested");
  return { qualifyingData, name };
}
