import { machineFile } from "./enrolled-machine.ts";
import { type Keeper, type KeyPlace, keeperOfFile, storeKeyFile } from "./key-file.ts";

/**
 * Writes a record of an enrolment where its device key is kept by now. A command that runs for long, such as a proxy or a
 * login that waits for its approval, may have begun before `nearside key move`, and must not write in the clear again what
 * was moved (protocol §3.9).
 *
 * @param keeper as it was when the command began; the keyring stays the keyring
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
  // Moved in between, whoever moved it may have looked for such files before this one was there.
  if (chosen === "file" && (await keeperNow()) === "keyring") await storeKeyFile(place, name, record, "keyring");
}
