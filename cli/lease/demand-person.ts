import { ancestry } from "../context/process-tree.ts";
import { askKeeper } from "../doorway/call-keeper.ts";
import type { Doorway } from "../doorway/doorway.ts";
import { leaseHere } from "../doorway/lease-here.ts";
import { leaseHereSchema } from "../doorway/lease-messages.ts";
import { environmentOf } from "../keeper/ssh/real-agent.ts";
import { Problem } from "../problems/problem.ts";
import type { MachineWorld } from "../world/world.ts";
import { problemOfCall } from "./ask-lease.ts";

/**
 * Demands that this process acts as its person. The keeper says so, whatever the environment says: an agent that takes the variable away
 * is an agent still. The keeper is looked for where the parents of this process were told that it is, too. Where none answers, no lease
 * is held.
 *
 * @throws Problem `inside_a_lease`, `keeper_refused`
 */
export async function demandPerson(world: Pick<MachineWorld, "doorway" | "lease" | "surroundings">): Promise<void> {
  for (const doorway of await doorwaysOf(world)) {
    const here = await askKeeper(doorway, { verb: "lease_here" }, leaseHereSchema).catch((error: unknown) => {
      throw problemOfCall(error);
    });
    if (here?.inside === true) throw new Problem("inside_a_lease");
  }
}

/** The keepers that may hold the lease of this process, each once. */
async function doorwaysOf({
  lease,
  doorway,
  surroundings: { platform, pid },
}: Parameters<typeof demandPerson>[0]): Promise<Iterable<Doorway>> {
  const own = doorway();
  const parents = platform === "linux" && own !== undefined ? await ancestry(platform, pid) : [];
  const told = parents.map((parent) => leaseHere(environmentOf(parent.pid), own?.uid)?.doorway);
  return new Map(
    [own, lease?.doorway, ...told].flatMap((each) => (each === undefined ? [] : [[each.socket, each]])),
  ).values();
}
