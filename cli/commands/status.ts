import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { Command } from "commander";
import { sudoSentence, sudoUser } from "../context/sudo.ts";
import { credentialsOfEveryClient, type OpenCredential } from "../credentials/credential.ts";
import { ofThisEnrolment } from "../credentials/own-credential.ts";
import { openPendings } from "../enrolment/pending-enrolment.ts";
import { allMachines, type EnrolledMachine, storageInWords } from "../keys/enrolled-machine.ts";
import { optionTexts } from "../texts/commands/options.ts";
import { texts } from "../texts/commands/status.ts";
import type { Start, World } from "../world/world.ts";
import { loginLine, loginObject } from "./steps/describe-login.ts";

export const statusCommand = (start: Start): Command =>
  new Command("status")
    .description(texts.description)
    .option("--json", optionTexts.json.object)
    .addHelpText("after", texts.help)
    .action((options: { json?: true }) => start(options.json === true, run));

async function run(world: World): Promise<void> {
  const { terminal } = world;
  const place = await world.loginPlace();
  const [machines, waiting] = await Promise.all([allMachines(place), openPendings(place)]);
  const now = Math.floor(world.now() / 1000);
  const enrolments = await Promise.all(
    machines.map(async (machine) => ({
      machine,
      logins: await ofThisEnrolment(machine, await credentialsOfEveryClient(place, machine)),
    })),
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
    texts.key({ place: storageInWords(keyStorage) }),
    ...logins.map((login) => `  ${loginLine(login, now)}`),
    ...(logins.length > 0 ? [] : [texts.notSignedIn({ issuer, user: user.name })]),
  ];
}

const lineOf = ({ issuer, user_name: user, confirmed }: Pending): string =>
  confirmed === null ? texts.begun({ issuer, user }) : texts.waits({ issuer, user });

function nothingHere({ surroundings, forwardedAgent }: World): string {
  if (forwardedAgent !== undefined) return texts.nothingButKeeper;
  const sudo = sudoUser(surroundings);
  return sudo === undefined ? texts.nothing : sudoSentence(neutralise(sudo, 64));
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
