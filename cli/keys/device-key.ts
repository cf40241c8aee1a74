import type { KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import { publicJwkSchema, type Signer } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";
import type { Keeper } from "./key-file.ts";
import { loadSoftwareKey, newSoftwareKey, privateJwkSchema, type SoftwareKey } from "./software-key.ts";
import type { OpenTpm } from "./tpm/connection/open-tpm.ts";
import { createDeviceKey, type TpmKey } from "./tpm/tpm-key.ts";
import { tpmSigner } from "./tpm/tpm-signer.ts";

// The device key (protocol §2) signs for this machine. Nearside keeps it itself, or it never leaves the TPM, and only the
// blobs that the TPM wrapped lie here.

const blobSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(2048), v.regex(/^[A-Za-z0-9_-]+$/));

/** The part of a device key that lies in the open part of its file. */
export const openDeviceKeySchema = v.variant("by", [
  v.strictObject({ by: v.literal("nearside"), jwk: publicJwkSchema }),
  v.strictObject({ by: v.literal("tpm"), jwk: publicJwkSchema, public_blob: blobSchema, private_blob: blobSchema }),
]);
type OpenDeviceKey = v.InferOutput<typeof openDeviceKeySchema>;

/** The secret part; null if the TPM keeps the key. */
export const deviceSecretSchema = v.nullable(privateJwkSchema);
type DeviceSecret = v.InferOutput<typeof deviceSecretSchema>;

export interface DeviceKey {
  readonly open: OpenDeviceKey;
  readonly secret: DeviceSecret;
  readonly signer: Signer;
}

export async function newDeviceKey(): Promise<DeviceKey> {
  return ownKey(await newSoftwareKey());
}

/** @throws TpmError */
export async function newTpmDeviceKey(openTpm: OpenTpm): Promise<DeviceKey> {
  const tpm = openTpm();
  const key = await createDeviceKey(tpm);
  const { jwk, publicBlob: public_blob, privateBlob: private_blob } = key;
  return { open: { by: "tpm", jwk, public_blob, private_blob }, secret: null, signer: await tpmSigner(tpm, key) };
}

/** @throws TpmError */
export async function loadDeviceKey(open: OpenDeviceKey, secret: DeviceSecret, openTpm: OpenTpm): Promise<DeviceKey> {
  if (open.by === "tpm") return { open, secret: null, signer: await tpmSigner(openTpm(), tpmKeyOf(open)) };
  if (secret === null) throw new TypeError("a key of ours has a secret");
  return ownKey(await loadSoftwareKey(secret));
}

function ownKey({ jwk, signer }: SoftwareKey): DeviceKey {
  return { open: { by: "nearside", jwk: signer.jwk }, secret: jwk, signer };
}

/** The blobs of a key in the TPM, as the TPM's own code takes them. */
export const tpmKeyOf = ({ jwk, public_blob, private_blob }: Extract<OpenDeviceKey, { by: "tpm" }>): TpmKey => ({
  jwk,
  publicBlob: public_blob,
  privateBlob: private_blob,
});

export const storageOf = (open: OpenDeviceKey, keptIn: Keeper): KeyStorage => (open.by === "tpm" ? "tpm" : keptIn);
