import { issuerFile } from "../keys/issuer-file.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import type { Waiting } from "../server/back-off.ts";
import { type Credential, removeCredential, storeCredential } from "./credential.ts";
import { type LockPlace, withLock } from "./lock.ts";

// Both wait for a renewal under way, which would otherwise write its tokens back over what was done here.

/** @throws KeyFileError, Problem `credential_busy` */
export const keepCredential = (place: KeyPlace & LockPlace, credential: Credential, waiting: Waiting): Promise<void> =>
  withLock(place, issuerFile("credential", credential.issuer), waiting, () => storeCredential(place, credential));

/** @returns whether there was one. @throws KeyFileError, Problem `credential_busy` */
export const forgetCredential = (place: KeyPlace & LockPlace, issuer: string, waiting: Waiting): Promise<boolean> =>
  withLock(place, issuerFile("credential", issuer), waiting, () => removeCredential(place, issuer));
