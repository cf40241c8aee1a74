import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx } from "../../platform/store/database.ts";
import type { KeyState } from "../../platform/store/tables/machine-tables.ts";

/** A passkey of a machine that belongs to the person who changes it. */
interface OwnPasskey {
  readonly boundSetId: string;
  readonly label: string | null;
  readonly state: KeyState;
}

/**
 * Demands that the passkey is on a machine of that person.
 *
 * @param credentialId any printable text
 * @throws ConsoleError `unknown`, also if it is another person's: an id tells nothing about other people's passkeys
 */
export async function demandOwnPasskey(trx: Trx, credentialId: string, userId: string): Promise<OwnPasskey> {
  const row = await trx
    .selectFrom("passkeys")
    .innerJoin("bound_sets", "bound_sets.id", "passkeys.bound_set_id")
    .select(["passkeys.label", "passkeys.state", "bound_sets.id", "bound_sets.user_id"])
    .where("passkeys.credential_id", "=", credentialId)
    .executeTakeFirst();
  if (row?.user_id !== userId) throw new ConsoleError("unknown");
  return { boundSetId: row.id, label: row.label, state: row.state };
}
