import { Command } from "commander";
import type { Credential } from "../credentials/credential.ts";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/commands/exec.ts";
import { readCommandLine, runCommand } from "../tools/run-command.ts";
import type { Start, World } from "../world/world.ts";
import { addTo } from "./options/resource-option.ts";
import { type ToolOptions, withNarrow, withToolOptions, withToolToken } from "./steps/tool-token.ts";

interface ExecOptions extends ToolOptions {
  readonly env?: readonly string[];
}

/** The command must get on with its token for a while, so a token that has less left is renewed first. Seconds. */
const ENOUGH_LEFT = 600;

const OWN_VARIABLE = "NEARSIDE_ACCESS_TOKEN";

export const execCommand = (start: Start): Command =>
  withNarrow(withToolOptions(new Command("exec")))
    .description(texts.description)
    .usage(texts.usage)
    .argument("<command...>", texts.command)
    .option("--env <name>", texts.env({ name: OWN_VARIABLE }), addTo)
    .passThroughOptions()
    .addHelpText("after", texts.help({ name: OWN_VARIABLE }))
    .action((command: string[], options: ExecOptions) => start(false, (world) => run(world, command, options)));

async function run(world: World, words: readonly string[], options: ExecOptions): Promise<void> {
  const command = readCommandLine(words);
  const names = (options.env ?? []).map(readVariable);
  const custom = { login: "if_interactive", enoughLeft: ENOUGH_LEFT } as const;
  await withToolToken(world, options, custom, async ({ credential, connection }) => {
    connection.http.close(); // the command may run for hours
    world.endWith(await runCommand(world, command, tokenVariables(credential, names)));
  });
}

/** Reads a name of POSIX.1-2024 §8.1. @throws Problem `usage` */
function readVariable(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Problem("usage", texts.envForm);
  return name;
}

/** The variables that a command finds in its environment. @param names empty: our own variable */
function tokenVariables(
  { access_token, expires_at }: Pick<Credential, "access_token" | "expires_at">,
  names: readonly string[],
): Record<string, string> {
  return {
    ...Object.fromEntries((names.length === 0 ? [OWN_VARIABLE] : names).map((name) => [name, access_token])),
    NEARSIDE_TOKEN_TYPE: "DPoP",
    NEARSIDE_TOKEN_EXPIRES_AT: String(expires_at),
  };
}
