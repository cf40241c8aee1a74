import { Command } from "commander";
import { forgetCredential } from "../credentials/change-credential.ts";
import { demandMachine } from "../keys/enrolled-machine.ts";
import { readIssuer } from "../server/issuer.ts";
import type { World } from "../world.ts";
import type { Start } from "./start.ts";

export interface LogoutOptions {
  readonly issuer?: string;
}

export const logoutCommand = (start: Start): Command =>
  new Command("logout")
    .description("forget the tokens and the key they are bound to; the machine stays enrolled")
    .option("--issuer <url>", "which server, where this machine is enrolled with several")
    .option("--json", "print a JSON object")
    .action((options: LogoutOptions & { json?: true }) => start(options.json === true, (world) => run(world, options)));

/** Without its session key no token is worth anything, wherever a copy of it may be (RFC 9449). */
async function run(world: World, options: LogoutOptions): Promise<void> {
  const { terminal } = world;
  const place = await world.place();
  const { issuer } = await demandMachine(place, options.issuer === undefined ? undefined : readIssuer(options.issuer));
  const removed = await forgetCredential(place, issuer, world);
  terminal.object({ signed_out: { issuer, was_signed_in: removed } });
  terminal.say(removed ? `You are signed out of ${issuer}.` : `You were not signed in to ${issuer}.`);
}
