import { isDeepStrictEqual } from "node:util";
import type { Trx } from "../../platform/store/database.ts";
import { together } from "../../platform/store/together.ts";
import { lockDevice } from "../../register/machines/hold-party.ts";
import type { PartyInAnyState } from "../../register/machines/party.ts";
import { findPosture } from "../../register/machines/posture-store.ts";
import { findFamiliesOfMachine } from "../../register/tokens/token-store.ts";

// What a machine says of itself is weighed before the transaction that relies on it. Where a report or a redemption came in between, that
// transaction is given up, and all is weighed again.

/** Something else was first. Nothing was changed. */
class Overtaken extends Error {}

/** Runs it again as often as something else was first. Each time one more request of that machine has ended. */
export async function untilInTime<Result>(run: (isAgain: boolean) => Promise<Result>): Promise<Result> {
  for (let isAgain = false; ; isAgain = true)
    try {
      return await run(isAgain);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
}

/**
 * Demands that the machine has said nothing since it was read. The transaction holds or shares its device.
 *
 * @throws an error for {@link untilInTime}
 */
export async function demandLatestPosture(
  trx: Trx,
  { jkt, posture, postureAt }: PartyInAnyState["device"],
): Promise<void> {
  const latest = await findPosture(trx, jkt);
  if (latest?.statedAt !== postureAt || !isDeepStrictEqual(latest?.posture, posture)) throw new Overtaken();
}

/**
 * Keeps the logins of the machine as they were weighed until the transaction ends: a redemption, which shares the device, is either seen
 * here, or waits and then sees what this transaction wrote.
 *
 * @param asked the ids of the logins about which the rules were asked @param now epoch milliseconds
 * @throws an error for {@link untilInTime}
 */
export async function holdAsked(
  trx: Trx,
  party: PartyInAnyState,
  asked: readonly string[],
  now: number,
): Promise<void> {
  const [, , families] = await together(
    lockDevice(trx, { jkt: party.device.jkt }),
    demandLatestPosture(trx, party.device),
    findFamiliesOfMachine(trx, party.id, now),
  );
  if (families.some(({ id }) => !asked.includes(id))) throw new Overtaken();
}
