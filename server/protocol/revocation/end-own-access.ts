import type { PersonActor } from "../../platform/audit/actor.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { hasCoApproved } from "../../register/logins/asking-store.ts";
import { type FoundSet, findBoundSet, findSetOfExtension } from "../../register/machines/revoke-keys.ts";
import { usableMachines } from "../../register/machines/usable-machines.ts";
import { endFamilies, endFamily } from "../../register/tokens/end-families.ts";
import { findFamily } from "../../register/tokens/token-store.ts";
import { consoleTexts } from "../../texts/console.ts";
import { loseMachineIn } from "./lose-machine.ts";
import { type Ended, type Revocation, revoking } from "./revocation.ts";
import { revokeBrowserIn } from "./revoke-browser.ts";
import { revokeMachineIn } from "./revoke-machine.ts";

// These are the things that people end themselves, whatever their role. The id of another person's thing is answered like an id that
// does not exist.

/** Finds the person's own machine. @throws ConsoleError `unknown`, also if it is another person's */
async function findOwnSet(trx: Trx, id: string | undefined, by: PersonActor): Promise<FoundSet> {
  const set = id === undefined ? undefined : await findBoundSet(trx, id);
  if (set?.userId !== by.userId) throw new ConsoleError("unknown");
  return set;
}

const ALREADY = consoleTexts.account.endedAlready;
const LAST = consoleTexts.account.lastWayIn;

/**
 * Runs an ending. A person takes their last way in away only after saying that they know it to be the last.
 *
 * @param knowsLast true if they said so
 * @throws ConsoleError `unknown`; `conflict` if it had ended, or is the last way in and they did not say so
 */
async function demandKnowing(trx: Trx, by: PersonActor, knowsLast: boolean, end: () => Promise<Revocation>) {
  const before = await usableMachines(trx, by.userId);
  const revocation = await end();
  if (revocation.state === "unknown") throw new ConsoleError("unknown");
  if (revocation.state === "already") throw new ConsoleError("conflict", { description: ALREADY });
  const isLast = before.length > 0 && (await usableMachines(trx, by.userId)).length === 0;
  if (isLast && !knowsLast) throw new ConsoleError("conflict", { description: LAST });
  return revocation;
}

const revocationOf = (ended: Ended | undefined): Revocation =>
  ended === undefined ? { state: "already" } : { state: "revoked", ended };

/**
 * Ends a machine of one's own for good, with all that depends on it.
 *
 * @param how `isLost` is true for a machine that was lost or stolen, rather than given up in good order
 * @throws ConsoleError `unknown`; `conflict` if it had ended, or is the last way in and the person did not know it
 */
export const endOwnMachine = (
  services: WithChanges & WithClock & WithDb,
  id: string,
  how: { readonly isLost: boolean; readonly knowsLast: boolean },
  by: PersonActor,
): Promise<Revocation & { state: "revoked" }> =>
  revoking(services, by, async (trx) => {
    const set = await findOwnSet(trx, id, by);
    const why = { by, note: null };
    return demandKnowing(trx, by, how.knowsLast, async () =>
      revocationOf(
        await (how.isLost ? loseMachineIn(trx, services, set, why) : revokeMachineIn(trx, services, set, why)),
      ),
    );
  });

/** Ends a browser of a machine of one's own for good. @param jkt of its key @throws as {@link endOwnMachine} */
export const endOwnBrowser = (
  services: WithChanges & WithClock & WithDb,
  jkt: string,
  knowsLast: boolean,
  by: PersonActor,
): Promise<Revocation & { state: "revoked" }> =>
  revoking(services, by, async (trx) => {
    await findOwnSet(trx, await findSetOfExtension(trx, jkt), by);
    return demandKnowing(trx, by, knowsLast, () => revokeBrowserIn(trx, services, jkt, { by, note: null }));
  });

const NOTHING = { logins: [], enrolments: [], machines: [] } as const;

/** Ends the tokens of one of one's own logins. @param id of the token family @throws ConsoleError `unknown`, `conflict` */
export const endOwnFamily = (services: WithChanges & WithClock & WithDb, id: string, by: PersonActor): Promise<void> =>
  revoking(services, by, async (trx) => {
    const family = await findFamily(trx, { id });
    if (family?.userId !== by.userId) throw new ConsoleError("unknown");
    const ended = await endFamily(trx, id, { reason: "ended_by_person", by, now: services.clock() });
    if (ended === undefined) throw new ConsoleError("conflict", { description: ALREADY });
    return { state: "ended", ended: { ...NOTHING, families: [id] } };
  }).then(() => undefined);

/** Ends the tokens of all of one's own logins. @returns the number of families */
export const endOwnFamilies = async (services: WithChanges & WithClock & WithDb, by: PersonActor): Promise<number> => {
  const { ended } = await revoking(services, by, async (trx) => {
    const whose = { column: "user_id", value: by.userId } as const;
    const ending = { reason: "ended_by_person", by, now: services.clock() } as const;
    return { state: "ended", ended: { ...NOTHING, families: await endFamilies(trx, whose, ending) } };
  });
  return ended.families.length;
};

/**
 * Ends the tokens of somebody else's login that this person approved as a second one (protocol §11).
 *
 * @returns the number of families
 * @throws ConsoleError `unknown`, also if somebody else approved it; `conflict`
 */
export const endApprovedLogin = async (
  services: WithChanges & WithClock & WithDb,
  loginId: string,
  by: PersonActor,
): Promise<number> => {
  const { families } = await revoking(services, by, async (trx) => {
    if (!(await hasCoApproved(trx, loginId, by.userId))) throw new ConsoleError("unknown");
    const family = await findFamily(trx, { loginId });
    if (family === undefined) throw new ConsoleError("conflict", { description: ALREADY });
    const ended = await endFamily(trx, family.id, { reason: "ended_by_person", by, now: services.clock() });
    if (ended === undefined) throw new ConsoleError("conflict", { description: ALREADY });
    return { state: "ended", families: [family.id] };
  });
  return families.length;
};
