import { DEFAULT_CODES } from "@nearside/shared/api/console/break-glass.ts";
import { Argument, Command } from "commander";
import { addClientCommands, type ClientActions } from "./clients/client-program.ts";
import { addDataCommands, type DataActions } from "./data/data-program.ts";
import { addExtensionCommands, type ExtensionActions } from "./extension/extension-program.ts";
import { addHostCommands, type HostActions } from "./hosts/host-program.ts";
import { addMachineCommands, type MachineActions } from "./machines/machine-program.ts";
import { REVOCABLE } from "./machines/revoke.ts";
import { addOffboardingCommands, type OffboardingActions } from "./offboarding/offboarding-program.ts";
import type { PeopleOptions } from "./people.ts";
import { addRulesCommands, type RulesActions } from "./rules/rules-program.ts";
import { addTicketCommands, type TicketActions } from "./tickets/ticket-program.ts";

/** A person may ask for these at a start. */
interface StartOptions {
  readonly replaceLostKeys?: true;
  readonly newTicket?: true;
}

/** The actions of the command line. Each gets its own arguments and reports its own result. */
export interface Actions {
  start(options: StartOptions): Promise<void>;
  confirm(): Promise<void>;
  revoke(what: (typeof REVOCABLE)[number], id: string, options: { readonly reason?: string }): Promise<void>;
  data: DataActions;
  evidence(login: string, options: { readonly output?: string }): Promise<void>;
  archive: ArchiveActions;
  keys(options: { readonly jwks?: true }): Promise<void>;
  rotateKeys(options: { readonly after?: string; readonly now?: true }): Promise<void>;
  testMail(address: string): Promise<void>;
  events: EventActions;
  authenticators: AuthenticatorActions;
  breakGlass: BreakGlassActions;
  clients: ClientActions;
  extension: ExtensionActions;
  hosts: HostActions;
  offboarding: OffboardingActions;
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
    .option(
      "--new-ticket",
      "before the first machine is enrolled: make a new ticket, and end the one that an earlier start has shown",
    )
    .action((options: StartOptions) => actions.start(options));
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
  addDataCommands(program, actions.data);
  addOffboardingCommands(program, actions.offboarding);
  addBreakGlassCommands(program, actions.breakGlass);
  addAuthenticatorCommands(program, actions.authenticators);
  program
    .command("evidence")
    .description("print what proves a login, for anybody to verify offline with `nearside verify`")
    .argument("<request>", "the login's number, rq_…: `nearside login` prints it, and the page that approved it")
    .option("--output <file>", "write a new file for this account alone, instead of printing")
    .action((login: string, options: { output?: string }) => actions.evidence(login, options));
  addArchiveCommands(program, actions.archive);
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
  const events = program
    .command("events")
    .description("where entries of the security log are sent as they are written: a file, syslog, a webhook");
  events
    .command("status")
    .description("how far each place is, and what went wrong last")
    .action(() => actions.events.status());
  events
    .command("test")
    .description("send one made-up event by the running server, and show what the consumer answered")
    .argument("<consumer>", "file, syslog or webhook")
    .action((consumer: string) => actions.events.test(consumer));
  events
    .command("pass-by")
    .description("go on behind an entry that the webhook never takes; the log says so")
    .argument("<entry>", "the number at which it fails, as `events status` says it")
    .action((entry: string) => actions.events.passBy(entry));
  addClientCommands(program, actions.clients);
  addExtensionCommands(program, actions.extension);
  addHostCommands(program, actions.hosts);
  addPeopleCommands(program, actions.people);
  addRulesCommands(program, actions.rules);
  return program;
}

/** The actions of the command line on the places to which events are sent. */
interface EventActions {
  status(): Promise<void>;
  test(consumer: string): Promise<void>;
  passBy(entry: string): Promise<void>;
}

/** The actions of the command line on the archive. */
interface ArchiveActions {
  check(options: { readonly folder?: string }): Promise<void>;
  preview(): Promise<void>;
  run(): Promise<void>;
  begin(): Promise<void>;
  evidence(login: string, options: { readonly folder?: string; readonly output?: string }): Promise<void>;
}

/** Adds `nearside-server archive …`. */
function addArchiveCommands(program: Command, actions: ArchiveActions): void {
  const folder = ["--folder <folder>", "the archive, if it is not where the settings say"] as const;
  const archive = program
    .command("archive")
    .description("old logins and events that are moved out of the database: what goes, what went, and if it is whole");
  archive
    .command("preview")
    .description("how much would be moved there now, and how old it is")
    .action(() => actions.preview());
  archive
    .command("run")
    .description("move all that is old there at once, instead of by and by, and watch")
    .action(() => actions.run());
  archive
    .command("check")
    .description("read every batch again, say if one is missing or was changed, and ask the server for the last one")
    .option(...folder)
    .action((options: { folder?: string }) => actions.check(options));
  archive
    .command("begin")
    .description(
      "where the archive has lost its last part, or has more than the server moved there, and the server therefore moves nothing: go on with what is there; the log says so",
    )
    .action(() => actions.begin());
  archive
    .command("evidence")
    .description("print what proves a login that was moved to the archive, for `nearside verify`")
    .argument("<request>", "the login's number, rq_…")
    .option(...folder)
    .option("--output <file>", "write a new file for this account alone, instead of printing")
    .action((login: string, options: { folder?: string; output?: string }) => actions.evidence(login, options));
}

/** The actions of the command line on the policy for authenticators. */
interface AuthenticatorActions {
  show(): Promise<void>;
  reset(options: { readonly reason?: string }): Promise<void>;
}

/** Adds `nearside-server authenticators …`. */
function addAuthenticatorCommands(program: Command, actions: AuthenticatorActions): void {
  const authenticators = program
    .command("authenticators")
    .description("which authenticators are taken at enrolment: show the policy in force, or lift it");
  authenticators
    .command("show", { isDefault: true })
    .description("the policy in force, who published it, and whether a passkey of an owner fits it")
    .action(() => actions.show());
  authenticators
    .command("reset")
    .description("take any authenticator again, where a policy lets nobody in any more; the history keeps it")
    .option("--reason <text>", "why, for the history and the log of events")
    .action((options: { reason?: string }) => actions.reset(options));
}

/** The actions of the command line on break-glass codes. */
interface BreakGlassActions {
  show(): Promise<void>;
  make(options: { readonly count: string }): Promise<void>;
}

/** Adds `nearside-server break-glass …`. */
function addBreakGlassCommands(program: Command, actions: BreakGlassActions): void {
  const breakGlass = program
    .command("break-glass")
    .description("codes on paper for the day when nobody can sign in: show what is left, make new ones");
  breakGlass
    .command("show", { isDefault: true })
    .description("how many are left, and which uses an owner has not reviewed")
    .action(() => actions.show());
  breakGlass
    .command("make")
    .description("make new ones, shown this once; those before are void")
    .option("--count <n>", "how many", String(DEFAULT_CODES))
    .action((options: { count: string }) => actions.make(options));
}

/** The actions of the command line on people. */
interface PeopleActions {
  list(options: PeopleOptions): Promise<void>;
  setRole(user: string, role: string): Promise<void>;
  erase(user: string): Promise<void>;
}

/** Adds `nearside-server people …`. */
function addPeopleCommands(program: Command, actions: PeopleActions): void {
  const people = program
    .command("people")
    .description("list people with their roles")
    .option("--role <role>", "of that role only, such as owner")
    .option("--search <text>", "whose name or e-mail holds that text")
    .action((options: PeopleOptions) => actions.list(options));
  people
    .command("erase")
    .description("erase what is stored about a person who has left, as far as no signature is over it")
    .argument("<user>", "the person's name")
    .action((user: string) => actions.erase(user));
  people
    .command("role")
    .description("give a person a role: the way to an owner where nobody in the console is one any more")
    .argument("<user>", "the person's name")
    .argument("<role>", "user, approver, auditor, rule_author, administrator or owner")
    .action((user: string, role: string) => actions.setRole(user, role));
}

/**
 * Matches base64url of 128 random bits or more: thumbprints, credential ids and hashes of tickets, of which one in 64 begins with
 * a hyphen. A word of only small letters and hyphens is an option that the person meant.
 */
const LIKE_AN_OPTION = /^-(?!-?[a-z-]*$)[\w-]{21,}$/;

/**
 * Moves ids that look like options behind `--`, where they are read as ids. It moves nothing if `--` was typed already, or if the
 * word may be the value of an option.
 */
export function idsLast(typed: readonly string[]): readonly string[] {
  if (typed.includes("--")) return typed;
  const isId = (word: string, at: number): boolean =>
    LIKE_AN_OPTION.test(word) && !/^--[a-z-]+$/.test(typed[at - 1] ?? "");
  const ids = typed.filter(isId);
  return ids.length === 0 ? typed : [...typed.filter((word, at) => !isId(word, at)), "--", ...ids];
}
