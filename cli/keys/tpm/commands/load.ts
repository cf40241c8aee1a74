import { joined, sized } from "@nearside/shared/tpm/structure-writer.ts";
import { NO_PASSWORD } from "../authorisation.ts";
import type { TpmConnection } from "../connection.ts";
import type { WrappedKey } from "./create.ts";

/** TPM2_Load (TPM Library Part 3 §12.2). @throws TpmError `tpm_key_lost` where another TPM wrapped it */
export async function load(
  connection: TpmConnection,
  parent: number,
  { publicArea, privateArea }: WrappedKey,
): Promise<number> {
  const { handle } = await connection.execute({
    name: "Load",
    code: 0x157,
    handles: [parent],
    sessions: [NO_PASSWORD],
    parameters: joined(sized(privateArea), sized(publicArea)),
    returnsHandle: true,
  });
  return handle;
}
