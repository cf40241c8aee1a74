import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { Keeper, KeyPlace } from "../keys/key-file.ts";
import { type LockPlace, withLock } from "../keys/lock.ts";
import type { Waiting } from "../waiting.ts";
import {
  type Credential,
  type CredentialSlot,
  credentialFile,
  credentialsOfEveryClient,
  loadCredential,
  removeCredential,
  storeCredential,
} from "./credential.ts";

// Each of these waits for a renewal under way, which would otherwise write its tokens back over the change.

/**
 * Keeps the credential of a new login in the place of the one before. @throws KeyFileError, KeyringError, Problem
 * `credential_busy`
 */
export const keepCredential = (
  place: KeyPlace & LockPlace,
  credential: Credential,
  keeper: Keeper,
  waiting: Waiting,
): Promise<void> =>
  withLock(place, credentialFile(credential), waiting, () => storeCredential(place, credential, keeper));

/**
 * Lets the next who asks get a renewed token, if the refused access token is still the one that is kept.
 *
 * @throws KeyFileError, KeyringError, Problem `credential_busy`
 */
export const endToken = (
  place: KeyPlace & LockPlace,
  slot: CredentialSlot,
  token: string,
  keeper: Keeper,
  waiting: Waiting,
): Promise<void> =>
  withLock(place, credentialFile(slot), waiting, async () => {
    const stored = await loadCredential(place, slot);
    if (stored?.access_token === token) await storeCredential(place, { ...stored, expires_at: 0 }, keeper);
  });

/** @returns true if there was a credential. @throws KeyFileError, Problem `credential_busy` */
const forgetCredential = (place: KeyPlace & LockPlace, slot: CredentialSlot, waiting: Waiting): Promise<boolean> =>
  withLock(place, credentialFile(slot), waiting, () => removeCredential(place, slot));

/** @returns the number of credentials that there were. @throws KeyFileError, Problem `credential_busy` */
export async function forgetAllCredentials(
  place: KeyPlace & LockPlace,
  machine: Pick<EnrolledMachine, "issuer" | "user">,
  waiting: Waiting,
): Promise<number> {
  const all = await credentialsOfEveryClient(place, machine);
  for (const credential of all) await forgetCredential(place, credential, waiting);
  return all.length;
}

/**
 * A younger token is not renewed: the next would be no better, and no API must make its clients renew theirs at each
 * request. Seconds.
 */
const YOUNGEST = 60;

/**
 * Acts on an API that calls its token invalid (RFC 6750 §3.1): the token has expired by the API's clock, or revoked. The next
 * who asks gets a renewed one.
 *
 * @param credential the kept one
 * @param refused the access token that was sent
 * @returns true if the next token will be another one
 * @throws KeyFileError, KeyringError, Problem `credential_busy`
 */
export async function endRefusedToken(
  place: KeyPlace & LockPlace,
  credential: Credential,
  refused: string,
  keeper: Keeper,
  waiting: Waiting,
): Promise<boolean> {
  if (credential.access_token !== refused) return true;
  const { iat } = (await accessToken.read(refused)).claims;
  if (waiting.now() / 1000 + credential.clock_offset - iat < YOUNGEST) return false;
  await endToken(place, credential, refused, keeper, waiting);
  return true;
}
