import { MAX_PUBLIC_AREA } from "@nearside/shared/tpm/public-area.ts";
import { EMPTY, joined, sized, u32 } from "@nearside/shared/tpm/structure-writer.ts";
import { reading, type TpmConnection } from "../connection/connection.ts";
import { NO_PASSWORD } from "./authorisation.ts";

/** Some TPMs take a minute and more to find the primes of an RSA key. Milliseconds. */
const WITHIN = 180_000;
/** TPMT_PUBLIC with an RSA 2048 modulus, and room to spare. Bytes. */
const LARGEST_AREA = 1024;

/** TPM2_CreatePrimary (TPM Library Part 3 §24.1). It makes the same key each time, and loads it. */
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

/** TPM2B_SENSITIVE_CREATE without password and data. */
const NO_SENSITIVE_DATA: Uint8Array = sized(joined(sized(EMPTY), sized(EMPTY)));
/** TPM2B_PRIVATE of an elliptic curve key has some 130 bytes. */
const LARGEST_PRIVATE = 1024;

/** A key as it lies outside of the TPM: its public area, and the rest wrapped by its parent. */
export interface WrappedKey {
  /** TPMT_PUBLIC. */
  readonly publicArea: Uint8Array<ArrayBuffer>;
  /** Only the TPM that wrapped it can use it. */
  readonly privateArea: Uint8Array<ArrayBuffer>;
}

/** TPM2_Create (TPM Library Part 3 §12.1). It makes a new key. */
export async function create(connection: TpmConnection, parent: number, template: Uint8Array): Promise<WrappedKey> {
  const { parameters } = await connection.execute({
    name: "Create",
    code: 0x153,
    handles: [parent],
    sessions: [NO_PASSWORD],
    parameters: joined(NO_SENSITIVE_DATA, sized(template), sized(EMPTY), u32(0)),
  });
  return reading(() => {
    const privateArea = parameters.sized(LARGEST_PRIVATE, "outPrivate");
    return { privateArea, publicArea: parameters.sized(MAX_PUBLIC_AREA, "outPublic") };
  });
}

/** TPM2_Load (TPM Library Part 3 §12.2). @throws TpmError `tpm_key_lost` if another TPM wrapped it */
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

/** TPM2_FlushContext (TPM Library Part 3 §28.4). The handle is a parameter in this command. */
export async function flushContext(connection: TpmConnection, handle: number): Promise<void> {
  await connection.execute({ name: "FlushContext", code: 0x165, handles: [], parameters: u32(handle) });
}
