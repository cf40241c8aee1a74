import type { Command } from "commander";
import { helpTexts } from "../../../texts/commands/help.ts";
import type { ClientTicketOptions } from "./client-ticket.ts";
import type { AddClientOptions, AllowanceOptions } from "./clients.ts";

/** The actions of the command line on clients. */
export interface ClientActions {
  ticket(options: ClientTicketOptions): Promise<void>;
  listTickets(): Promise<void>;
  revokeTicket(id: string): Promise<void>;
  list(): Promise<void>;
  add(options: AddClientOptions): Promise<void>;
  verify(id: string): Promise<void>;
  replaceKeys(id: string, options: { readonly file: string }): Promise<void>;
  allow(id: string, options: AllowanceOptions): Promise<void>;
  disallow(id: string, options: AllowanceOptions): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Collects an option that may be given several times, or with several words. */
const words = (text: string, before: readonly string[]): readonly string[] => [
  ...before,
  ...text.split(" ").filter((word) => word !== ""),
];
/** Collects an option that may be given several times, and whose value may contain spaces. */
const one = (text: string, before: readonly string[]): readonly string[] => [...before, text];
const NONE: readonly string[] = [];

/** Adds `nearside-server clients …`, `nearside-server client-ticket` and `nearside-server client-tickets …`. */
export function addClientCommands(program: Command, actions: ClientActions): void {
  const clients = program.command("clients").description(helpTexts.clients.what);
  clients
    .command("list", { isDefault: true })
    .description(helpTexts.clients.list)
    .action(() => actions.list());
  clients
    .command("add")
    .description(helpTexts.clients.add)
    .option("--file <metadata.json>", helpTexts.clients.file)
    .option("--name <name>", helpTexts.clients.name)
    .option("--scope <scopes>", helpTexts.clients.scope, words, NONE)
    .option("--resource <url>", helpTexts.clients.resource, words, NONE)
    .option("--detail-type <type>", helpTexts.clients.detailType, one, NONE)
    .option("--redirect-uri <uri>", helpTexts.clients.redirectUri, words, NONE)
    .option("--by-redirect", helpTexts.clients.byRedirect)
    .option("--executable <program>", helpTexts.clients.executable, one, NONE)
    .option("--token-life <time>", helpTexts.clients.tokenLife)
    .option("--login-life <time>", helpTexts.clients.loginLife)
    .action((options: AddClientOptions) => actions.add(options));
  clients
    .command("allow")
    .description(helpTexts.clients.allow)
    .argument("<id>", "nearside-cli")
    .option("--resource <url>", helpTexts.clients.allowResource, words, NONE)
    .option("--scope <scopes>", helpTexts.clients.allowScope, words, NONE)
    .action((id: string, options: AllowanceOptions) => actions.allow(id, options));
  clients
    .command("disallow")
    .description(helpTexts.clients.disallow)
    .argument("<id>", "nearside-cli")
    .option("--resource <url>", helpTexts.clients.takeResource, words, NONE)
    .option("--scope <scopes>", helpTexts.clients.takeScope, words, NONE)
    .action((id: string, options: AllowanceOptions) => actions.disallow(id, options));
  clients
    .command("verify")
    .description(helpTexts.clients.verify)
    .argument("<id>", helpTexts.clients.id)
    .action((id: string) => actions.verify(id));
  clients
    .command("keys")
    .description(helpTexts.clients.keys)
    .argument("<id>", helpTexts.clients.id)
    .requiredOption("--file <jwks.json>", helpTexts.clients.jwks)
    .action((id: string, options: { readonly file: string }) => actions.replaceKeys(id, options));
  clients
    .command("remove")
    .description(helpTexts.clients.remove)
    .argument("<id>", helpTexts.clients.id)
    .action((id: string) => actions.remove(id));
  program
    .command("client-ticket")
    .description(helpTexts.clientTicket.what)
    .option("--kind <kinds>", helpTexts.clientTicket.kinds, words, NONE)
    .option("--scope <scopes>", helpTexts.clientTicket.scopes, words, NONE)
    .option("--resource <url>", helpTexts.clientTicket.resources, words, NONE)
    .option("--detail-type <type>", helpTexts.clientTicket.detailTypes, one, NONE)
    .option("--uses <number>", helpTexts.clientTicket.uses, "1")
    .option("--hours <number>", helpTexts.clientTicket.hours, "24")
    .action((options: ClientTicketOptions) =>
      actions.ticket({ ...options, kind: options.kind.length === 0 ? ["command-line"] : options.kind }),
    );
  const tickets = program.command("client-tickets").description(helpTexts.clientTicket.manage);
  tickets
    .command("list", { isDefault: true })
    .description(helpTexts.clientTicket.list)
    .action(() => actions.listTickets());
  tickets
    .command("revoke")
    .description(helpTexts.clientTicket.revoke)
    .argument("<id>", helpTexts.clientTicket.id)
    .action((id: string) => actions.revokeTicket(id));
}
