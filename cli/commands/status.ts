import { KEY_STORAGE_WORDS } from "@nearside/shared/proof/key-storage.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { Command } from "commander";
import { sudoSentence, sudoUser } from "../context/sudo.ts";
import { ownCredentials } from "../credentials/own-credential.ts";
import { openPendings } from "../enrolment/pending-enrolment.ts";
import { allMachines } from "../keys/enrolled-machine.ts";
import type { Start, World } from "../world/world.ts";
import { loginLine, loginObject } from "./describe-login.ts";

export const statusCommand = (start: Start): Command =>
  new Command("status")
    .description("show every enrolment and login of your account on this machine, and how long its tokens last")
    .option("--json", "print a JSON object")
    .addHelpText(
      "after",
      `
The server is not asked, and no secret is opened: it also works offline and with a locked keyring. A token that has ended
is renewed by itself at its next use.

  nearside status                           what is there
  nearside status --json | jq .enrolments   for a script`,
    )
    .action((options: { json?: true }) => start(options.json === true, run));

async function run(world: World): Promise<void> {
  const { terminal } = world;
  const place = await world.place();
  const [machines, waiting] = await Promise.all([allMachines(place), openPendings(place)]);
  const now = Math.floor(world.now() / 1000);
  const sudo = sudoUser(world.surroundings);
  const enrolments = await Promise.all(
    machines.map(async (machine) => ({ machine, logins: await ownCredentials(place, machine) })),
  );
  for (const { machine, logins } of enrolments) {
    const { issuer, user, keyStorage } = machine;
    terminal.result(`${user.name} at ${issuer}`);
    terminal.result(`  device key ${KEY_STORAGE_WORDS[keyStorage]}`);
    for (const login of logins) terminal.result(`  ${loginLine(login, now)}`);
    if (logins.length === 0) terminal.result(`  not signed in: nearside login --issuer ${issuer} --user ${user.name}`);
  }
  for (const { issuer, user_name, confirmed } of waiting)
    terminal.result(
      `${user_name} at ${issuer}: enrolment ${confirmed === null ? "begun" : "waits for the administrator"}; go on with: nearside enroll ${issuer}`,
    );
  if (machines.length + waiting.length === 0)
    terminal.say(
      sudo === undefined
        ? "This machine is not enrolled with any server yet. Begin with: nearside enroll <issuer>"
        : sudoSentence(neutralise(sudo, 64)),
    );
  terminal.object({
    enrolments: enrolments.map(({ machine: { issuer, user, id, keyStorage: key_storage }, logins }) => ({
      issuer,
      user,
      device: { id, key_storage },
      logins: logins.map((login) => loginObject(login, now)),
    })),
    pending: waiting.map(({ issuer, user_name, confirmed }) => ({
      issuer,
      user: { name: user_name },
      waits_for: confirmed === null ? "browser" : "administrator",
    })),
  });
}
