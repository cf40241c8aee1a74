import { Command } from "commander";
import { credentialsOfEveryClient } from "../credentials/credential.ts";
import { type SignedOut, signOut } from "../credentials/sign-out.ts";
import { allMachines, type EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import type { LockPlace } from "../keys/lock.ts";
import { Problem } from "../problems/problem.ts";
import { connect } from "../server/connection.ts";
import type { ChoiceOptions } from "../settings/choose.ts";
import { texts } from "../texts/commands/logout.ts";
import type { Start, World } from "../world/world.ts";
import { chooseAloud, withChoice } from "./options/choice.ts";

interface LogoutOptions extends ChoiceOptions {
  readonly all?: true;
}

export const logoutCommand = (start: Start): Command =>
  withChoice(new Command("logout"))
    .description(texts.description)
    .option("--all", texts.all)
    .option("--json", texts.json)
    .addHelpText("after", texts.help)
    .action((options: LogoutOptions & { json?: true }) => start(options.json === true, (world) => run(world, options)));

async function run(world: World, options: LogoutOptions): Promise<void> {
  const place = await world.loginPlace();
  const ends: SignedOut[] = [];
  for (const machine of await machinesMeant(world, place, options)) ends.push(await leave(world, place, machine));
  if (ends.length === 0) world.terminal.say(texts.nothingEnrolled);
  const cause = ends.find(({ notRevoked }) => notRevoked !== undefined)?.notRevoked;
  if (cause !== undefined) throw new Problem("not_revoked", `(${cause.code}: ${cause.message})`, { cause });
}

/** @throws Problem `usage`, as `choose` */
async function machinesMeant(world: World, place: KeyPlace, options: LogoutOptions): Promise<EnrolledMachine[]> {
  const { all, profile, issuer, user } = options;
  if (all !== true) return [(await chooseAloud(world, place, options, "leave")).machine];
  if ((profile ?? issuer ?? user) !== undefined) throw new Problem("usage", texts.allAlone);
  return allMachines(place);
}

async function leave(world: World, place: KeyPlace & LockPlace, machine: EnrolledMachine): Promise<SignedOut> {
  const { terminal } = world;
  const { issuer, user } = machine;
  const connection = connect(issuer, world);
  try {
    const ended = await signOut(place, connection, await credentialsOfEveryClient(place, machine));
    const { logins, revoked } = ended;
    terminal.object({ signed_out: { issuer, user, was_signed_in: logins > 0, logins, revoked } });
    terminal.say(logins > 0 ? texts.signedOut({ issuer }) : texts.wereNot({ issuer }));
    return ended;
  } finally {
    connection.http.close();
  }
}
