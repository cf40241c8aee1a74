import type { Command } from "commander";
import { helpTexts } from "../../../texts/commands/help.ts";

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
  const rules = program.command("rules").description(helpTexts.rules.what);
  const folder = ["[folder]", helpTexts.rules.folder, "."] as const;
  rules
    .command("pull")
    .description(helpTexts.rules.pull)
    .argument(...folder)
    .option("--force", helpTexts.rules.force)
    .action((where: string, options: { force?: true }) => actions.pull(where, options));
  rules
    .command("test")
    .description(helpTexts.rules.test)
    .argument(...folder)
    .option("--server", helpTexts.rules.testServer)
    .action((where: string, options: { server?: true }) => actions.test(where, options));
  rules
    .command("diff")
    .description(helpTexts.rules.diff)
    .argument(...folder)
    .action((where: string) => actions.diff(where));
  rules
    .command("push")
    .description(helpTexts.rules.push)
    .argument(...folder)
    .requiredOption("--reason <text>", helpTexts.rules.reason)
    .option("--acknowledge", helpTexts.rules.acknowledge)
    .option("--replace", helpTexts.rules.replace)
    .action((where: string, options: PushOptions) => actions.push(where, options));
  rules
    .command("history")
    .description(helpTexts.rules.history)
    .action(() => actions.history());
  rules
    .command("roll-back")
    .description(helpTexts.rules.rollBack)
    .argument("<version>", helpTexts.rules.number)
    .requiredOption("--reason <text>", helpTexts.rules.reason)
    .action((version: string, options: { reason: string }) => actions.rollBack(version, options));
}
