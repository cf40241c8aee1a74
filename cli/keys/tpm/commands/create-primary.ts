import { EMPTY, joined, sized, u32 } from "@nearside/shared/tpm/structure-writer.ts";
import { NO_PASSWORD } from "../authorisation.ts";
import { reading, type TpmConnection } from "../connection.ts";
import { NO_SENSITIVE_DATA } from "./create.ts";

/** Primes of an RSA key take some TPMs a minute and more. Milliseconds. */
const WITHIN = 180_000;
/** TPMT_PUBLIC with an RSA 2048 modulus, and room. Bytes. */
const LARGEST_AREA = 1024;

/** TPM2_CreatePrimary (TPM Library Part 3 §24.1): the same key each time, loaded. */
export async function createPrimary(
  connection: TpmConnection,
  hierarchy: number,
  template: Uint8Array,
): Promise<{ readonly handle: number; readonly publicArea: Uint8Array<ArrayBuffer> }> {
  const { handle, parameters } = await connection.execute({
    name: "CreatePrimary",
    code: 0x131,
    handles: [hierarchy],
    sessions: [NO_PASSWORD],
    parameters: joined(NO_SENSITIVE_DATA, sized(template), sized(EMPTY), u32(0)),
    returnsHandle: true,
    within: WITHIN,
  });
  return { handle, publicArea: reading(() => parameters.sized(LARGEST_AREA, "outPublic")) };
}
