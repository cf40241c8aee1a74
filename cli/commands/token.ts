import { newRandomId } from "@nearside/shared/ids.ts";
import { Command, Option } from "commander";
import { audienceOf, type Credential } from "../credentials/credential.ts";
import { proverOf } from "../credentials/session-key.ts";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/commands/token.ts";
import type { Start, World } from "../world/world.ts";
import { type ToolOptions, withNarrow, withToolOptions, withToolToken } from "./steps/tool-token.ts";

interface TokenOptions extends ToolOptions {
  readonly proof?: string;
  readonly format?: "raw" | "header" | "json";
  readonly json?: true;
}

export const tokenCommand = (start: Start): Command =>
  withNarrow(withToolOptions(new Command("token")))
    .description(texts.description)
    .addOption(new Option("--format <form>", texts.format).choices(["raw", "header", "json"]))
    .option("--proof <request>", texts.proof)
    .option("--json", texts.json)
    .addHelpText("after", texts.help)
    .action((options: TokenOptions) => start(formatOf(options) === "json", (world) => run(world, options)));

/** The form that was asked for; else header lines with a proof, which needs them, and the token alone without one. */
const formatOf = ({ format, json, proof }: TokenOptions): "raw" | "header" | "json" =>
  json ? "json" : (format ?? (proof === undefined ? "raw" : "header"));

async function run(world: World, options: TokenOptions): Promise<void> {
  const { terminal } = world;
  const format = formatOf(options);
  if (options.json && (options.format ?? "json") !== "json") throw new Problem("usage", texts.twoFormats);
  if (format === "raw" && options.proof !== undefined) throw new Problem("usage", texts.proofNeedsForm);
  const target = options.proof === undefined ? undefined : readTarget(options.proof);
  await withToolToken(world, options, { login: "never" }, async ({ credential }) => {
    const { access_token: token, expires_at, scope, client_id } = credential;
    const proof = target && (await proofFor(world, credential, target));
    const audience = audienceOf(credential);
    terminal.object({ token, type: "DPoP", expires_at, audience, scope, client_id, ...(proof && { proof }) });
    terminal.result(format === "raw" ? token : `Authorization: DPoP ${token}`);
    if (proof !== undefined) terminal.result(`DPoP: ${proof}`);
    if (format === "raw" && terminal.interactive) terminal.say(texts.bound, "dim");
  });
}

interface Target {
  readonly method: string;
  readonly url: string;
}

/** @throws Problem `usage` */
function readTarget(text: string): Target {
  const [, method, url] = /^([A-Z]+) (https?:\/\/\S+)$/.exec(text.trim()) ?? [];
  if (method === undefined || url === undefined || !URL.canParse(url)) throw new Problem("usage", texts.proofForm);
  return { method, url };
}

/** A proof for one request (RFC 9449 §7), with the hash of the token. */
async function proofFor(world: World, credential: Credential, target: Target): Promise<string> {
  const prove = await proverOf(credential.session_key, world);
  const iat = Math.floor(world.now() / 1000) + credential.clock_offset;
  return prove({ ...target, jti: newRandomId(world.random), iat, accessToken: credential.access_token });
}
