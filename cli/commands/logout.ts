import { Command } from "commander";
import { removeCredential } from "../credentials/credential.ts";
import { withLock } from "../credentials/lock.ts";
import { demandMachine } from "../keys/enrolled-machine.ts";
import { issuerFile } from "../keys/issuer-file.ts";
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
  // A renewal under way would otherwise write its tokens back.
  const removed = await withLock(place, issuerFile("credential", issuer), world, () => removeCredential(place, issuer));
  terminal.object({ signed_out: { issuer, was_signed_in: removed } });
  terminal.say(removed ? `You are signed out of ${issuer}.` : `You were not signed in to ${issuer}.`);
}
