import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { Command } from "commander";
import { sudoSentence, sudoUser } from "../context/sudo.ts";
import type { OpenCredential } from "../credentials/credential.ts";
import { ownCredentials } from "../credentials/own-credential.ts";
import { openPendings } from "../enrolment/pending-enrolment.ts";
import { allMachines, type EnrolledMachine, storageInWords } from "../keys/enrolled-machine.ts";
import type { Start, World } from "../world/world.ts";
import { loginLine, loginObject } from "./steps/describe-login.ts";

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
  const place = await world.loginPlace();
  const [machines, waiting] = await Promise.all([allMachines(place), openPendings(place)]);
  const now = Math.floor(world.now() / 1000);
  const enrolments = await Promise.all(
    machines.map(async (machine) => ({ machine, logins: await ownCredentials(place, machine) })),
  );
  for (const enrolment of enrolments) for (const line of linesOf(enrolment, now)) terminal.result(line);
  for (const pending of waiting) terminal.result(lineOf(pending));
  if (machines.length + waiting.length === 0) terminal.say(nothingHere(world));
  terminal.object({
    enrolments: enrolments.map((enrolment) => enrolmentObject(enrolment, now)),
    pending: waiting.map(pendingObject),
  });
}

interface Enrolment {
  readonly machine: EnrolledMachine;
  readonly logins: readonly OpenCredential[];
}
type Pending = Awaited<ReturnType<typeof openPendings>>[number];

function linesOf({ machine: { issuer, user, keyStorage }, logins }: Enrolment, now: number): readonly string[] {
  return [
    `${user.name} at ${issuer}`,
    `  device key ${storageInWords(keyStorage)}`,
    ...logins.map((login) => `  ${loginLine(login, now)}`),
    ...(logins.length > 0 ? [] : [`  not signed in: nearside login --issuer ${issuer} --user ${user.name}`]),
  ];
}

const lineOf = ({ issuer, user_name, confirmed }: Pending): string =>
  `${user_name} at ${issuer}: enrolment ${confirmed === null ? "begun" : "waits for the administrator"}; go on with: nearside enroll ${issuer}`;

function nothingHere({ surroundings, forwardedAgent }: World): string {
  if (forwardedAgent !== undefined)
    return "Nobody is signed in here, and nothing is enrolled. The machine that you came from can vouch for you: nearside login";
  const sudo = sudoUser(surroundings);
  return sudo === undefined
    ? "This machine is not enrolled with any server yet. Begin with: nearside enroll <issuer>"
    : sudoSentence(neutralise(sudo, 64));
}

const enrolmentObject = (
  { machine: { issuer, user, id, keyStorage: key_storage }, logins }: Enrolment,
  now: number,
) => ({
  issuer,
  user,
  device: { id, key_storage },
  logins: logins.map((login) => loginObject(login, now)),
});

const pendingObject = ({ issuer, user_name, confirmed }: Pending) => ({
  issuer,
  user: { name: user_name },
  waits_for: confirmed === null ? "browser" : "administrator",
});
