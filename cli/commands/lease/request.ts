import { askForMore } from "../../lease/ask-lease.ts";
import { Problem } from "../../problems/problem.ts";
import { texts } from "../../texts/commands/lease.ts";
import type { World } from "../../world/world.ts";
import { type LeaseOptions, readWish } from "../options/lease-options.ts";
import { leaseInWords } from "./lease-in-words.ts";

/** `nearside lease request`: an agent reads what this prints, so it tells no address and no secret. */
export async function request(world: World, options: LeaseOptions): Promise<void> {
  const { terminal, lease } = world;
  if (lease === undefined) throw new Problem("lease_missing");
  const wish = readWish(options);
  terminal.say(texts.asked);
  const granted = await askForMore(lease, wish, () => undefined, world.stop);
  terminal.object({ granted });
  for (const line of leaseInWords(granted, world.now() / 1000)) terminal.say(line, "good");
}
