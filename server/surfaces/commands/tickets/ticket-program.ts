import { type Command, Option } from "commander";
import { helpTexts } from "../../../texts/commands/help.ts";

/** The options as the administrator typed them. */
export interface TicketOptions {
  readonly displayName?: string;
  readonly hours?: string;
  readonly uses?: string;
  readonly key?: "keyring" | "tpm";
  readonly deviceBound?: true;
  readonly attested?: true;
}

/** The actions of the command line on tickets. */
export interface TicketActions {
  make(user: string, options: TicketOptions): Promise<void>;
  list(user: string | undefined): Promise<void>;
  free(id: string): Promise<void>;
  revoke(id: string): Promise<void>;
}

/** Adds `nearside-server ticket …` and `nearside-server tickets …`. */
export function addTicketCommands(program: Command, actions: TicketActions): void {
  program
    .command("ticket")
    .description(helpTexts.tickets.make)
    .argument("<user>", helpTexts.tickets.user)
    .option("--display-name <name>", helpTexts.tickets.displayName)
    .option("--hours <number>", helpTexts.tickets.hours)
    .option("--uses <number>", helpTexts.tickets.uses)
    .addOption(new Option("--key <place>", helpTexts.tickets.key).choices(["keyring", "tpm"]))
    .option("--device-bound", helpTexts.tickets.deviceBound)
    .option("--attested", helpTexts.tickets.attested)
    .action((user: string, options: TicketOptions) => actions.make(user, options));
  const tickets = program.command("tickets").description(helpTexts.tickets.what);
  tickets
    .command("list", { isDefault: true })
    .description(helpTexts.tickets.list)
    .argument("[user]", helpTexts.tickets.ofPerson)
    .action((user: string | undefined) => actions.list(user));
  tickets
    .command("free")
    .description(helpTexts.tickets.free)
    .argument("<id>", helpTexts.tickets.id)
    .action((id: string) => actions.free(id));
  tickets
    .command("revoke")
    .description(helpTexts.tickets.revoke)
    .argument("<id>", helpTexts.tickets.id)
    .action((id: string) => actions.revoke(id));
}
