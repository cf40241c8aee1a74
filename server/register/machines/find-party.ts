import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { checkActive, checkExtensionActive } from "./check-active.ts";
import { logDeviceRefusal } from "./log-device-refusal.ts";
import { findPartyInAnyState, type Party, type PartyKey } from "./party.ts";

/**
 * Finds the party of that id or key, if it is active now; of an extension key, that key too.
 *
 * @returns undefined if it does not exist
 * @throws Refused for the first thing that is not active
 */
export async function findParty(db: Db | Trx, key: PartyKey): Promise<Party | undefined> {
  const party = await findPartyInAnyState(db, key, "its state is judged here");
  if (party === undefined) return undefined;
  checkActive(party);
  if ("extension" in key) checkExtensionActive(party, key.extension);
  return party;
}

/**
 * Demands the active party of a device key that has just been proved. The refusal of a known machine is logged.
 *
 * @param field the claim or header that named the key
 * @throws Refused `device_unknown`, and the code of what is not active
 */
export const demandDevice = async (
  services: WithClock & WithDb,
  step: Parameters<typeof logDeviceRefusal>[1],
  { jkt, address, field = "dpop" }: { readonly jkt: string; readonly address?: string; readonly field?: string },
): Promise<Party> => {
  const device = { jkt, ...(address === undefined ? {} : { address }) };
  const party = await logDeviceRefusal(services, step, device, () => findParty(services.db, { device: jkt }));
  return party ?? refuse("device_unknown", field);
};
