// The stranger's own site, under a name that looks like the server's, with a certificate that every browser takes.
import { fileURLToPath } from "node:url";
import { LOOKALIKE, type World } from "../support/world.ts";

export const LOOKALIKE_ORIGIN = `https://${LOOKALIKE}`;

/** It goes with the world. @param more other names of that site, in the same certificate */
export async function openLookalike(world: World, ...more: readonly string[]): Promise<void> {
  const { address } = world.hosts.attacker;
  const { authority } = world.placeOf("lookalike", "attacker");
  if (authority === undefined) throw new Error("the world has no authority");
  const { certificateFile, keyFile } = await authority.issue([LOOKALIKE, ...more]);
  const program = fileURLToPath(new URL("support-lookalike-server.ts", import.meta.url));
  const site = await world.attacker.program(program, [address, "443", certificateFile, keyFile]);
  world.atEnd(() => site.stop());
  await site.printed(/listening/);
}
