import { newRandomId } from "@nearside/shared/ids.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import { Command } from "commander";
import type { Credential } from "../credentials/credential.ts";
import { currentCredential } from "../credentials/renew-credential.ts";
import { loadSoftwareKey } from "../keys/software-key.ts";
import { Problem } from "../problem.ts";
import { type Connection, connect } from "../server/connection.ts";
import type { World } from "../world.ts";
import { type ChoiceOptions, choose, withChoice } from "./choice.ts";
import type { Start } from "./start.ts";

export interface TokenOptions extends ChoiceOptions {
  readonly proof?: string;
}

export const tokenCommand = (start: Start): Command =>
  withChoice(new Command("token"))
    .description("print the access token, renewed if it is about to end")
    .option("--proof <request>", 'also make the proof for one request: "GET https://api.example.com/orders"')
    .option("--json", "print a JSON object")
    .addHelpText(
      "after",
      `
The token is bound to a key that stays on this machine (DPoP, RFC 9449): by itself it opens nothing. Each request needs a
proof of its own. With --proof, both are printed as header lines, so that nothing secret stands in an argument:

  nearside token --proof "GET https://api.example.com/orders" | curl -H @- https://api.example.com/orders`,
    )
    .action((options: TokenOptions & { json?: true }) => start(options.json === true, (world) => run(world, options)));

async function run(world: World, options: TokenOptions): Promise<void> {
  const { terminal } = world;
  const target = options.proof === undefined ? undefined : readTarget(options.proof);
  const place = await world.place();
  const { machine } = await choose(world, place, options);
  const connection = connect(machine.issuer, world);
  try {
    const credential = await currentCredential(connection, machine, place);
    const { access_token, expires_at, scope } = credential;
    const expires_in = Math.max(0, expires_at - Math.floor(world.now() / 1000));
    const proof = target && (await proofFor(connection, credential, target));
    terminal.object({ access_token, token_type: "DPoP", expires_in, scope, ...(proof && { dpop: proof }) });
    if (proof === undefined) terminal.result(access_token);
    else {
      terminal.result(`Authorization: DPoP ${access_token}`);
      terminal.result(`DPoP: ${proof}`);
    }
    if (proof === undefined && terminal.interactive)
      terminal.say("This token is bound to a key of this machine (DPoP). See `nearside token --help`.", "dim");
  } finally {
    connection.http.close();
  }
}

interface Target {
  readonly method: string;
  readonly url: string;
}

/** @throws Problem `usage` */
function readTarget(text: string): Target {
  const [, method, url] = /^([A-Z]+) (https?:\/\/\S+)$/.exec(text.trim()) ?? [];
  if (method === undefined || url === undefined || !URL.canParse(url))
    throw new Problem("usage", '--proof takes a method and an address, such as "GET https://api.example.com/orders".');
  return { method, url };
}

/** RFC 9449 §7: for one request, with the hash of the token. */
async function proofFor({ random, now }: Connection, credential: Credential, target: Target): Promise<string> {
  const { signer } = await loadSoftwareKey(credential.session_key);
  const iat = Math.floor(now() / 1000) + credential.clock_offset;
  return signDpop(signer, { ...target, jti: newRandomId(random), iat, accessToken: credential.access_token });
}
