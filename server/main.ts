#!/usr/bin/env node
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { DestinationStream } from "pino";
import packageJson from "./package.json" with { type: "json" };
import { CannotStart } from "./platform/config/cannot-start.ts";
import { type Config, type ConfigSources, readConfig } from "./platform/config/config.ts";
import { ConfigError } from "./platform/config/config-error.ts";
import { defaultDataFolder } from "./platform/config/default-data-folder.ts";
import { CONFIG_FILE_VARIABLE } from "./platform/config/settings.ts";
import { refuseReadablePassword, refuseUnsafeConfiguration } from "./platform/safety/refuse-unsafe.ts";
import type { Surroundings } from "./platform/surroundings.ts";
import { passedSocket } from "./platform/systemd/passed-socket.ts";
import { supervisorOf } from "./platform/systemd/supervisor.ts";
import {
  archivedEvidenceCommand,
  beginArchiveCommand,
  checkArchiveCommand,
  previewArchiveCommand,
  runArchiveCommand,
} from "./surfaces/commands/archive.ts";
import { resetAuthenticatorsCommand, showAuthenticatorsCommand } from "./surfaces/commands/authenticators.ts";
import { makeCodesCommand, showBreakGlassCommand } from "./surfaces/commands/break-glass.ts";
import { clientTicketCommand } from "./surfaces/commands/clients/client-ticket.ts";
import { listClientTicketsCommand, revokeClientTicketCommand } from "./surfaces/commands/clients/client-tickets.ts";
import {
  addClientCommand,
  changeAllowanceCommand,
  listClientsCommand,
  removeClientCommand,
  replaceClientKeysCommand,
  verifyClientCommand,
} from "./surfaces/commands/clients/clients.ts";
import { eventsStatusCommand, skipEntryCommand, testEventsCommand } from "./surfaces/commands/events.ts";
import { evidenceCommand } from "./surfaces/commands/evidence.ts";
import {
  endExtensionKeyCommand,
  listExtensionKeysCommand,
  policyCommand,
  rotateExtensionKeyCommand,
} from "./surfaces/commands/extension/extension.ts";
import {
  addHostCommand,
  importHostsCommand,
  listHostsCommand,
  removeHostCommand,
  renameHostCommand,
} from "./surfaces/commands/hosts/hosts.ts";
import { keysCommand } from "./surfaces/commands/keys.ts";
import { actOnMachineCommand } from "./surfaces/commands/machines/act-on-machine.ts";
import { admitCommand } from "./surfaces/commands/machines/admit.ts";
import { machinesCommand } from "./surfaces/commands/machines/machines.ts";
import { restoreUserCommand, revokeCommand } from "./surfaces/commands/machines/revoke.ts";
import { testMailCommand } from "./surfaces/commands/mail.ts";
import { offboardCommand } from "./surfaces/commands/offboarding/offboard.ts";
import { reportCommand } from "./surfaces/commands/offboarding/report.ts";
import { erasePersonCommand, peopleCommand, setRoleCommand } from "./surfaces/commands/people.ts";
import { createProgram, idsLast } from "./surfaces/commands/program.ts";
import { rotateKeysCommand } from "./surfaces/commands/rotate-keys.ts";
import {
  diffRulesCommand,
  pullRulesCommand,
  pushRulesCommand,
  rollBackRulesCommand,
  rulesHistoryCommand,
} from "./surfaces/commands/rules/rules.ts";
import { asTypedHere } from "./surfaces/commands/terminal/own-command.ts";
import type { Terminal } from "./surfaces/commands/terminal/terminal.ts";
import { TypedLines } from "./surfaces/commands/terminal/typed-lines.ts";
import { ticketCommand } from "./surfaces/commands/tickets/ticket.ts";
import { freeTicketCommand, revokeTicketCommand, ticketsCommand } from "./surfaces/commands/tickets/tickets.ts";
import { configTexts } from "./texts/config.ts";
import { writeFailureTexts } from "./texts/write-failures.ts";

// This is the one place that reads environment, clock and randomness, and that talks to the terminal.

/** sysexits.h EX_CONFIG: a person has to fix the problem, so another start would not help. */
const EX_CONFIG = 78;
/** sysexits.h EX_IOERR. */
const EX_IOERR = 74;
/** sysexits.h EX_TEMPFAIL: the same may succeed in a moment, for example once the database is up. */
const EX_TEMPFAIL = 75;

/** All that the server reads of what it came with is in its own package, wherever that is. */
const packageFolder = dirname(findPackageJSON(import.meta.url) ?? "");
const pagesFolder = join(packageFolder, "dist/pages");
/** The parts that it hands out, as dist/get/parts.json lists them. */
const getFolder = join(packageFolder, "dist/get");

const isCheckout = existsSync(join(packageFolder, "main.ts"));
/** Our commands, as they are typed here: the scripts of a checkout find Node 24 in it, and no other account's PATH has its programs. */
const ownCommand = isCheckout ? "npm run -s nearside-server --" : "nearside-server";

const typed = new TypedLines({
  // few commands ask anything, and Node opens the stream when it is first named
  get input() {
    return process.stdin;
  },
  output: process.stderr,
});
const terminal: Terminal = {
  out: (text) => void process.stdout.write(`${text}\n`),
  say: (text) => void process.stderr.write(`${asTypedHere(text, ownCommand)}\n`),
  ask: (question) => typed.ask(question),
};

/** Hints of the log in a terminal name our commands as the other messages do. */
const typedHere = (destination: DestinationStream): DestinationStream => ({
  write: (text) => destination.write(asTypedHere(text, ownCommand)),
});

const surroundings: Surroundings = {
  clock: () => Date.now(),
  random: (length) => new Uint8Array(randomBytes(length)),
};

/** Programs are looked for in these folders, separated as in PATH. */
const programs = process.env["PATH"] ?? "";

const account = { uid: process.geteuid?.() };

/** The root where the account has no home, as a number without a name in a container: nothing can be made there, and the server says so. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return "/";
  }
}

function config(): Config {
  const named = process.env[CONFIG_FILE_VARIABLE];
  const sources: ConfigSources = {
    env: process.env,
    workingFolder: process.cwd(),
    defaultDataFolder: defaultDataFolder({
      packageFolder,
      isCheckout,
      env: process.env,
      platform: process.platform,
      home: homeFolder(),
    }),
  };
  if (named === undefined) return readConfig(sources);
  const path = resolve(named);
  refuseUnsafeConfiguration(path, account);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const problem = { setting: CONFIG_FILE_VARIABLE, problem: configTexts.file.unreadable, example: undefined };
    throw new ConfigError([problem], { cause });
  }
  const settings = readConfig({ ...sources, file: { text, folder: dirname(path) } });
  refuseReadablePassword(path, settings, account);
  return settings;
}

/** Resolves at the first signal. A second one ends the process at once. */
function signalToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}

const program = createProgram(packageJson.version, {
  async start({ replaceLostKeys, newTicket }) {
    const ending = signalToEnd();
    const settings = config();
    const passed = passedSocket(process.env, process.pid);
    // it is imported only now: the other commands, and the message about a wrong setting, need not wait for the whole server to
    // load
    const [{ startCommand }, { createLog }, { asText }, { pino }] = await Promise.all([
      import("./surfaces/commands/start.ts"),
      import("./platform/log/log.ts"),
      import("./platform/log/log-text.ts"),
      import("pino"),
    ]);
    const isText = settings.logFormat === "auto" ? process.stderr.isTTY === true : settings.logFormat === "text";
    const stderr = pino.destination({ dest: 2, sync: true });
    const log = createLog(settings.logLevel, surroundings.clock, isText ? asText(typedHere(stderr)) : stderr);
    const versions = { nearside: packageJson.version, node: process.versions.node };
    const own = { pagesFolder, partsFolder: getFolder, versions, account, passed };
    const asked = { replaceLost: replaceLostKeys === true, newTicket: newTicket === true };
    const installation = { config: settings, log, tellsEvents: isText, ...own, ...asked };
    const texts = { inTerminal: process.stdout.isTTY === true, command: ownCommand };
    await startCommand(installation, surroundings, texts, terminal, supervisorOf(process.env), ending);
  },
  tickets: {
    make: (user, options) => ticketCommand(config().dataFolder, user, options, terminal),
    list: (user) => ticketsCommand(config().dataFolder, user, terminal),
    free: (id) => freeTicketCommand(config().dataFolder, id, terminal),
    revoke: (id) => revokeTicketCommand(config().dataFolder, id, terminal),
  },
  admit: () => admitCommand(config().dataFolder, terminal),
  revoke: (what, id, { reason }) => revokeCommand(config().dataFolder, { what, id, note: reason }, terminal),
  data: {
    async backUp(file, { replace }) {
      const { backUpCommand } = await import("./surfaces/commands/data/backup.ts");
      const asked = { file, replace: replace === true, version: packageJson.version, programs };
      await backUpCommand(config(), asked, surroundings, terminal);
    },
    async restore(file, { sha256 }) {
      const { restoreCommand } = await import("./surfaces/commands/data/restore.ts");
      await restoreCommand(config(), { file, sha256, programs }, surroundings, terminal);
    },
    async migrateTo(url) {
      const { migrateToCommand } = await import("./surfaces/commands/data/migrate-to.ts");
      await migrateToCommand(config(), url, process.env, surroundings, terminal);
    },
    restoreUser: (user) => restoreUserCommand(config().dataFolder, user, terminal),
  },
  evidence: (login, { output }) => evidenceCommand(config().dataFolder, { login, output }, terminal),
  archive: {
    check: ({ folder }) => checkArchiveCommand(folder === undefined ? config() : folder, terminal),
    preview: () => previewArchiveCommand(config().dataFolder, terminal),
    run: () => runArchiveCommand(config().dataFolder, terminal),
    begin: () => beginArchiveCommand(config().dataFolder, terminal),
    evidence: (login, { folder, output }) =>
      archivedEvidenceCommand(folder ?? config().retention.archive, { login, output }, terminal),
  },
  keys: ({ jwks }) => keysCommand(config().dataFolder, { asJwks: jwks === true }, terminal),
  rotateKeys: ({ after, now }) => rotateKeysCommand(config().dataFolder, { after, now: now === true }, terminal),
  machines: {
    list: (user) => machinesCommand(config().dataFolder, user, terminal),
    act: (action, id, { reason }) => actOnMachineCommand(config().dataFolder, { action, id, note: reason }, terminal),
  },
  offboarding: {
    offboard: (user, options) => offboardCommand(config().dataFolder, { user, ...options }, terminal),
    report: (user, { output }) => reportCommand(config().dataFolder, { user, output }, terminal),
  },
  events: {
    status: () => eventsStatusCommand(config().dataFolder, terminal),
    test: (consumer) => testEventsCommand(config().dataFolder, consumer, terminal),
    skip: (entry) => skipEntryCommand(config().dataFolder, entry, terminal),
  },
  testMail: (address) => testMailCommand(config().dataFolder, address, terminal),
  authenticators: {
    show: () => showAuthenticatorsCommand(config().dataFolder, terminal),
    reset: ({ reason }) => resetAuthenticatorsCommand(config().dataFolder, { reason }, terminal),
  },
  breakGlass: {
    show: () => showBreakGlassCommand(config().dataFolder, terminal),
    make: ({ count }) => makeCodesCommand(config().dataFolder, { count }, terminal),
  },
  extension: {
    list: () => listExtensionKeysCommand(config().dataFolder, terminal),
    policy: (browser, system) => policyCommand(config().dataFolder, { browser, system }, terminal),
    rotate: ({ now }) => rotateExtensionKeyCommand(config().dataFolder, { now: now === true }, terminal),
    end: (id) => endExtensionKeyCommand(config().dataFolder, id, terminal),
  },
  hosts: {
    list: () => listHostsCommand(config().dataFolder, terminal),
    add: (host) => addHostCommand(config().dataFolder, host, terminal),
    rename: (key, name) => renameHostCommand(config().dataFolder, key, name, terminal),
    remove: (key) => removeHostCommand(config().dataFolder, key, terminal),
    import: (options) => importHostsCommand(config().dataFolder, options, terminal),
  },
  clients: {
    ticket: (options) => clientTicketCommand(config().dataFolder, options, terminal),
    listTickets: () => listClientTicketsCommand(config().dataFolder, terminal),
    revokeTicket: (id) => revokeClientTicketCommand(config().dataFolder, id, terminal),
    list: () => listClientsCommand(config().dataFolder, terminal),
    add: (options) => addClientCommand(config().dataFolder, options, terminal),
    allow: (id, options) => changeAllowanceCommand(config().dataFolder, { id, how: "allow", ...options }, terminal),
    disallow: (id, options) =>
      changeAllowanceCommand(config().dataFolder, { id, how: "disallow", ...options }, terminal),
    verify: (id) => verifyClientCommand(config().dataFolder, id, terminal),
    replaceKeys: (id, { file }) => replaceClientKeysCommand(config().dataFolder, { id, file }, terminal),
    remove: (id) => removeClientCommand(config().dataFolder, id, terminal),
  },
  people: {
    list: (options) => peopleCommand(config().dataFolder, options, terminal),
    erase: (user) => erasePersonCommand(config().dataFolder, user, terminal),
    setRole: (user, role) => setRoleCommand(config().dataFolder, { user, role }, terminal),
  },
  rules: {
    pull: (folder, { force }) => pullRulesCommand(config().dataFolder, { folder, force: force === true }, terminal),
    push: (folder, options) => pushRulesCommand(config().dataFolder, folder, options, terminal),
    async test(folder, { server }) {
      // the engine is large, and no other command needs it
      const { testRulesCommand } = await import("./surfaces/commands/rules/test-rules.ts");
      await testRulesCommand({ folder, dataFolder: server === true ? config().dataFolder : undefined }, terminal);
    },
    diff: (folder) => diffRulesCommand(config().dataFolder, folder, terminal),
    history: () => rulesHistoryCommand(config().dataFolder, terminal),
    rollBack: (version, { reason }) => rollBackRulesCommand(config().dataFolder, { version, reason }, terminal),
  },
});

/**
 * Hears what becomes of the output, before anything is written. A reader may go away (`| head`), or the terminal may: what follows is written
 * to nobody, and that ends nothing here. Output that is lost for another reason, as on a full disk, is a problem.
 */
function hearOutput(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      const { code = error.name } = error;
      if (stream.isTTY || code === "EPIPE" || code === "ECONNRESET" || process.exitCode === EX_IOERR) return;
      process.exitCode = EX_IOERR;
      terminal.say(writeFailureTexts.output({ code }));
    });
}

async function main(): Promise<void> {
  hearOutput();
  process.umask(0o077); // every file that is written belongs to this account alone
  try {
    await program.parseAsync(idsLast(process.argv.slice(2)), { from: "user" });
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error;
    terminal.say(error.message);
    process.exitCode = error.mayPass ? EX_TEMPFAIL : EX_CONFIG;
  } finally {
    typed.close();
  }
}

// `main` is not awaited: what ships is CommonJS (build.ts), which awaits nothing while it is loaded.
void main();
