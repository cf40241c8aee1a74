import { type Command, Option } from "commander";

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
    .description("make a ticket with which a person enrols one machine; makes the user where absent")
    .argument("<user>", "the name that the person will type, such as alice")
    .option("--display-name <name>", "how a new user is shown to others")
    .option("--hours <number>", "how long it can be used, up to 168 (default: 15 minutes)")
    .option("--uses <number>", "for so many different machines of the same person (default: 1)")
    .addOption(new Option("--key <place>", "where the machine keeps its key, at least").choices(["keyring", "tpm"]))
    .option("--device-bound", "a passkey that can't be copied to other devices")
    .option("--attested", "an authenticator that proves its make")
    .action((user: string, options: TicketOptions) => actions.make(user, options));
  const tickets = program.command("tickets").description("tickets that can still be used: list, free, revoke");
  tickets
    .command("list", { isDefault: true })
    .description("show them, with their ids and the machines that have begun; the tickets themselves nobody knows")
    .argument("[user]", "for that person only")
    .action((user: string | undefined) => actions.list(user));
  tickets
    .command("free")
    .description("give one back to its person, who can begin again: what had begun with it ends")
    .argument("<id>", "as the list shows it")
    .action((id: string) => actions.free(id));
  tickets
    .command("revoke")
    .description("take one back: nobody enrols with it, and what had begun with it ends")
    .argument("<id>", "as the list shows it")
    .action((id: string) => actions.revoke(id));
}
