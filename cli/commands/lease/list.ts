import { endLeases, listLeases } from "../../lease/ask-lease.ts";
import { Problem } from "../../problems/problem.ts";
import { texts } from "../../texts/commands/lease.ts";
import type { World } from "../../world/world.ts";
import { leaseInWords } from "./lease-in-words.ts";

/** Within a lease its own keeper is meant, wherever the environment says that keepers lie. */
const keeperMeant = (world: World) => world.lease?.doorway ?? world.doorway();

/** `nearside lease list` */
export async function list(world: World): Promise<void> {
  const { terminal } = world;
  const leases = await listLeases(keeperMeant(world), world);
  terminal.object({ leases });
  if (leases.length === 0) terminal.say(texts.shown.none);
  for (const lease of leases) {
    terminal.say(texts.shown.heading({ id: lease.id, pid: lease.pid }), "strong");
    for (const line of leaseInWords(lease, world.now() / 1000)) terminal.say(`  ${line}`);
  }
}

/** `nearside lease end` @throws Problem `usage`, `lease_ended`, … */
export async function end(world: World, id: string | undefined, all: boolean): Promise<void> {
  if ((id === undefined) !== all) throw new Problem("usage", texts.shown.nameOne);
  const ended = await endLeases(keeperMeant(world), id ?? null, world);
  if (ended === 0 && id !== undefined) throw new Problem("lease_ended");
  world.terminal.object({ ended });
  world.terminal.say(texts.shown.endedCount({ count: ended }), "good");
}
