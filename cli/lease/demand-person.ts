import { askKeeper } from "../doorway/call-keeper.ts";
import { type Doorway, doorwayOf } from "../doorway/doorway.ts";
import { leaseHere } from "../doorway/lease-here.ts";
import { leaseHereSchema } from "../doorway/lease-messages.ts";
import { TurnedAway } from "../doorway/turned-away.ts";
import { isMarked } from "../keeper/lease/agent-mark.ts";
import { statOf } from "../keeper/process-times.ts";
import { environmentOf } from "../keeper/ssh/real-agent.ts";
import { Problem } from "../problems/problem.ts";
import type { MachineWorld } from "../world/world.ts";
import { problemOfCall } from "./ask-lease.ts";

type Here = Pick<MachineWorld, "doorway" | "fixedDoorways" | "lease" | "surroundings">;

/** No chain of processes that a person begins is longer. */
const DEEPEST = 1024;
/** Parents end while they are looked at. */
const TRIES = 16;

/**
 * Demands that this process acts as its person. Its own mark says if it does not, whether a keeper runs or none. The keepers of the account
 * say so too, whatever the environment says: an agent that takes the variable away, or names another folder, is an agent still. They are
 * looked for at the account's fixed places, and where each parent of this process would look for one. Where none answers, no lease is held.
 *
 * @param goesOn true if a keeper that can't answer is no hindrance: the command is about the keeper itself
 * @throws Problem `inside_a_lease`, `keeper_refused`
 */
export async function demandPerson(world: Here, goesOn = false): Promise<void> {
  if (world.surroundings.platform === "linux" && isMarked("self")) throw new Problem("inside_a_lease");
  await Promise.all(
    doorwaysOf(world).map(async (doorway) => {
      const here = await askKeeper(doorway, { verb: "lease_here" }, leaseHereSchema).catch((error: unknown) => {
        const says = error instanceof TurnedAway ? error.code : undefined;
        if (goesOn && says !== "inside_a_lease" && says !== "origin_unclear") return undefined;
        throw problemOfCall(error);
      });
      if (here?.inside === true) throw new Problem("inside_a_lease");
    }),
  );
}

/** The keepers that may hold the lease of this process, each once. @throws Problem `keeper_refused` */
function doorwaysOf({ lease, doorway, fixedDoorways, surroundings }: Here): readonly Doorway[] {
  const { platform, pid, home } = surroundings;
  const own = doorway();
  const told = platform === "linux" && own !== undefined ? toldTo(parentsOf(pid), platform, home, own.uid) : [];
  const all = [own, lease?.doorway, ...fixedDoorways(), ...told];
  return [...new Map(all.flatMap((each) => (each === undefined ? [] : [[each.socket, each]]))).values()];
}

/** These processes were told that a keeper is there, or would look for one there. */
function toldTo(
  pids: readonly number[],
  platform: NodeJS.Platform,
  home: string,
  uid: number,
): readonly (Doorway | undefined)[] {
  return pids.flatMap((pid) => {
    const env = environmentOf(pid);
    return [leaseHere(env, uid)?.doorway, doorwayFor(platform, env, env["HOME"] ?? home, uid)];
  });
}

function doorwayFor(...of: Parameters<typeof doorwayOf>): Doorway | undefined {
  try {
    return doorwayOf(...of);
  } catch {
    return undefined; // its environment names no folder
  }
}

/**
 * The numbers of the processes above this one, as far as the system shows them. One that it hides is above the rest, of another account.
 *
 * @throws Problem `keeper_refused` for a chain without an end: its top may be an agent
 */
function parentsOf(pid: number): readonly number[] {
  for (let tries = 1; ; tries += 1) {
    const found: number[] = [];
    let next = parentOf(pid);
    while (next !== undefined && next > 0) {
      if (found.length >= DEEPEST) throw problemOfCall(new TurnedAway("origin_unclear"));
      found.push(next);
      next = parentOf(next);
    }
    // A parent that ended meanwhile has left its children to another one.
    if (next !== undefined || tries === TRIES) return found;
  }
}

/** @returns undefined if it has gone, or hides */
function parentOf(pid: number): number | undefined {
  try {
    return statOf(pid)?.parentPid;
  } catch {
    return undefined;
  }
}
