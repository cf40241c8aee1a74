import { Command } from "commander";
import type { Credential } from "../credentials/credential.ts";
import { Problem } from "../problems/problem.ts";
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
    .description("run a command with a fresh access token in its environment")
    .usage("[options] -- <command> [arguments]")
    .argument("<command...>", "the command and its arguments, as they are")
    .option(
      "--env <name>",
      `the variable that gets the token; may be given several times (default: ${OWN_VARIABLE})`,
      addTo,
    )
    .passThroughOptions()
    .addHelpText(
      "after",
      `
  nearside exec --resource https://api.example.com -- ./report.sh
  nearside exec --resource https://api.example.com --env API_TOKEN -- terraform plan
  nearside exec --resource https://api.example.com --scope read --narrow -- ./report.sh
  nearside exec -- sh -c 'printf "%s\\n" "until $NEARSIDE_TOKEN_EXPIRES_AT"'

The command finds in its environment, never in its arguments:
  ${OWN_VARIABLE}       the token, good for ten minutes or more (for its whole life where that is shorter)
  NEARSIDE_TOKEN_TYPE         DPoP
  NEARSIDE_TOKEN_EXPIRES_AT   when it ends, seconds since 1970; a command that runs longer should ask \`nearside token\` again

What it can do with it: the token is bound to a key of this machine (DPoP, RFC 9449). An API that insists on the proof refuses
it when it comes alone, as "Authorization: Bearer …"; that is its protection where it is stolen. Such an API is called through
\`nearside proxy\`, which adds the proofs. An API that takes the token alone trusts everybody who has it, until it ends.

With --narrow the command gets a token for that API and that scope alone, however much more you are signed in for.

Where no login fits, you are asked to sign in first, if you are at the terminal. Input, output, signals and the exit code are
the command's own; 127 means that there is no such command, 126 that it can't be run.`,
    )
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
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new Problem("usage", "--env takes a variable's name: letters, digits and underscores.");
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
