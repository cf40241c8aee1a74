import { newRandomId } from "@nearside/shared/ids.ts";
import { Command, Option } from "commander";
import { audienceOf, type Credential } from "../credentials/credential.ts";
import { proverOf } from "../credentials/session-key.ts";
import { Problem } from "../problems/problem.ts";
import type { Start, World } from "../world/world.ts";
import { type ToolOptions, withNarrow, withToolOptions, withToolToken } from "./steps/tool-token.ts";

interface TokenOptions extends ToolOptions {
  readonly proof?: string;
  readonly format?: "raw" | "header" | "json";
  readonly json?: true;
}

export const tokenCommand = (start: Start): Command =>
  withNarrow(withToolOptions(new Command("token")))
    .description("print the access token, renewed if it is about to end")
    .addOption(
      new Option("--format <form>", "the token alone, as header lines, or a JSON object").choices([
        "raw",
        "header",
        "json",
      ]),
    )
    .option("--proof <request>", 'also make the proof for one request: "GET https://api.example.com/orders"')
    .option("--json", "the same as --format json")
    .addHelpText(
      "after",
      `
The token is bound to a key that stays on this machine (DPoP, RFC 9449): by itself it opens nothing where the API insists on
the proof, and each request needs a proof of its own. With --proof, both are printed as header lines, so that nothing secret
stands in an argument:

  nearside token --resource https://api.example.com \\
    --proof "GET https://api.example.com/orders" | curl -H @- https://api.example.com/orders

For more than one request: nearside proxy --help. For a tool that takes a token from its environment: nearside exec --help.

  nearside token                                       the token of your login, alone
  nearside token --resource https://api.example.com    of the login for that API
  nearside token --max-age 300                         of a login of the last five minutes
  nearside token --resource https://api.example.com --scope read --narrow
                                                       one that is good for that and nothing else
  nearside token --format header                       Authorization: DPoP …
  nearside token --json                                {"token":…,"type":"DPoP","expires_at":…,"audience":[…],"scope":…}

Where no login fits, this ends with exit code 4 and says what to type; with --login it signs you in, if somebody is there.`,
    )
    .action((options: TokenOptions) => start(formatOf(options) === "json", (world) => run(world, options)));

/** The form that was asked for; else header lines with a proof, which needs them, and the token alone without one. */
const formatOf = ({ format, json, proof }: TokenOptions): "raw" | "header" | "json" =>
  json ? "json" : (format ?? (proof === undefined ? "raw" : "header"));

async function run(world: World, options: TokenOptions): Promise<void> {
  const { terminal } = world;
  const format = formatOf(options);
  if (options.json && (options.format ?? "json") !== "json")
    throw new Problem("usage", "--json and --format say different things.");
  if (format === "raw" && options.proof !== undefined)
    throw new Problem("usage", "With --proof there are two things to print: --format header or --format json.");
  const target = options.proof === undefined ? undefined : readTarget(options.proof);
  await withToolToken(world, options, { login: "never" }, async ({ credential }) => {
    const { access_token: token, expires_at, scope } = credential;
    const proof = target && (await proofFor(world, credential, target));
    const audience = audienceOf(credential);
    terminal.object({ token, type: "DPoP", expires_at, audience, scope, ...(proof && { proof }) });
    terminal.result(format === "raw" ? token : `Authorization: DPoP ${token}`);
    if (proof !== undefined) terminal.result(`DPoP: ${proof}`);
    if (format === "raw" && terminal.interactive)
      terminal.say("This token is bound to a key of this machine (DPoP). See `nearside token --help`.", "dim");
  });
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

/** A proof for one request (RFC 9449 §7), with the hash of the token. */
async function proofFor(world: World, credential: Credential, target: Target): Promise<string> {
  const prove = await proverOf(credential.session_key, world);
  const iat = Math.floor(world.now() / 1000) + credential.clock_offset;
  return prove({ ...target, jti: newRandomId(world.random), iat, accessToken: credential.access_token });
}
