import type { Command } from "commander";
import type { KeyPlace } from "../../keys/key-file.ts";
import { type ChoiceOptions, type ChoicePurpose, type Chosen, choose } from "../../settings/choose.ts";
import { optionTexts } from "../../texts/commands/options.ts";
import type { World } from "../../world/world.ts";

/** The options of every command that is about one enrolment. */
export const withChoice = (command: Command): Command =>
  command
    .option("--profile <name>", optionTexts.choice.profile)
    .option("--issuer <url>", optionTexts.choice.issuer)
    .option("--user <name>", optionTexts.choice.user);

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
