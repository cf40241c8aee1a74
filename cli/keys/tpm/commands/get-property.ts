import { StructureError } from "@nearside/shared/tpm/structure-reader.ts";
import { joined, u32 } from "@nearside/shared/tpm/structure-writer.ts";
import { reading, type TpmConnection } from "../connection.ts";

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
