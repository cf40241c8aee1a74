import { EMPTY } from "@nearside/shared/tpm/structure-writer.ts";
import { reading, type TpmConnection } from "../connection.ts";

const LARGEST_AREA = 1024;

/** TPM2_ReadPublic (TPM Library Part 3 §12.4). @returns TPMT_PUBLIC */
export async function readPublic(connection: TpmConnection, handle: number): Promise<Uint8Array<ArrayBuffer>> {
  const { parameters } = await connection.execute({
    name: "ReadPublic",
    code: 0x173,
    handles: [handle],
    parameters: EMPTY,
  });
  return reading(() => parameters.sized(LARGEST_AREA, "outPublic"));
}
