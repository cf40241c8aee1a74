import { MAX_PUBLIC_AREA } from "@nearside/shared/tpm/public-area.ts";
import { EMPTY, joined, sized, u32 } from "@nearside/shared/tpm/structure-writer.ts";
import { NO_PASSWORD } from "../authorisation.ts";
import { reading, type TpmConnection } from "../connection.ts";

/** TPM2B_SENSITIVE_CREATE: no password, no data. */
export const NO_SENSITIVE_DATA: Uint8Array = sized(joined(sized(EMPTY), sized(EMPTY)));
/** TPM2B_PRIVATE of an elliptic curve key is some 130 bytes. */
const LARGEST_PRIVATE = 1024;

/** A key as it lies outside the TPM: what may be known of it, and the rest wrapped by its parent. */
export interface WrappedKey {
  /** TPMT_PUBLIC. */
  readonly publicArea: Uint8Array<ArrayBuffer>;
  /** Of no use but to this very TPM. */
  readonly privateArea: Uint8Array<ArrayBuffer>;
}

/** TPM2_Create (TPM Library Part 3 §12.1): a new key. */
export async function create(connection: TpmConnection, parent: number, template: Uint8Array): Promise<WrappedKey> {
  const { parameters } = await connection.execute({
    name: "Create",
    code: 0x153,
    handles: [parent],
    sessions: [NO_PASSWORD],
    parameters: joined(NO_SENSITIVE_DATA, sized(template), sized(EMPTY), u32(0)),
  });
  return reading(() => {
    const privateArea = parameters.sized(LARGEST_PRIVATE, "outPrivate");
    return { privateArea, publicArea: parameters.sized(MAX_PUBLIC_AREA, "outPublic") };
  });
}
