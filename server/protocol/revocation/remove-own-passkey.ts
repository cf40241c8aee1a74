import type { PersonActor } from "../../platform/audit/actor.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { demandOwnPasskey } from "../../register/passkeys/own-passkey.ts";
import { type Revocation, revoking } from "./revocation.ts";
import { revokePasskeyIn } from "./revoke-passkey.ts";

/**
 * Takes a passkey off a machine of one's own, with all that it approved. A machine's last passkey stays: another one is added first, or
 * the machine is ended as a whole.
 *
 * @throws ConsoleError `unknown`, also if it is another person's; `last_passkey`
 */
export const removeOwnPasskey = (
  services: WithChanges & WithClock & WithDb,
  credentialId: string,
  by: PersonActor,
): Promise<Revocation> =>
  revoking(services, by, async (trx) => {
    const { boundSetId } = await demandOwnPasskey(trx, credentialId, by.userId);
    await demandAnother(trx, boundSetId, credentialId);
    return revokePasskeyIn(trx, services, credentialId, { by, note: null });
  });

/** Locks the machine's passkeys for this transaction alone: where two are removed at once, the second is the last. */
async function demandAnother(trx: Trx, boundSetId: string, credentialId: string): Promise<void> {
  await trx.selectFrom("bound_sets").select("id").where("id", "=", boundSetId).forNoKeyUpdate().execute();
  const other = await trx
    .selectFrom("passkeys")
    .select("credential_id")
    .where("bound_set_id", "=", boundSetId)
    .where("state", "=", "active")
    .where("credential_id", "<>", credentialId)
    .executeTakeFirst();
  if (other === undefined) throw new ConsoleError("last_passkey");
}
