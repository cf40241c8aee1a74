import { type DeviceKey, newDeviceKey, newTpmDeviceKey } from "./device-key.ts";
import type { Keeper, KeyPlace } from "./key-file.ts";
import { KeyringError } from "./keyring-error.ts";

/** A new device key and who keeps it, or, where the TPM has it, what its logins get. */
export interface KeptDeviceKey {
  readonly deviceKey: DeviceKey;
  readonly keptIn: Keeper;
}

/**
 * Makes a device key in the keyring, or in a file where there is none, or in the one that was asked for (protocol §2).
 *
 * @throws KeyringError: asked for and not there, or locked: a locked keyring is no reason to keep keys worse than they were kept
 */
export async function makeDeviceKey(place: KeyPlace, wish: Keeper | undefined): Promise<KeptDeviceKey> {
  return { deviceKey: await newDeviceKey(), keptIn: await chooseKeeper(place, wish) };
}

/**
 * Makes one in the TPM. What belongs to its logins, session keys and refresh tokens, is kept in keyring or file.
 *
 * @throws TpmError, KeyringError
 */
export async function makeTpmDeviceKey(place: KeyPlace): Promise<KeptDeviceKey> {
  return { deviceKey: await newTpmDeviceKey(place.openTpm), keptIn: await chooseKeeper(place, undefined) };
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
