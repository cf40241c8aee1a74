import { countdownText } from "@nearside/shared/time-in-words.ts";
import { Command } from "commander";
import { loadOwnCredential } from "../credentials/own-credential.ts";
import { demandMachine } from "../keys/enrolled-machine.ts";
import { loadSoftwareKey } from "../keys/software-key.ts";
import { Problem } from "../problem.ts";
import { readIssuer } from "../server/issuer.ts";
import type { World } from "../world.ts";
import type { Start } from "./start.ts";

export interface WhoamiOptions {
  readonly issuer?: string;
}

export const whoamiCommand = (start: Start): Command =>
  new Command("whoami")
    .description("show whom this machine is enrolled for, and whether you are signed in")
    .option("--issuer <url>", "which server, where this machine is enrolled with several")
    .option("--json", "print a JSON object")
    .action((options: WhoamiOptions & { json?: true }) => start(options.json === true, (world) => run(world, options)));

/** What this machine knows itself; the server is not asked. Ends with `not_signed_in` where there is no credential. */
async function run(world: World, options: WhoamiOptions): Promise<void> {
  const { terminal } = world;
  const place = await world.place();
  const machine = await demandMachine(place, options.issuer === undefined ? undefined : readIssuer(options.issuer));
  const { issuer, user } = machine;
  const [{ signer }, credential] = await Promise.all([
    loadSoftwareKey(machine.device_key),
    loadOwnCredential(place, machine),
  ]);
  const left = credential === null ? null : Math.max(0, credential.expires_at - Math.floor(world.now() / 1000));
  terminal.result(`${user.name} (${user.id}) at ${issuer}`);
  terminal.result(`machine ${signer.thumbprint}, key in a file`);
  if (credential !== null && left !== null) {
    const scope = credential.scope === "" ? "no scope" : credential.scope;
    const token = left > 0 ? `token good for ${countdownText(left)}` : "token to be renewed at its next use";
    terminal.result(`signed in: ${credential.client_id}, ${scope}, ${token}`);
  }
  terminal.object({
    issuer,
    user,
    device: { id: signer.thumbprint, key_storage: "file" },
    signed_in: credential && { client_id: credential.client_id, scope: credential.scope, expires_in: left },
  });
  if (credential === null) throw new Problem("not_signed_in");
}
