import { Argument, Command } from "commander";
import { type AuthenticatorActions, addAuthenticatorCommands } from "./authenticators-program.ts";
import { addBreakGlassCommands, type BreakGlassActions } from "./break-glass-program.ts";
import { addClientCommands, type ClientActions } from "./client-program.ts";
import { addLeavingCommands, type LeavingActions } from "./leaving-program.ts";
import { addMachineCommands, type MachineActions } from "./machine-program.ts";
import { addPeopleCommands, type PeopleActions } from "./people-program.ts";
import { REVOCABLE } from "./revoke.ts";
import { addRulesCommands, type RulesActions } from "./rules-program.ts";
import { addTicketCommands, type TicketActions } from "./ticket-program.ts";

/** The actions of the command line. Each gets its own arguments and reports its own result. */
export interface Actions {
  start(options: { readonly replaceLostKeys?: true }): Promise<void>;
  confirm(): Promise<void>;
  revoke(what: (typeof REVOCABLE)[number], id: string, options: { readonly reason?: string }): Promise<void>;
  restoreUser(user: string): Promise<void>;
  evidence(login: string, options: { readonly output?: string }): Promise<void>;
  keys(options: { readonly jwks?: true }): Promise<void>;
  rotateKeys(options: { readonly after?: string; readonly now?: true }): Promise<void>;
  testMail(address: string): Promise<void>;
  authenticators: AuthenticatorActions;
  breakGlass: BreakGlassActions;
  clients: ClientActions;
  leaving: LeavingActions;
  machines: MachineActions;
  people: PeopleActions;
  rules: RulesActions;
  tickets: TicketActions;
}

/** Creates the program that reads `nearside-server …` as a person types it in the server's own shell. */
export function createProgram(version: string, actions: Actions): Command {
  const program = new Command("nearside-server")
    .description("The Nearside server. Settings come from NEARSIDE_* variables or the file that NEARSIDE_CONFIG names.")
    .version(version)
    .showHelpAfterError();
  program
    .command("start", { isDefault: true })
    .description("run the server until it gets SIGTERM or SIGINT")
    .option("--replace-lost-keys", "where the key is lost that wraps the signing keys: give them up and make a new one")
    .action((options: { replaceLostKeys?: true }) => actions.start(options));
  addTicketCommands(program, actions.tickets);
  program
    .command("confirm")
    .description("let a machine or a browser in that waits: type the six words that its person reads out")
    .action(() => actions.confirm());
  addMachineCommands(program, actions.machines);
  program
    .command("revoke")
    .description("suspend a person, or revoke a machine, a browser or a passkey for good, and end what rests on it")
    .addArgument(new Argument("<what>", "what it is").choices(REVOCABLE))
    .argument("<id>", "the person's name, or the id that `machines` lists")
    .option("--reason <text>", "why, for the log of events")
    .action((what: (typeof REVOCABLE)[number], id: string, options: { reason?: string }) =>
      actions.revoke(what, id, options),
    );
  program
    .command("restore")
    .description("let a suspended person in again")
    .addArgument(new Argument("<what>", "what it is").choices(["user"]))
    .argument("<name>", "the person's name")
    .action((_what: string, name: string) => actions.restoreUser(name));
  addLeavingCommands(program, actions.leaving);
  addBreakGlassCommands(program, actions.breakGlass);
  addAuthenticatorCommands(program, actions.authenticators);
  program
    .command("evidence")
    .description("print what proves a login, for anybody to verify offline with `nearside verify`")
    .argument("<request>", "the login's number, rq_…: `nearside login` prints it, and the page that approved it")
    .option("--output <file>", "write a new file for this account alone, instead of printing")
    .action((login: string, options: { output?: string }) => actions.evidence(login, options));
  const keys = program
    .command("keys")
    .description("list the keys that the server signs with, has signed with or will sign with")
    .option("--jwks", "print all of them as a JWK Set instead, for `nearside verify --jwks`")
    .action((options: { jwks?: true }) => actions.keys(options));
  keys
    .command("rotate")
    .description("publish a new key now, and sign with it once everybody had the time to read it")
    .option("--after <time>", "how long it is published before it signs, such as 24h or 30m (default: 24h)")
    .option("--now", "give up every key at once, because somebody else may have had it: all it signed ends")
    .action((options: { after?: string; now?: true }) => actions.rotateKeys(options));
  program
    .command("mail")
    .description("the mail by which people are told what happens with their accounts")
    .command("test")
    .description("send one message by the running server, and show what the mail server said")
    .argument("<address>", "where to, such as you@example.com")
    .action((address: string) => actions.testMail(address));
  addClientCommands(program, actions.clients);
  addPeopleCommands(program, actions.people);
  addRulesCommands(program, actions.rules);
  return program;
}
