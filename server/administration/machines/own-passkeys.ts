import type { OwnPasskey } from "@nearside/shared/api/console/own-passkeys.ts";
import type { PersonActor } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { labelChanged } from "../../platform/audit/events/machines.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { describeAuthenticator } from "../../protocol/passkeys/describe-authenticator.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import { demandOwnPasskey } from "../../register/passkeys/own-passkey.ts";
import { holdActor } from "../../register/people/hold-actor.ts";

/**
 * Lists the active passkeys of that person's own machines.
 *
 * @param here id of the bound set of the session that makes the request
 */
export async function listOwnPasskeys(
  services: WithClock & WithDb & WithMetadata,
  userId: string,
  here: string,
): Promise<readonly OwnPasskey[]> {
  const rows = await services.db
    .selectFrom("passkeys")
    .innerJoin("bound_sets", "bound_sets.id", "passkeys.bound_set_id")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .select(["passkeys.credential_id", "passkeys.label", "passkeys.aaguid", "passkeys.attestation_verdict"])
    .select(["passkeys.backup_eligible", "passkeys.created_at", "passkeys.bound_set_id"])
    .select(["devices.jkt", "devices.hostname", "devices.label as machine_label"])
    .where("bound_sets.user_id", "=", userId)
    .where("bound_sets.state", "=", "active")
    .where("passkeys.state", "=", "active")
    .orderBy("devices.jkt")
    .orderBy("passkeys.created_at")
    .orderBy("passkeys.credential_id")
    .execute();
  return rows.map((row) => ({
    id: row.credential_id,
    label: row.label,
    authenticator: describeAuthenticator(services, row),
    synced: row.backup_eligible === 1,
    is_here: row.bound_set_id === here,
    is_last: rows.filter(({ bound_set_id }) => bound_set_id === row.bound_set_id).length === 1,
    machine: { device: row.jkt, hostname: row.hostname, label: row.machine_label },
    created_at: row.created_at,
  }));
}

/**
 * Gives a passkey of the person's own machine another label.
 *
 * @throws ConsoleError `unknown`
 */
export const renamePasskey = (
  services: WithClock & WithDb,
  id: string,
  label: string,
  by: PersonActor,
): Promise<void> =>
  services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const passkey = await demandOwnPasskey(trx, id, by.userId);
    if (passkey.state === "revoked") throw new ConsoleError("unknown");
    await trx.updateTable("passkeys").set({ label }).where("credential_id", "=", id).execute();
    const change = { what: "passkey", from: passkey.label, to: label } as const;
    await append(trx, labelChanged(services.clock(), id, change), { by, user: by.userId });
  });
