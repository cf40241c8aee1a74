import { Command } from "commander";
import { openCredentials } from "../credentials/credential.ts";
import { type SignedOut, signOut } from "../credentials/sign-out.ts";
import { allMachines, type EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import type { LockPlace } from "../keys/lock.ts";
import { Problem } from "../problems/problem.ts";
import { connect } from "../server/connection.ts";
import type { ChoiceOptions } from "../settings/choose.ts";
import type { Start, World } from "../world/world.ts";
import { chooseAloud, withChoice } from "./options/choice.ts";

interface LogoutOptions extends ChoiceOptions {
  readonly all?: true;
}

export const logoutCommand = (start: Start): Command =>
  withChoice(new Command("logout"))
    .description("end your logins, at the server and here; the machine stays enrolled")
    .option("--all", "those of every enrolment of your account on this machine")
    .option("--json", "print a JSON object for each enrolment")
    .addHelpText(
      "after",
      `
The server is told first (RFC 7009), then the tokens and the key that they are bound to are removed. Where it can't be told, they
are removed all the same: nobody can use those logins any more, and the server ends them by itself. This then ends with exit
code 112, and "revoked" of --json is false.

  nearside logout
  nearside logout --all`,
    )
    .action((options: LogoutOptions & { json?: true }) => start(options.json === true, (world) => run(world, options)));

async function run(world: World, options: LogoutOptions): Promise<void> {
  const place = await world.loginPlace();
  const ends: SignedOut[] = [];
  for (const machine of await machinesMeant(world, place, options)) ends.push(await leave(world, place, machine));
  if (ends.length === 0) world.terminal.say("This machine is not enrolled with any server.");
  const cause = ends.find(({ notRevoked }) => notRevoked !== undefined)?.notRevoked;
  if (cause !== undefined) throw new Problem("not_revoked", `(${cause.code}: ${cause.message})`, { cause });
}

/** @throws Problem `usage`, as `choose` */
async function machinesMeant(world: World, place: KeyPlace, options: LogoutOptions): Promise<EnrolledMachine[]> {
  const { all, profile, issuer, user } = options;
  if (all !== true) return [(await chooseAloud(world, place, options, "leave")).machine];
  if ((profile ?? issuer ?? user) !== undefined)
    throw new Problem("usage", "--all is about every enrolment: leave --profile, --issuer and --user out.");
  return allMachines(place);
}

async function leave(world: World, place: KeyPlace & LockPlace, machine: EnrolledMachine): Promise<SignedOut> {
  const { terminal } = world;
  const { issuer, user } = machine;
  const connection = connect(issuer, world);
  try {
    const ended = await signOut(place, connection, await openCredentials(place, machine));
    const { logins, revoked } = ended;
    terminal.object({ signed_out: { issuer, user, was_signed_in: logins > 0, logins, revoked } });
    terminal.say(logins > 0 ? `You are signed out of ${issuer}.` : `You were not signed in to ${issuer}.`);
    return ended;
  } finally {
    connection.http.close();
  }
}
