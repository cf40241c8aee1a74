import type { Command } from "commander";
import type { PeopleOptions } from "./people.ts";

/** The actions of the command line on people. */
export interface PeopleActions {
  list(options: PeopleOptions): Promise<void>;
  setRole(user: string, role: string): Promise<void>;
}

/** Adds `nearside-server people …`. */
export function addPeopleCommands(program: Command, actions: PeopleActions): void {
  const people = program
    .command("people")
    .description("list people with their roles")
    .option("--role <role>", "of that role only, such as owner")
    .option("--search <text>", "whose name or e-mail holds that text")
    .action((options: PeopleOptions) => actions.list(options));
  people
    .command("role")
    .description("give a person a role: the way to an owner where nobody in the console is one any more")
    .argument("<user>", "the person's name")
    .argument("<role>", "user, approver, auditor, rule_author, administrator or owner")
    .action((user: string, role: string) => actions.setRole(user, role));
}
