import { u32 } from "@nearside/shared/tpm/structure-writer.ts";
import type { TpmConnection } from "../connection.ts";

/** TPM2_FlushContext (TPM Library Part 3 §28.4). The handle is a parameter here. */
export async function flushContext(connection: TpmConnection, handle: number): Promise<void> {
  await connection.execute({ name: "FlushContext", code: 0x165, handles: [], parameters: u32(handle) });
}
