import type { Command } from "commander";

/** The actions of the command line on step-up rules. */
export interface RulesActions {
  pull(folder: string, options: { readonly force?: true }): Promise<void>;
  push(folder: string, options: PushOptions): Promise<void>;
  test(folder: string, options: { readonly server?: true }): Promise<void>;
  diff(folder: string): Promise<void>;
  history(): Promise<void>;
  rollBack(version: string, options: { readonly reason: string }): Promise<void>;
}

export interface PushOptions {
  readonly reason: string;
  readonly acknowledge?: true;
  readonly replace?: true;
}

/** Adds `nearside-server rules …`. */
export function addRulesCommands(program: Command, actions: RulesActions): void {
  const rules = program
    .command("rules")
    .description("step-up rules as files, for git and CI: rules.cedar, and the tests beside it in rules.tests.json");
  const folder = ["[folder]", "where the files lie", "."] as const;
  rules
    .command("pull")
    .description("write the rules in force as files, and in rules.version which version they are")
    .argument(...folder)
    .option("--force", "over files that say something else")
    .action((where: string, options: { force?: true }) => actions.pull(where, options));
  rules
    .command("test")
    .description("check the files and run their tests, without a server; what is wrong is said with its line")
    .argument(...folder)
    .option("--server", "ask the running server too: whether what they name exists, and what lint finds in late logins")
    .action((where: string, options: { server?: true }) => actions.test(where, options));
  rules
    .command("diff")
    .description("show what the files would change of the rules in force")
    .argument(...folder)
    .action((where: string) => actions.diff(where));
  rules
    .command("push")
    .description("publish the files, where they were made from the version in force")
    .argument(...folder)
    .requiredOption("--reason <text>", "why, for the history")
    .option("--acknowledge", "publish in spite of what lint warns of")
    .option("--replace", "publish whatever version is in force by now, such as from CI where git alone counts")
    .action((where: string, options: PushOptions) => actions.push(where, options));
  rules
    .command("history")
    .description("list every version with its author and reason")
    .action(() => actions.history());
  rules
    .command("roll-back")
    .description("put an earlier version into force again, at once; 0 is what there is before anybody publishes rules")
    .argument("<version>", "its number, as `rules history` lists it")
    .requiredOption("--reason <text>", "why, for the history")
    .action((version: string, options: { reason: string }) => actions.rollBack(version, options));
}
