import { allMachines } from "../../keys/enrolled-machine.ts";
import { pause } from "../../waiting.ts";
import type { World } from "../../world/world.ts";
import { askingRounds } from "./asking-rounds.ts";
import { originOf } from "./host-manifests.ts";
import { renewHostManifests } from "./install.ts";
import { knownExtensions, learnExtensions } from "./known-extensions.ts";

/** Enrolments are looked for this often, as standings.ts does. Milliseconds. */
const LOOK_EVERY = 60_000;

/** The extensions of Chromium that the keeper admits. */
interface FollowedExtensions {
  /** Gives them as browsers name them. */
  origins(): readonly string[];
}

/**
 * Follows the ids that the servers of this account's enrolments say: at the start, with a new enrolment, and every few hours. Browsers'
 * files are written again where they changed.
 *
 * @throws KeyFileError
 */
export async function followExtensions(world: World, stop: AbortSignal): Promise<FollowedExtensions> {
  const place = await world.place();
  let admitted = await knownExtensions(place);
  void (async () => {
    const rounds = askingRounds();
    while (!stop.aborted) {
      try {
        const issuers = JSON.stringify([...new Set((await allMachines(place)).map(({ issuer }) => issuer))]);
        if (rounds.isDue(issuers)) {
          rounds.asked(false); // until it is seen to be otherwise
          const notHeard = await learnExtensions({ ...world, stop });
          if (notHeard.length === 0) rounds.asked(true);
        }
        admitted = await knownExtensions(place);
        await renewHostManifests(world);
      } catch {
        // a file that can't be read or written now is tried the next time
      }
      await pause(LOOK_EVERY, stop);
    }
  })();
  return { origins: () => admitted.map(originOf) };
}
