import type { KeyPlace } from "../keys/key-file.ts";
import { type LockPlace, withLock } from "../keys/lock.ts";
import { type Problem, problemOf } from "../problems/problem.ts";
import type { Connection } from "../server/connection.ts";
import { Unreachable } from "../server/http.ts";
import { revokeToken } from "../server/revoke-token.ts";
import { type CredentialSlot, credentialFile, loadCredential, removeCredential } from "./credential.ts";

export interface SignedOut {
  /** The number of logins that were kept here. */
  readonly logins: number;
  /** True if the server ended them all. */
  readonly revoked: boolean;
  /** The problem that kept the server from being told; undefined if it was told, or offers no revocation. */
  readonly notRevoked: Problem | undefined;
}

/**
 * Ends logins, at the server first (RFC 7009), so that a person who is interrupted in between can do it again; then here,
 * whatever the server said. Without its session key no token is worth anything, wherever a copy may be (RFC 9449).
 *
 * @throws KeyFileError, Problem `credential_busy`, `interrupted`
 */
export async function signOut(
  place: KeyPlace & LockPlace,
  connection: Connection,
  slots: readonly CredentialSlot[],
): Promise<SignedOut> {
  let revoked = true;
  let notRevoked: Problem | undefined;
  const tell = async (slot: CredentialSlot): Promise<void> => {
    try {
      const stored = await loadCredential(place, slot);
      const { client_id: clientId } = slot;
      if (stored !== null)
        revoked = (await revokeToken(connection, { clientId, refreshToken: stored.refresh_token })) && revoked;
    } catch (error) {
      notRevoked = problemOf(error);
      revoked = false;
      if (notRevoked.code === "interrupted") throw error;
    }
  };
  for (const slot of slots) {
    // A renewal under way would write its tokens back.
    await withLock(place, credentialFile(slot), connection, async () => {
      // A person who waited in vain once does not wait again for each login.
      if (!(notRevoked instanceof Unreachable)) await tell(slot);
      await removeCredential(place, slot);
    });
  }
  return { logins: slots.length, revoked, notRevoked };
}
