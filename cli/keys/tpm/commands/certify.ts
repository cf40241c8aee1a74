import { ALG_ECDSA, ALG_SHA256 } from "@nearside/shared/tpm/algorithms.ts";
import { joined, sized, u16 } from "@nearside/shared/tpm/structure-writer.ts";
import { NO_PASSWORD } from "../authorisation.ts";
import { reading, type TpmConnection } from "../connection.ts";
import { readSignature } from "../signature.ts";

/** TPMS_ATTEST is some 150 bytes. */
const LARGEST_STATEMENT = 512;

export interface Certified {
  /** TPMS_ATTEST. */
  readonly statement: Uint8Array<ArrayBuffer>;
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** TPM2_Certify (TPM Library Part 3 §18.2): the TPM states that it has loaded `object`, signed by `by`. */
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
