import { decodeBase64url, encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { PublicJwk } from "@nearside/shared/signing/keys.ts";
import { DEVICE_KEY } from "@nearside/shared/tpm/attributes.ts";
import { readSigningArea, signingTemplate } from "@nearside/shared/tpm/public-area.ts";
import { create, load, type WrappedKey } from "./commands/objects.ts";
import { reading, type TpmConnection } from "./connection/connection.ts";
import type { Tpm } from "./connection/open-tpm.ts";
import { TpmError } from "./connection/tpm-error.ts";
import { withLoaded, withStorageParent } from "./loaded.ts";

/** A device key that the TPM keeps: its parts that lie outside of the TPM, base64url. Only that very TPM can use them. */
export interface TpmKey {
  readonly jwk: PublicJwk;
  /** TPMT_PUBLIC. */
  readonly publicBlob: string;
  /** Content of the TPM2B_PRIVATE, which the TPM wrapped. */
  readonly privateBlob: string;
}

/** Makes a device key in the TPM, which it never leaves (protocol §2). @throws TpmError */
export async function createDeviceKey(tpm: Tpm): Promise<TpmKey> {
  const { publicArea, privateArea } = await tpm.run((connection) =>
    withStorageParent(connection, (parent) => create(connection, parent, signingTemplate(DEVICE_KEY))),
  );
  const { jwk } = reading(() => readSigningArea(publicArea));
  return { jwk, publicBlob: encodeBase64url(publicArea), privateBlob: encodeBase64url(privateArea) };
}

/** The blobs as bytes. @throws TpmError `tpm_key_lost` if they are not of that key */
export function wrappedKeyOf({ jwk, publicBlob, privateBlob }: TpmKey): WrappedKey {
  try {
    const publicArea = decodeBase64url(publicBlob, "public_blob");
    const { jwk: own } = readSigningArea(publicArea);
    if (own.x !== jwk.x || own.y !== jwk.y) throw new TypeError("the blob is another key's");
    return { publicArea, privateArea: decodeBase64url(privateBlob, "private_blob") };
  } catch (cause) {
    throw new TpmError("tpm_key_lost", { cause });
  }
}

/** Uses a wrapped key in the TPM that made it. @throws TpmError `tpm_key_lost` in every other one */
export const withWrappedKey = <T>(
  connection: TpmConnection,
  key: WrappedKey,
  use: (handle: number) => Promise<T>,
): Promise<T> => withStorageParent(connection, (parent) => withLoaded(connection, load(connection, parent, key), use));

/** Checks that the TPM still knows the key, without signing anything. @throws TpmError `tpm_key_lost`, … */
export const demandKnown = (tpm: Tpm, key: TpmKey): Promise<void> =>
  tpm.run((connection) => withWrappedKey(connection, wrappedKeyOf(key), async () => undefined));
