import { EMPTY, joined, sized, u32 } from "@nearside/shared/tpm/structure-writer.ts";
import { NO_PASSWORD } from "../authorisation.ts";
import type { TpmConnection } from "../connection.ts";

/** TPM2_PolicySecret (TPM Library Part 3 §23.4): the session knows the password, which is empty, of `entity`. */
export async function policySecret(connection: TpmConnection, entity: number, session: number): Promise<void> {
  await connection.execute({
    name: "PolicySecret",
    code: 0x151,
    handles: [entity, session],
    sessions: [NO_PASSWORD],
    parameters: joined(sized(EMPTY), sized(EMPTY), sized(EMPTY), u32(0)),
  });
}
