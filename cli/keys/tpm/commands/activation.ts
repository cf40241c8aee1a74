import { ALG_NULL, ALG_SHA256 } from "@nearside/shared/tpm/algorithms.ts";
import { EMPTY, joined, sized, u8, u16, u32 } from "@nearside/shared/tpm/structure-writer.ts";
import { reading, type TpmConnection } from "../connection/connection.ts";
import { bySession, NO_PASSWORD, NULL_HANDLE } from "./authorisation.ts";

const POLICY = 0x01;
/** A policy session that computes no HMAC needs no nonce of ours, but the TPM asks for one of this length at least. */
const NONCE = new Uint8Array(16);

/** TPM2_StartAuthSession (TPM Library Part 3 §11.1): a policy session, neither salted nor bound. @returns its handle */
export async function startPolicySession(connection: TpmConnection): Promise<number> {
  const { handle } = await connection.execute({
    name: "StartAuthSession",
    code: 0x176,
    handles: [NULL_HANDLE, NULL_HANDLE],
    parameters: joined(sized(NONCE), sized(EMPTY), u8(POLICY), u16(ALG_NULL), u16(ALG_SHA256)),
    returnsHandle: true,
  });
  return handle;
}

/** TPM2_PolicySecret (TPM Library Part 3 §23.4): the session proves the password of `entity`, which is empty. */
export async function policySecret(connection: TpmConnection, entity: number, session: number): Promise<void> {
  await connection.execute({
    name: "PolicySecret",
    code: 0x151,
    handles: [entity, session],
    sessions: [NO_PASSWORD],
    parameters: joined(sized(EMPTY), sized(EMPTY), sized(EMPTY), u32(0)),
  });
}

const LARGEST_SECRET = 64;

/** A secret that was encrypted so that only the TPM with both keys can open it. */
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
