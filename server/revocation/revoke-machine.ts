import { demandMayTouch } from "../directory/hold-person.ts";
import { findBoundSet } from "../directory/revoke-keys.ts";
import type { Ground } from "../ground.ts";
import { endMachine } from "./end-machine.ts";
import { type Revocation, revoking, type Why } from "./revocation.ts";

/**
 * Revokes a machine for good, with every key of its bound set: device key, extensions, passkeys, those that wait to be confirmed
 * too. Whoever uses it next enrols it anew.
 *
 * @param id as typed: of the bound set, or the device id
 */
export const revokeMachine = (ground: Ground, id: string, why: Why): Promise<Revocation> =>
  revoking(ground, why.by, async (trx): Promise<Revocation> => {
    const set = await findBoundSet(trx, id);
    if (set === undefined) return { state: "unknown" };
    await demandMayTouch(trx, why.by, set);
    const ended = await endMachine(trx, ground, set, why);
    return ended === undefined ? { state: "already" } : { state: "revoked", ended };
  });
