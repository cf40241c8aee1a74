import { ALG_NULL, ALG_SHA256 } from "@nearside/shared/tpm/algorithms.ts";
import { EMPTY, joined, sized, u8, u16 } from "@nearside/shared/tpm/structure-writer.ts";
import type { TpmConnection } from "../connection.ts";
import { NULL_HANDLE } from "../hierarchies.ts";

const POLICY = 0x01;
/** A policy session that computes no HMAC needs no nonce of ours; its least length is asked for all the same. */
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
