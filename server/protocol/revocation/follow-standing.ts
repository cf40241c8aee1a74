import type { Standing } from "@nearside/shared/api/devices.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { heldBy } from "../../platform/limits/held-by.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { hold } from "../../platform/waiting/hold.ts";
import { findPartyInAnyState, type PartyStates } from "../../register/machines/party.ts";

/** The subject that is announced when a machine, or its person, is regarded in another way. */
export const standingSubject = (deviceJkt: string): string => `standing ${deviceJkt}`;

/** Demands that the key is a machine's, in whatever state: the exception among all that a device key asks. @throws Refused `device_unknown` */
export async function demandKnown({ db }: WithDb, jkt: string): Promise<void> {
  if ((await find(db, jkt)) === undefined) refuse("device_unknown", "dpop");
}

const find = (db: Db, jkt: string) => findPartyInAnyState(db, { device: jkt }, "it asks for its standing");

/**
 * Tells a machine how it is regarded, as soon as that is not what it knows (protocol §4.7).
 *
 * @param jkt of a device key that is known, whose proof was verified
 */
export async function followStanding(
  services: WithChanges & WithConfig & WithDb,
  jkt: string,
  known: Standing | null,
  { address, gone }: { readonly address: string; readonly gone: AbortSignal },
): Promise<Standing> {
  const waiter = { subject: standingSubject(jkt), holders: heldBy.keeper(services, address, jkt), gone };
  const read = async (): Promise<Standing> => {
    const party = await find(services.db, jkt);
    return party === undefined ? "revoked" : standingOf(party);
  };
  return hold(services.changes, waiter, read, (standing) => standing !== known);
}

/** Judges it as `checkActive` does. A person who was offboarded has no machine left. */
function standingOf({ state, device, user }: PartyStates): Standing {
  if (state === "pending") return "pending";
  if (state === "revoked" || device.state === "revoked" || user.state === "offboarded") return "revoked";
  if (device.state === "quarantined") return "quarantined";
  return user.state === "active" && device.state === "active" ? "active" : "suspended";
}

/** The device ids of a person's machines that are enrolled. */
export async function machinesOf(trx: Trx, userId: string): Promise<readonly string[]> {
  const rows = await trx
    .selectFrom("devices")
    .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
    .select("devices.jkt")
    .where("bound_sets.user_id", "=", userId)
    .where("bound_sets.state", "=", "active")
    .execute();
  return rows.map(({ jkt }) => jkt);
}
