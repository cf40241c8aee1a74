import { DEFAULT_CODES } from "@nearside/shared/api/console/break-glass.ts";
import { Argument, Command } from "commander";
import { helpTexts } from "../../texts/commands/help.ts";
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
  admit(): Promise<void>;
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
  const program = new Command("nearside-server").description(helpTexts.program).version(version).showHelpAfterError();
  program
    .command("start", { isDefault: true })
    .description(helpTexts.start.what)
    .option("--replace-lost-keys", helpTexts.start.replaceLostKeys)
    .option("--new-ticket", helpTexts.start.newTicket)
    .action((options: StartOptions) => actions.start(options));
  addTicketCommands(program, actions.tickets);
  program
    .command("admit")
    .description(helpTexts.admit)
    .action(() => actions.admit());
  addMachineCommands(program, actions.machines);
  program
    .command("revoke")
    .description(helpTexts.revoke.what)
    .addArgument(new Argument("<what>", helpTexts.revoke.kind).choices(REVOCABLE))
    .argument("<id>", helpTexts.revoke.id)
    .option("--reason <text>", helpTexts.reasonForLog)
    .action((what: (typeof REVOCABLE)[number], id: string, options: { reason?: string }) =>
      actions.revoke(what, id, options),
    );
  addDataCommands(program, actions.data);
  addOffboardingCommands(program, actions.offboarding);
  addBreakGlassCommands(program, actions.breakGlass);
  addAuthenticatorCommands(program, actions.authenticators);
  program
    .command("evidence")
    .description(helpTexts.evidence.what)
    .argument("<request>", helpTexts.evidence.login)
    .option("--output <file>", helpTexts.newFile)
    .action((login: string, options: { output?: string }) => actions.evidence(login, options));
  addArchiveCommands(program, actions.archive);
  const keys = program
    .command("keys")
    .description(helpTexts.keys.what)
    .option("--jwks", helpTexts.keys.jwks)
    .action((options: { jwks?: true }) => actions.keys(options));
  keys
    .command("rotate")
    .description(helpTexts.keys.rotate)
    .option("--after <time>", helpTexts.keys.after)
    .option("--now", helpTexts.keys.now)
    .action((options: { after?: string; now?: true }) => actions.rotateKeys(options));
  program
    .command("mail")
    .description(helpTexts.mail.what)
    .command("test")
    .description(helpTexts.mail.test)
    .argument("<address>", helpTexts.mail.address)
    .action((address: string) => actions.testMail(address));
  const events = program.command("events").description(helpTexts.events.what);
  events
    .command("status")
    .description(helpTexts.events.status)
    .action(() => actions.events.status());
  events
    .command("test")
    .description(helpTexts.events.test)
    .argument("<consumer>", helpTexts.events.consumer)
    .action((consumer: string) => actions.events.test(consumer));
  events
    .command("skip")
    .description(helpTexts.events.skip)
    .argument("<entry>", helpTexts.events.entry)
    .action((entry: string) => actions.events.skip(entry));
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
  skip(entry: string): Promise<void>;
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
  const folder = ["--folder <folder>", helpTexts.archive.folder] as const;
  const archive = program.command("archive").description(helpTexts.archive.what);
  archive
    .command("preview")
    .description(helpTexts.archive.preview)
    .action(() => actions.preview());
  archive
    .command("run")
    .description(helpTexts.archive.run)
    .action(() => actions.run());
  archive
    .command("check")
    .description(helpTexts.archive.check)
    .option(...folder)
    .action((options: { folder?: string }) => actions.check(options));
  archive
    .command("begin")
    .description(helpTexts.archive.begin)
    .action(() => actions.begin());
  archive
    .command("evidence")
    .description(helpTexts.archive.evidence)
    .argument("<request>", helpTexts.archive.login)
    .option(...folder)
    .option("--output <file>", helpTexts.newFile)
    .action((login: string, options: { folder?: string; output?: string }) => actions.evidence(login, options));
}

/** The actions of the command line on the policy for authenticators. */
interface AuthenticatorActions {
  show(): Promise<void>;
  reset(options: { readonly reason?: string }): Promise<void>;
}

/** Adds `nearside-server authenticators …`. */
function addAuthenticatorCommands(program: Command, actions: AuthenticatorActions): void {
  const authenticators = program.command("authenticators").description(helpTexts.authenticators.what);
  authenticators
    .command("show", { isDefault: true })
    .description(helpTexts.authenticators.show)
    .action(() => actions.show());
  authenticators
    .command("reset")
    .description(helpTexts.authenticators.reset)
    .option("--reason <text>", helpTexts.authenticators.reason)
    .action((options: { reason?: string }) => actions.reset(options));
}

/** The actions of the command line on break-glass codes. */
interface BreakGlassActions {
  show(): Promise<void>;
  make(options: { readonly count: string }): Promise<void>;
}

/** Adds `nearside-server break-glass …`. */
function addBreakGlassCommands(program: Command, actions: BreakGlassActions): void {
  const breakGlass = program.command("break-glass").description(helpTexts.breakGlass.what);
  breakGlass
    .command("show", { isDefault: true })
    .description(helpTexts.breakGlass.show)
    .action(() => actions.show());
  breakGlass
    .command("make")
    .description(helpTexts.breakGlass.make)
    .option("--count <n>", helpTexts.breakGlass.count, String(DEFAULT_CODES))
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
    .description(helpTexts.people.what)
    .option("--role <role>", helpTexts.people.role)
    .option("--search <text>", helpTexts.people.search)
    .action((options: PeopleOptions) => actions.list(options));
  people
    .command("erase")
    .description(helpTexts.people.erase)
    .argument("<user>", helpTexts.people.user)
    .action((user: string) => actions.erase(user));
  people
    .command("role")
    .description(helpTexts.people.setRole)
    .argument("<user>", helpTexts.people.user)
    .argument("<role>", helpTexts.people.roles)
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
