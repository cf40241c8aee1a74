import { deviceApi } from "@nearside/shared/api/devices.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { credentialFile, credentialsOfEveryClient, storeCredentialIn } from "../credentials/credential.ts";
import { type EnrolledMachine, machineFile, moveMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { removeDraftsOf } from "../keys/key-file.ts";
import { KeyringError } from "../keys/keyring-error.ts";
import { type LockPlace, withLock } from "../keys/lock.ts";
import { withBackOff } from "../server/back-off.ts";
import type { Connection } from "../server/connection.ts";
import { readDone } from "../server/read-answer.ts";
import { proveBy, sendProved } from "../server/send-proved.ts";
import type { Waiting } from "../waiting.ts";
import { loadPending, storePending } from "./pending-enrolment.ts";

/**
 * Writes all that this enrolment keeps in files again under the keyring: the device key first, so that everything
 * written from then on goes there too, then each of its logins, and an enrolment under way with that key. Each file
 * is replaced whole or not at all and names its own keeper. So an interruption at any point loses nothing, and the
 * same command continues where it was.
 *
 * The old file may have been copied, and its blocks may still lie on the disk: the person is told so.
 *
 * @returns the number of files that were written again
 * @throws KeyringError before anything is changed, if the keyring can't be used; KeyFileError, Problem
 * `credential_busy`
 */
export async function moveToKeyring(
  place: KeyPlace & LockPlace,
  machine: EnrolledMachine,
  waiting: Waiting,
): Promise<number> {
  // The key is opened now: if that fails, nothing was changed.
  await machine.deviceKey();
  await proveKeyring(place, machine.id);
  let moved = (await moveMachine(place, machine, waiting)) ? 1 : 0;
  await removeDraftsOf(place, machineFile(machine.issuer, machine.user.name));
  for (const credential of await credentialsOfEveryClient(place, machine)) {
    const name = credentialFile(credential);
    const isNew = await withLock(place, name, waiting, async () => {
      const stored = await storeCredentialIn(place, credential, "keyring");
      await removeDraftsOf(place, name);
      return stored;
    });
    if (isNew) moved += 1;
  }
  for (const kind of ["machine", "browser"] as const) {
    const pending = await loadPending(place, kind, machine.issuer);
    if (pending === null || pending.keptIn === "keyring" || pending.deviceKey.signer.thumbprint !== machine.id)
      continue;
    await storePending(place, kind, { ...pending, keptIn: "keyring" });
    moved += 1;
  }
  return moved;
}

/** Proves that the keyring gives back what is put into it, before the only copy goes there. */
async function proveKeyring({ vault }: KeyPlace, name: string): Promise<void> {
  await vault.ready();
  if ((await vault.unseal(name, await vault.seal(name, name))) !== name) throw new KeyringError("keyring_failed");
}

const TIMEOUT = 10_000;
/** The time for which the server is asked while it does not answer. Milliseconds. */
const WITHIN = 5000;

/** Tells the server that the device key lies in the keyring now (protocol §3.9). @throws Unreachable, ServerRefusal, Problem */
export async function tellKeyStorage(connection: Connection, device: Signer): Promise<void> {
  const url = `${connection.issuer}${deviceApi.keyStorage.address}`;
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ key_storage: "keyring" });
  const make = async () => ({ method: "POST" as const, url, headers, body, timeout: TIMEOUT });
  const ask = async (): Promise<void> => readDone(await sendProved(connection, proveBy(device), make));
  await withBackOff(ask, connection.now() + WITHIN, connection);
}
