import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { demandMayTouch } from "../../register/people/hold-person.ts";
import { findBoundSet } from "../../register/people/revoke-keys.ts";
import { endMachine } from "./end-machine.ts";
import { type Revocation, revoking, type Why } from "./revocation.ts";

/**
 * Revokes a machine for good, with every key of its bound set: device key, extensions, passkeys, and keys that wait to be
 * confirmed. The next person who uses the machine enrols it anew.
 *
 * @param id as typed: of the bound set, or the device id
 */
export const revokeMachine = (services: WithChanges & WithClock & WithDb, id: string, why: Why): Promise<Revocation> =>
  revoking(services, why.by, async (trx): Promise<Revocation> => {
    const set = await findBoundSet(trx, id);
    if (set === undefined) return { state: "unknown" };
    await demandMayTouch(trx, why.by, set);
    const ended = await endMachine(trx, services, set, why);
    return ended === undefined ? { state: "already" } : { state: "revoked", ended };
  });
