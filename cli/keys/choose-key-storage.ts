import { type DeviceKey, newDeviceKey, newTpmDeviceKey } from "./device-key.ts";
import type { Keeper, KeyPlace } from "./key-file.ts";
import { KeyringError } from "./keyring-error.ts";

/**
 * A new device key, and the keeper of its secret. A key in the TPM has none: then `keptIn` is the keeper of the secrets of
 * its logins.
 */
export interface KeptDeviceKey {
  readonly deviceKey: DeviceKey;
  readonly keptIn: Keeper;
}

/**
 * Makes a device key in the keeper that was asked for; else in the keyring, or in a file if there is no keyring
 * (protocol §2).
 *
 * @throws KeyringError if the keyring was asked for and is not there, or is locked: a locked keyring is no reason to
 * keep keys worse than before
 */
export async function makeDeviceKey(place: KeyPlace, wish: Keeper | undefined): Promise<KeptDeviceKey> {
  return { deviceKey: await newDeviceKey(), keptIn: await chooseKeeper(place, wish) };
}

/**
 * Makes a device key in the TPM. The session keys and refresh tokens of its logins are kept in keyring or file.
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
