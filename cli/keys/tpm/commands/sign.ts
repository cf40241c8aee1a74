import { ALG_ECDSA, ALG_SHA256 } from "@nearside/shared/tpm/algorithms.ts";
import { EMPTY, joined, sized, u16, u32 } from "@nearside/shared/tpm/structure-writer.ts";
import { NO_PASSWORD } from "../authorisation.ts";
import { reading, type TpmConnection } from "../connection.ts";
import { NULL_HANDLE } from "../hierarchies.ts";
import { readSignature } from "../signature.ts";

const ST_HASHCHECK = 0x8024;
/** A ticket that says nothing: only restricted keys want to know who made the digest. */
const NO_TICKET = joined(u16(ST_HASHCHECK), u32(NULL_HANDLE), sized(EMPTY));

/** TPM2_Sign (TPM Library Part 3 §20.2) of a SHA-256. @returns r ‖ s, 64 bytes */
export async function sign(
  connection: TpmConnection,
  key: number,
  digest: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const { parameters } = await connection.execute({
    name: "Sign",
    code: 0x15d,
    handles: [key],
    sessions: [NO_PASSWORD],
    parameters: joined(sized(digest), u16(ALG_ECDSA), u16(ALG_SHA256), NO_TICKET),
  });
  return reading(() => readSignature(parameters));
}
