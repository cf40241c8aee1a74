import { KEY_STORAGE_WORDS } from "@nearside/shared/key-storage.ts";
import { countdownText } from "@nearside/shared/time-in-words.ts";
import { Command } from "commander";
import type { OpenCredential } from "../credentials/credential.ts";
import { ownCredentials } from "../credentials/own-credential.ts";
import { openPendings } from "../enrolment/pending-enrolment.ts";
import { allMachines } from "../keys/enrolled-machine.ts";
import type { World } from "../world.ts";
import type { Start } from "./start.ts";

export const statusCommand = (start: Start): Command =>
  new Command("status")
    .description("show every enrolment and login of your account on this machine, and how long its tokens last")
    .option("--json", "print a JSON object")
    .addHelpText(
      "after",
      `
The server is not asked, and no secret is opened: it also works offline and with a locked keyring. A token that has ended
is renewed by itself at its next use.

  nearside status                            what is there
  nearside status --json | jq .enrolments   for a script`,
    )
    .action((options: { json?: true }) => start(options.json === true, run));

async function run(world: World): Promise<void> {
  const { terminal } = world;
  const place = await world.place();
  const [machines, waiting] = await Promise.all([allMachines(place), openPendings(place)]);
  const now = Math.floor(world.now() / 1000);
  for (const machine of machines) {
    const { issuer, user, keyStorage } = machine;
    terminal.result(`${user.name} at ${issuer}`);
    terminal.result(`  device key ${KEY_STORAGE_WORDS[keyStorage]}`);
    const logins = await ownCredentials(place, machine);
    for (const login of logins) terminal.result(`  ${lineOf(login, now)}`);
    if (logins.length === 0) terminal.result(`  not signed in: nearside login --issuer ${issuer} --user ${user.name}`);
  }
  for (const { issuer, user_name, confirmed } of waiting)
    terminal.result(
      `${user_name} at ${issuer}: enrolment ${confirmed === null ? "begun" : "waits for the administrator"}; go on with: nearside enroll ${issuer}`,
    );
  if (machines.length + waiting.length === 0)
    terminal.say("This machine is not enrolled with any server yet. Begin with: nearside enroll <issuer>");
  const enrolments = await Promise.all(
    machines.map(async (machine) => {
      const { issuer, user, id, keyStorage: key_storage } = machine;
      const logins = (await ownCredentials(place, machine)).map((login) => objectOf(login, now));
      return { issuer, user, device: { id, key_storage }, logins };
    }),
  );
  terminal.object({
    enrolments,
    pending: waiting.map(({ issuer, user_name, confirmed }) => ({
      issuer,
      user_name,
      waits_for: confirmed === null ? "browser" : "administrator",
    })),
  });
}

const leftOf = ({ expires_at }: OpenCredential, now: number): number => Math.max(0, expires_at - now);

function lineOf(login: OpenCredential, now: number): string {
  const left = leftOf(login, now);
  const scope = login.scope === "" ? "no scope" : login.scope;
  const where = login.resource.length === 0 ? "" : ` for ${login.resource.join(", ")}`;
  return `${login.client_id}: ${scope}${where}; token ${left > 0 ? `good for ${countdownText(left)}` : "ended, renewed at its next use"}`;
}

function objectOf(login: OpenCredential, now: number): Readonly<Record<string, unknown>> {
  const { client_id, scope, resource, expires_at } = login;
  return { client_id, scope, resource, expires_at, expires_in: leftOf(login, now) };
}
