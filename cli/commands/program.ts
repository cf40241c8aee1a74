import { Command } from "commander";
import { exitTopicLines } from "../problems/exit-codes.ts";
import { texts } from "../texts/commands/program.ts";
import { VERSION } from "../version.ts";
import type { Start } from "../world/world.ts";

const COMPLETION = "completion";
const HELP_OF_COMPLETION = texts.completion;
const COMPLETION_HELP = texts.completionHelp;

const LAST_GROUP = texts.aboutGroup;
const HELP_OF_HELP = texts.helpOfHelp;

type Make = (start: Start) => Command;

/**
 * Each command is loaded when it is wanted: `nearside token` must not wait for the code that enrols a machine. The names
 * are those of the commands.
 */
const GROUPS: readonly (readonly [heading: string, commands: Readonly<Record<string, () => Promise<Make>>>])[] = [
  [
    texts.everyDay,
    {
      login: async () => (await import("./login.ts")).loginCommand,
      status: async () => (await import("./status.ts")).statusCommand,
      whoami: async () => (await import("./whoami.ts")).whoamiCommand,
      approvals: async () => (await import("./approvals.ts")).approvalsCommand,
      token: async () => (await import("./token.ts")).tokenCommand,
      logout: async () => (await import("./logout.ts")).logoutCommand,
    },
  ],
  [
    texts.thisMachine,
    {
      enroll: async () => (await import("./enroll.ts")).enrollCommand,
      key: async () => (await import("./key.ts")).keyCommand,
      profile: async () => (await import("./profile.ts")).profileCommand,
      keeper: async () => (await import("./keeper.ts")).keeperCommand,
      ssh: async () => (await import("./ssh.ts")).sshCommand,
      doctor: async () => (await import("./doctor.ts")).doctorCommand,
      upgrade: async () => (await import("./upgrade.ts")).upgradeCommand,
    },
  ],
  [
    texts.otherTools,
    {
      lease: async () => (await import("./lease.ts")).leaseCommand,
      mcp: async () => (await import("./mcp.ts")).mcpCommand,
      exec: async () => (await import("./exec.ts")).execCommand,
      proxy: async () => (await import("./proxy.ts")).proxyCommand,
      "kubectl-credential": async () => (await import("./kubectl-credential.ts")).kubectlCredentialCommand,
      "git-credential": async () => (await import("./git-credential.ts")).gitCredentialCommand,
    },
  ],
  [
    texts.record,
    {
      verify: async () => (await import("./verify.ts")).verifyCommand,
    },
  ],
];

/**
 * `nearside` and its commands. Nothing else is done before a command was chosen.
 *
 * @param args as typed: if the first names a command, only that one is made
 */
export async function createProgram(start: Start, args: readonly string[]): Promise<Command> {
  const program = new Command("nearside")
    .description(texts.description)
    .version(VERSION)
    // After a command's name, options are the command's: `nearside exec -- tool --json`.
    .enablePositionalOptions()
    .addHelpText("after", () => texts.help({ exitCodes: exitTopicLines().join("\n") }));
  program.addHelpCommand(new Command("help").argument("[command]").description(HELP_OF_HELP).helpGroup(LAST_GROUP));
  if (args[0] === "--version" || args[0] === "-V") return program;
  const chosen = GROUPS.some(([, commands]) => Object.hasOwn(commands, args[0] ?? "")) ? args[0] : undefined;
  for (const [heading, commands] of GROUPS) {
    const wanted = Object.entries(commands).filter(([name]) => chosen === undefined || name === chosen);
    for (const make of await Promise.all(wanted.map(([, load]) => load()))) {
      const command = make(start).helpGroup(heading);
      program.addCommand(command.copyInheritedSettings(program).allowExcessArguments(false));
    }
  }
  if (chosen === undefined) await addCompletion(program, start, args);
  for (const command of allOf(program)) command.showHelpAfterError(helpHint(command));
  return program;
}

/** Says what to type to see how that command is called. */
export const helpHint = (command: Command): string =>
  command.parent === null ? texts.hint : texts.hintOf({ command: nameOf(command) });

/** Its whole name: `nearside lease fetch`. */
export const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

/** A command and all commands below it. */
export const allOf = (command: Command): Command[] => [command, ...command.commands.flatMap(allOf)];

/** `nearside completion <shell>` prints the shell's script, which calls `nearside complete` for each word. */
async function addCompletion(program: Command, start: Start, args: readonly string[]): Promise<void> {
  const [{ default: tab }, { SHELL_SCRIPTS }] = await Promise.all([
    import("@bomb.sh/tab/commander"),
    import("../completion/shell-scripts.ts"),
  ]);
  const completed = tab(program, { completionCommandName: COMPLETION });
  const scriptOf = completed.setup.bind(completed);
  completed.setup = (name, executable, shell) => {
    const own = SHELL_SCRIPTS.get(shell);
    if (own === undefined) scriptOf(name, executable, shell);
    else process.stdout.write(own);
  };
  program.commands
    .find((command) => command.name() === COMPLETION)
    ?.helpGroup(LAST_GROUP)
    .description(HELP_OF_COMPLETION)
    .addHelpText("after", COMPLETION_HELP);
  const own = completed.commands.get(COMPLETION);
  if (own !== undefined) own.description = HELP_OF_COMPLETION;
  if (args[0] !== "complete") return;
  const [{ knownNames, NOTHING_KNOWN }, { completeNames }] = await Promise.all([
    import("../completion/known-names.ts"),
    import("../completion/complete-names.ts"),
  ]);
  let names = NOTHING_KNOWN;
  await start(false, async (world) => {
    names = await knownNames(world).catch(() => NOTHING_KNOWN); // a person who presses Tab is told of no problem
  });
  completeNames(completed, names);
}
