import type { Command } from "commander";
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
  takeBack(id: string, options: AllowanceOptions): Promise<void>;
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
  const clients = program
    .command("clients")
    .description("programs and APIs that may ask: list, add, allow, take-back, verify, keys, remove");
  clients
    .command("list", { isDefault: true })
    .description("show them all, the built-in one and those of the configuration file too")
    .action(() => actions.list());
  clients
    .command("add")
    .description("register one; prints what was registered")
    .option("--file <metadata.json>", "metadata of RFC 7591, which an API with its keys needs")
    .option("--name <name>", "of a command line, as approvals show it")
    .option("--scope <scopes>", "what it may ask for", words, NONE)
    .option("--resource <url>", "where its tokens may be used", words, NONE)
    .option("--detail-type <type>", "what details it may ask for (RFC 9396); any where left out", one, NONE)
    .option("--redirect-uri <uri>", "a loopback address, such as http://127.0.0.1/callback", words, NONE)
    .option(
      "--by-redirect",
      "let it log in by a redirect there, for a short token without a key (docs/how-to/allow-redirect-programs.md)",
    )
    .option(
      "--executable <program>",
      "the path or name of a program that may listen there; any where left out",
      one,
      NONE,
    )
    .option("--token-life <time>", "how long its access tokens last, from 1m to 1h (default: 15m)")
    .option("--login-life <time>", "how long a login by it lasts, from 5m to 365d (default: 12h)")
    .action((options: AddClientOptions) => actions.add(options));
  clients
    .command("allow")
    .description("let the built-in command line ask for an API of yours, and for its scopes")
    .argument("<id>", "nearside-cli")
    .option("--resource <url>", "the address of the API, as people name it at the login", words, NONE)
    .option("--scope <scopes>", "what it may ask for there", words, NONE)
    .action((id: string, options: AllowanceOptions) => actions.allow(id, options));
  clients
    .command("take-back")
    .description("take back what was allowed so; logins that have it keep it until they end")
    .argument("<id>", "nearside-cli")
    .option("--resource <url>", "the address of the API", words, NONE)
    .option("--scope <scopes>", "what it may ask for no more", words, NONE)
    .action((id: string, options: AllowanceOptions) => actions.takeBack(id, options));
  clients
    .command("verify")
    .description("vouch for a command line's name: approvals show it as verified")
    .argument("<id>", "cl_…, as the list shows it")
    .action((id: string) => actions.verify(id));
  clients
    .command("keys")
    .description("replace the keys by which an API proves itself; it keeps its id, and nothing ends")
    .argument("<id>", "cl_…, as the list shows it")
    .requiredOption(
      "--file <jwks.json>",
      "a JWK Set of public keys: those that count from now on, the old one too while it is in use",
    )
    .action((id: string, options: { readonly file: string }) => actions.replaceKeys(id, options));
  clients
    .command("remove")
    .description("strike one off: it is refused everywhere from then on")
    .argument("<id>", "cl_…, as the list shows it")
    .action((id: string) => actions.remove(id));
  program
    .command("client-ticket")
    .description("make a ticket with which somebody else registers clients (RFC 7591)")
    .option("--kind <kinds>", "command-line (the default), resource-server", words, NONE)
    .option("--scope <scopes>", "the scopes that they may have, at most", words, NONE)
    .option("--resource <url>", "the resources that they may have, at most", words, NONE)
    .option("--detail-type <type>", "the types of details that they may ask for, at most (RFC 9396)", one, NONE)
    .option("--uses <number>", "how many clients it registers", "1")
    .option("--hours <number>", "how long it lives", "24")
    .action((options: ClientTicketOptions) =>
      actions.ticket({ ...options, kind: options.kind.length === 0 ? ["command-line"] : options.kind }),
    );
  const tickets = program
    .command("client-tickets")
    .description("tickets with which clients can still be registered: list, revoke");
  tickets
    .command("list", { isDefault: true })
    .description("show them, with the ids by which they are taken back; the tickets themselves nobody knows")
    .action(() => actions.listTickets());
  tickets
    .command("revoke")
    .description("take one back; what was registered with it stays")
    .argument("<id>", "as the list shows it")
    .action((id: string) => actions.revokeTicket(id));
}
