import { Command } from "commander";
import { forgetAllCredentials } from "../credentials/change-credential.ts";
import type { World } from "../world.ts";
import { type ChoiceOptions, chooseAloud, withChoice } from "./choice.ts";
import type { Start } from "./start.ts";

export const logoutCommand = (start: Start): Command =>
  withChoice(new Command("logout"))
    .description("forget the tokens and the key they are bound to; the machine stays enrolled")
    .option("--json", "print a JSON object")
    .action((options: ChoiceOptions & { json?: true }) => start(options.json === true, (world) => run(world, options)));

/** Without its session key no token is worth anything, wherever a copy of it may be (RFC 9449). */
async function run(world: World, options: ChoiceOptions): Promise<void> {
  const { terminal } = world;
  const place = await world.place();
  const { machine } = await chooseAloud(world, place, options, "leave");
  const { issuer } = machine;
  const removed = await forgetAllCredentials(place, machine, world);
  terminal.object({ signed_out: { issuer, was_signed_in: removed > 0 } });
  terminal.say(removed > 0 ? `You are signed out of ${issuer}.` : `You were not signed in to ${issuer}.`);
}
