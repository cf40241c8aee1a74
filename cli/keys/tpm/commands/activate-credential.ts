import { joined } from "@nearside/shared/tpm/structure-writer.ts";
import { bySession, NO_PASSWORD } from "../authorisation.ts";
import { reading, type TpmConnection } from "../connection.ts";

const LARGEST_SECRET = 64;

/** What somebody encrypted so that only the TPM with both keys opens it. */
export interface Credential {
  /** TPM2B_ID_OBJECT. */
  readonly credential: Uint8Array;
  /** TPM2B_ENCRYPTED_SECRET. */
  readonly encryptedSecret: Uint8Array;
}

/**
 * TPM2_ActivateCredential (TPM Library Part 3 §12.5).
 *
 * @param session a policy session that may use the endorsement key
 * @returns the secret
 */
export async function activateCredential(
  connection: TpmConnection,
  attestationKey: number,
  endorsementKey: number,
  session: number,
  { credential, encryptedSecret }: Credential,
): Promise<Uint8Array<ArrayBuffer>> {
  const { parameters } = await connection.execute({
    name: "ActivateCredential",
    code: 0x147,
    handles: [attestationKey, endorsementKey],
    sessions: [NO_PASSWORD, bySession(session)],
    parameters: joined(credential, encryptedSecret),
  });
  return reading(() => parameters.sized(LARGEST_SECRET, "certInfo"));
}
