import type { KeyStorage } from "@nearside/shared/key-storage.ts";
import { type DeviceKey, newDeviceKey } from "./device-key.ts";
import type { Keeper } from "./keeper.ts";
import type { KeyPlace } from "./key-file.ts";
import { KeyringError } from "./keyring-error.ts";

/** A new device key and who keeps it, or, where the TPM has it, what its logins get. */
export interface KeptDeviceKey {
  readonly deviceKey: DeviceKey;
  readonly keptIn: Keeper;
}

/**
 * Makes a device key in the best place there is (protocol §2: TPM, keyring, file), or in the one that was asked for.
 *
 * @throws KeyringError: asked for and not there, or locked: a locked keyring is no reason to keep keys worse than they were kept
 */
export async function makeDeviceKey(place: KeyPlace, wish: KeyStorage | undefined): Promise<KeptDeviceKey> {
  return { deviceKey: await newDeviceKey(), keptIn: await chooseKeeper(place, wish === "tpm" ? undefined : wish) };
}

async function chooseKeeper({ vault }: KeyPlace, wish: Keeper | undefined): Promise<Keeper> {
  if (wish === "file") return "file";
  try {
    await vault.ready();
    return "keyring";
  } catch (error) {
    if (wish === undefined && error instanceof KeyringError && error.code === "keyring_missing") return "file";
    throw error;
  }
}
