import { machineFile } from "./enrolled-machine.ts";
import { type Keeper, type KeyPlace, keeperOfFile, storeKeyFile } from "./key-file.ts";

/**
 * Writes a record of an enrolment with the keeper that its device key has by now. A command that runs for long, such as a
 * proxy or a login that waits for its approval, may have begun before `nearside key move`, and must not write in the clear
 * again what was moved (protocol §3.9).
 *
 * @param keeper of the device key when the command began; the keyring stays the keyring
 * @throws KeyFileError, KeyringError
 */
export async function storeBesideKey(
  place: KeyPlace,
  name: string,
  record: Parameters<typeof storeKeyFile>[2],
  { issuer, userName }: { readonly issuer: string; readonly userName: string },
  keeper: Keeper,
): Promise<void> {
  const keeperNow = async (): Promise<Keeper> =>
    keeper === "keyring" ? keeper : ((await keeperOfFile(place, machineFile(issuer, userName))) ?? keeper);
  const chosen = await keeperNow();
  await storeKeyFile(place, name, record, chosen);
  // The key may have been moved in between, by a command that looked for such records before this one existed.
  if (chosen === "file" && (await keeperNow()) === "keyring") await storeKeyFile(place, name, record, "keyring");
}
