import { allMachines } from "../../keys/enrolled-machine.ts";
import { pause } from "../../waiting.ts";
import type { World } from "../../world/world.ts";
import { originOf } from "./host-manifests.ts";
import { renewHostManifests } from "./install.ts";
import { knownExtensions, learnExtensions } from "./known-extensions.ts";

/** Enrolments are looked for this often, as standings.ts does. Milliseconds. */
const LOOK_EVERY = 60_000;
/** Servers are asked again after so many looks: a key that takes over from another does so in days. */
const LOOKS_BETWEEN = 360;

/** The extensions of Chromium that the keeper admits. */
interface FollowedExtensions {
  /** As browsers name them. */
  origins(): readonly string[];
}

/**
 * Follows the ids that the servers of this account's enrolments say: at the start, with a new enrolment, and every few hours. Browsers'
 * files are written anew where they changed.
 *
 * @throws KeyFileError
 */
export async function followExtensions(world: World, stop: AbortSignal): Promise<FollowedExtensions> {
  const place = await world.place();
  let admitted = await knownExtensions(place);
  void (async () => {
    let asked = "";
    for (let looks = 0; !stop.aborted; looks += 1) {
      try {
        const issuers = JSON.stringify([...new Set((await allMachines(place)).map(({ issuer }) => issuer))]);
        if (issuers !== asked || looks % LOOKS_BETWEEN === 0) {
          const notHeard = await learnExtensions({ ...world, stop });
          if (notHeard.length === 0) asked = issuers;
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
