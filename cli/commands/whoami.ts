import { Command } from "commander";
import { credentialsOfEveryClient } from "../credentials/credential.ts";
import { ofThisEnrolment } from "../credentials/own-credential.ts";
import { storageInWords } from "../keys/enrolled-machine.ts";
import { Problem } from "../problems/problem.ts";
import type { ChoiceOptions } from "../settings/choose.ts";
import { optionTexts } from "../texts/commands/options.ts";
import { texts } from "../texts/commands/whoami.ts";
import type { Start, World } from "../world/world.ts";
import { chooseAloud, withChoice } from "./options/choice.ts";
import { loginLine, loginObject } from "./steps/describe-login.ts";

export const whoamiCommand = (start: Start): Command =>
  withChoice(new Command("whoami"))
    .description(texts.description)
    .option("--json", optionTexts.json.object)
    .addHelpText("after", texts.help)
    .action((options: ChoiceOptions & { json?: true }) => start(options.json === true, (world) => run(world, options)));

/**
 * Shows what this machine knows by itself, without asking the server. Ends with `not_signed_in` if there is no
 * credential.
 */
async function run(world: World, options: ChoiceOptions): Promise<void> {
  const { terminal } = world;
  const place = await world.loginPlace();
  const { machine } = await chooseAloud(world, place, options, "leave");
  const { issuer, user, id, keyStorage: key_storage } = machine;
  const credentials = await ofThisEnrolment(machine, await credentialsOfEveryClient(place, machine));
  terminal.result(`${user.name} (${user.id}) at ${issuer}`);
  terminal.result(texts.machine({ id, place: storageInWords(key_storage) }));
  const now = Math.floor(world.now() / 1000);
  for (const login of credentials) terminal.result(texts.signedIn({ login: loginLine(login, now) }));
  const logins = credentials.map((login) => loginObject(login, now));
  terminal.object({ issuer, user, device: { id, key_storage }, logins });
  if (credentials.length === 0) throw new Problem("not_signed_in");
}
