import { StructureError, StructureReader } from "../tpm/structure-reader.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The statement of TPM2_Certify: "I have the object of this name loaded". */
interface CertifyStatement {
  /** The data that the caller gave the TPM to sign along. */
  readonly qualifyingData: Bytes;
  readonly name: Bytes;
}

/** TPM_GENERATED_VALUE: a restricted key signs no data from outside that begins with it (TPM Library Part 2 §6.2). */
const GENERATED_BY_TPM = 0xff54_4347;
const ATTEST_CERTIFY = 0x8017;
/** Bytes of a TPM2B_NAME, which is an object's name or a persistent object's handle; with SHA-512 at most. */
const LARGEST_NAME = 66;
const LARGEST_DATA = 64;
/** Bytes of TPMS_CLOCK_INFO: clock, resetCount, restartCount, safe. */
const CLOCK_INFO = 8 + 4 + 4 + 1;
const FIRMWARE_VERSION = 8;

/**
 * Reads a TPMS_ATTEST (TPM Library Part 2 §10.12.12) of TPM2_Certify, and no other.
 *
 * @throws StructureError
 */
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
