import type { Command } from "commander";
import type { KeyPlace } from "../../keys/key-file.ts";
import { type ChoiceOptions, type ChoicePurpose, type Chosen, choose } from "../../settings/choose.ts";
import type { World } from "../../world/world.ts";

/** The options of every command that is about one enrolment. */
export const withChoice = (command: Command): Command =>
  command
    .option("--profile <name>", "which of your profiles; see `nearside profile`")
    .option("--issuer <url>", "which server, where this machine is enrolled with several")
    .option("--user <name>", "for whom, where this machine is enrolled for several people");

/** Chooses as `choose` does, and tells the person if a folder's file had a say. @throws as `choose` */
export async function chooseAloud(
  world: World,
  place: KeyPlace,
  options: ChoiceOptions,
  purpose?: ChoicePurpose,
): Promise<Chosen> {
  const chosen = await choose(world, place, options, purpose);
  if (chosen.asFolderSays !== undefined) world.terminal.say(chosen.asFolderSays, "dim");
  return chosen;
}
