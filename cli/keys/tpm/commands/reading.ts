import { StructureError } from "@nearside/shared/tpm/structure-reader.ts";
import { EMPTY, joined, u16, u32 } from "@nearside/shared/tpm/structure-writer.ts";
import { reading, type TpmConnection } from "../connection/connection.ts";
import { TpmError } from "../connection/tpm-error.ts";
import { NO_PASSWORD } from "./authorisation.ts";

/** Every TPM gives at least this many bytes at once (TPM_PT_NV_BUFFER_MAX). */
const PIECE = 512;

/**
 * TPM2_NV_ReadPublic and TPM2_NV_Read (TPM Library Part 3 §31.6, §31.13): all bytes of an index in the TPM's own memory,
 * read by the empty password of the index.
 *
 * @param most bytes
 * @throws TpmError `tpm_failed` with response code 0x18B if there is no such index
 */
export async function readNv(connection: TpmConnection, index: number, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const size = await readSize(connection, index);
  if (size > most) throw new TpmError("tpm_malformed");
  let read = new Uint8Array(0);
  while (read.length < size) {
    const length = Math.min(PIECE, size - read.length);
    const { parameters } = await connection.execute({
      name: "NV_Read",
      code: 0x14e,
      handles: [index, index],
      sessions: [NO_PASSWORD],
      parameters: joined(u16(length), u16(read.length)),
    });
    const piece = reading(() => parameters.sized(PIECE, "data"));
    if (piece.length !== length) throw new TpmError("tpm_malformed");
    read = joined(read, piece);
  }
  return read;
}

async function readSize(connection: TpmConnection, index: number): Promise<number> {
  const { parameters } = await connection.execute({
    name: "NV_ReadPublic",
    code: 0x169,
    handles: [index],
    parameters: EMPTY,
  });
  return reading(() => {
    parameters.u16("nvPublic.size");
    parameters.u32("nvIndex");
    parameters.u16("nameAlg");
    parameters.u32("attributes");
    parameters.sized(64, "authPolicy");
    return parameters.u16("dataSize");
  });
}

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

const CAP_TPM_PROPERTIES = 6;

/** TPM2_GetCapability (TPM Library Part 3 §30.2) of one TPM_PT. */
export async function getProperty(connection: TpmConnection, property: number): Promise<number> {
  const { parameters } = await connection.execute({
    name: "GetCapability",
    code: 0x17a,
    handles: [],
    parameters: joined(u32(CAP_TPM_PROPERTIES), u32(property), u32(1)),
  });
  return reading(() => {
    parameters.u8("moreData");
    if (parameters.u32("capability") !== CAP_TPM_PROPERTIES) throw new StructureError("capability");
    if (parameters.u32("count") !== 1) throw new StructureError("count");
    if (parameters.u32("property") !== property) throw new StructureError("property");
    return parameters.u32("value");
  });
}
