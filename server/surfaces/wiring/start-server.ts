import { existsSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { RuleEngine } from "@nearside/rules/engine.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import { printEvents } from "../../administration/audit/print-events.ts";
import { followAuthenticators } from "../../administration/authenticators/follow-authenticators.ts";
import { noticesOf } from "../../administration/notices/notice-events.ts";
import { startSending } from "../../administration/notices/send-notices.ts";
import { startOutlets } from "../../administration/outlets/send-events.ts";
import { noteAdmissionsOf } from "../../administration/people/admission-events.ts";
import { warnOfCodes } from "../../administration/recovery/break-glass/list-uses.ts";
import { startRetention } from "../../administration/retention/retire-old.ts";
import { RollOut } from "../../administration/roll-out/roll-out.ts";
import { Replays } from "../../administration/rule-trials/replays.ts";
import { RuleCards } from "../../administration/rules/rule-cards.ts";
import { withListeners } from "../../platform/audit/event-listeners.ts";
import { append } from "../../platform/audit/event-log.ts";
import { serverStarted } from "../../platform/audit/events/server.ts";
import type { Config, WithConfig } from "../../platform/config/config.ts";
import { clientAddressBehind } from "../../platform/http/client-address.ts";
import { patienceWith } from "../../platform/http/connection-limits.ts";
import { type Listening, type ListeningTcp, listenTcp, useLightResponses } from "../../platform/http/listen.ts";
import { type ExtensionKeys, loadExtensionKeys } from "../../platform/keys/extension-keys.ts";
import { useNodeCrypto } from "../../platform/keys/node-primitives.ts";
import { loadServerSecrets, type ServerSecrets, type WithSecrets } from "../../platform/keys/server-secrets.ts";
import { followKeys, loadSigningKeys, type SigningKeys, type WithKeys } from "../../platform/keys/signing-keys.ts";
import { wrappingKeysOf } from "../../platform/keys/wrapping-keys.ts";
import { budgetsInMemory } from "../../platform/limits/budgets.ts";
import type { Log, WithLog } from "../../platform/log/log.ts";
import type { Account } from "../../platform/safety/account.ts";
import { refuseUnsafe } from "../../platform/safety/refuse-unsafe.ts";
import { warningsOf } from "../../platform/safety/warnings.ts";
import { DATABASE_FILE } from "../../platform/store/data-folder.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { migrateToLatest } from "../../platform/store/migrate.ts";
import { asTrouble, openStore } from "../../platform/store/open-store.ts";
import type { Store } from "../../platform/store/store.ts";
import { urgent } from "../../platform/store/urgent.ts";
import type { WithClock, WithRandom, WithStopping } from "../../platform/surroundings.ts";
import type { PassedSocket } from "../../platform/systemd/passed-socket.ts";
import { Changes, type WithChanges } from "../../platform/waiting/changes.ts";
import type { Stoppable } from "../../platform/waiting/in-rounds.ts";
import { Processes } from "../../platform/waiting/processes.ts";
import { aboutOf, compareSettings } from "../../platform/waiting/settings-agree.ts";
import { ClientDocuments } from "../../protocol/clients/documents/client-documents.ts";
import { loadTpmRoots } from "../../protocol/enrolment/key-attestation/tpm-roots.ts";
import { type BootstrapTicket, openBootstrap } from "../../protocol/enrolment/tickets/bootstrap-ticket.ts";
import { loadMetadata, type WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import { loadMetadataRoots, type WithMetadataRoots } from "../../protocol/passkeys/metadata/metadata-roots.ts";
import { replaceLostKeys } from "../../protocol/revocation/replace-signing-keys.ts";
import { ActiveRules, type WithRules } from "../../protocol/rules/active-rules.ts";
import { warmUpRules } from "../../protocol/rules/current-rules.ts";
import { followPostures } from "../../protocol/rules/judge-due-postures.ts";
import { LocalTime, type WithLocalTime } from "../../protocol/rules/local-time.ts";
import { RuleThreads } from "../../protocol/rules/rule-thread.ts";
import { DpopNonces } from "../../protocol/tokens/dpop-nonce.ts";
import { VerifiedTokens } from "../../protocol/tokens/read-issued-token.ts";
import { StatusPlaces } from "../../protocol/tokens/status/status-places.ts";
import { ActiveTokens } from "../../register/tokens/active-tokens.ts";
import { logTexts } from "../../texts/log.ts";
import { answerDocuments } from "../edge/document-listener.ts";
import { findPages, type Pages, readPages } from "../edge/pages.ts";
import { findParts } from "../get/parts.ts";
import { documentsOf } from "../routes/public-documents.ts";
import { createShellApp } from "../shell/shell-app.ts";
import { listenForCommands } from "../shell/socket.ts";
import { createApp } from "./app.ts";
import { consoleRoutesOf } from "./console-routes.ts";
import { startHousekeeping } from "./housekeeping.ts";
import type { Services } from "./services.ts";
import { handlersOf, listenersOf, makeWatchers, openFigures, type Watchers, watchedBy } from "./watchers.ts";

export interface Installation {
  readonly config: Config;
  readonly log: Log;
  /** True if the log has a line for everything that happens, and not only for what was refused or failed. */
  readonly tellsEvents: boolean;
  /** The folder of the built web pages. */
  readonly pagesFolder: string;
  /** The folder of the parts that are handed out. */
  readonly partsFolder: string;
  readonly versions: { readonly nearside: string; readonly node: string };
  readonly account: Account;
  /** The socket that systemd passed, in place of the address that the settings name. Undefined without systemd. */
  readonly passed: PassedSocket | undefined;
  /** True to give up the signing keys that nobody can open any more. */
  readonly replaceLost: boolean;
  /** True to end the first owner's ticket that an earlier start has shown, and make another one. */
  readonly newTicket: boolean;
}

interface RunningServer {
  /** The ticket of the first owner, if nobody is enrolled yet. */
  readonly bootstrap: BootstrapTicket | undefined;
  /** Accepts nothing new, finishes what is in flight within 5 s, and closes the database. */
  stop(): Promise<void>;
}

/**
 * Starts the whole server, on an empty database or a full one. This is the one place where its parts are wired.
 *
 * @throws CannotStart after closing everything that was opened
 */
export async function startServer(
  installation: Installation,
  surroundings: WithClock & WithRandom,
): Promise<RunningServer> {
  const { config, account, log } = installation;
  refuseUnsafe(config, account);
  useNodeCrypto();
  useLightResponses();
  const database = await openStore(config, {
    onLost: (err) => log.warn({ err }, logTexts.database.lost),
    onUnkept: (err) => log.error({ err }, logTexts.database.checkpoint),
  });
  const watchers = await makeWatchers(config, installation.versions, surroundings);
  const mailed = config.mail === undefined ? [] : [noticesOf(config.mail)];
  const store = withListeners(watchedBy(watchers, database), [noteAdmissionsOf, ...mailed, ...listenersOf(watchers)]);
  const listening: Listening[] = [];
  try {
    return await startOn(store, listening, installation, surroundings, watchers);
  } catch (error) {
    await Promise.all(listening.map((one) => one.stop()));
    await store.close();
    throw await asTrouble(error, config);
  }
}

/** @param listening gets each listener as soon as it is open, so that a failure later can close it */
async function startOn(
  store: Store,
  listening: Listening[],
  installation: Installation,
  surroundings: WithClock & WithRandom,
  watchers: Watchers,
): Promise<RunningServer> {
  const { config, log, tellsEvents } = installation;
  // A server starts on a full disk too, from the room that is kept for that time: how else would anybody revoke?
  const urgently = { ...store, db: urgent(store.db) };
  const migrations = await migrateToLatest(urgently.db, store.ddl);
  await store.learnColumns();
  const opened = await openKeys(urgently, installation, surroundings);
  const stopping = new AbortController();
  const processes = processesOf(store, opened, installation, surroundings);
  const services = await wire(store, opened, processes, installation, surroundings, stopping.signal);
  await warmUpRules(services);
  const pages = findPages(installation.pagesFolder);
  warnAtStart(installation, pages);

  listening.push(await listenForCommands(createShellApp(services, consoleRoutesOf(services)), config.dataFolder));
  const requests = await listenForRequests(services, pages, installation.passed, watchers);
  listening.push(requests);
  listening.push(...(await openFigures(watchers, services, store)));

  const isRenewed = config.database === undefined || installation.newTicket;
  const bootstrap = await openBootstrap({ ...services, db: urgently.db }, config.admin, { isRenewed });
  await warnOfCodes(store.db, log, bootstrap === undefined);
  await recordStart({ ...services, db: urgently.db }, installation, migrations);
  const started = await startRounds(services, tellsEvents);
  const sending = await startSendingEvents(services, store, newRandomId(surroundings.random));
  const rounds = [processes.start(services.changes), ...started, ...sending];
  readPages(pages);
  if (!tellsEvents) logRunning(installation, requests.address); // in the text form the command says it in its own words

  return {
    bootstrap,
    async stop() {
      log.info(logTexts.server.ending);
      stopping.abort(); // every held poll is answered now
      await services.replays.stopAll();
      await Promise.all(listening.map((one) => one.stop()));
      for (const one of rounds) await one.stop();
      await services.ruleThreads.end();
      await watchers.tracing?.stop();
      await store.close();
      log.info(logTexts.server.ended);
    },
  };
}

interface OpenedKeys {
  readonly extensionKeys: ExtensionKeys;
  readonly keys: SigningKeys;
  readonly secrets: ServerSecrets;
}

/** Opens the signing keys and the secrets beside them, after giving up those that nobody can open if the administrator asked for that. */
async function openKeys(
  store: Store,
  { config, log, replaceLost }: Installation,
  { clock }: WithClock,
): Promise<OpenedKeys> {
  const wrapping = wrappingKeysOf(config.wrappingKey);
  const replaced = replaceLost ? await replaceLostKeys(store.db, clock, wrapping) : undefined;
  const secrets = await loadServerSecrets(store, clock, wrapping, replaceLost);
  const extensionKeys = await loadExtensionKeys(store, clock, wrapping, replaceLost);
  const keys = await loadSigningKeys(store, clock, wrapping); // at last, for it empties the files beside the tables
  if (replaced !== undefined) log.warn({ removed: replaced.kids }, logTexts.keys.givenUp);
  else if (replaceLost) log.warn(logTexts.keys.allOpen);
  return { extensionKeys, keys, secrets };
}

/** The processes that run on the same database. */
function processesOf(
  { openLine }: Store,
  { secrets }: OpenedKeys,
  { config, log }: Installation,
  { clock, random }: WithClock & WithRandom,
): Processes {
  const about = aboutOf(config);
  const onMet = compareSettings(log, about);
  return new Processes({ id: newRandomId(random), about, clock, log, secrets, openLine, onMet });
}

/** Makes every service once. */
async function wire(
  { db, reads, readTurns }: Store,
  { extensionKeys, keys, secrets }: OpenedKeys,
  processes: Processes,
  { config, log, partsFolder, versions }: Installation,
  surroundings: WithClock & WithRandom,
  stopping: AbortSignal,
): Promise<Services> {
  const { clock, random } = surroundings;
  const tpmRoots = loadTpmRoots(config.policy.tpmRoots);
  const metadataRoots = loadMetadataRoots(config.metadata.roots);
  const parts = findParts(partsFolder, (why) => log.warn({ why }, logTexts.parts.unusable));
  const built = parts.list?.parts.find(({ kind }) => kind === "extension");
  const extension = built && { file: join(partsFolder, built.file), sha256: built.sha256 };
  return {
    ...surroundings,
    db,
    reads,
    readTurns,
    config,
    log,
    extensionKeys,
    keys,
    secrets,
    stopping,
    addressOf: clientAddressBehind(config.trustedProxies),
    budgets: budgetsInMemory(config.limits),
    changes: new Changes(config.limits.heldPolls, processes),
    processes,
    dpopNonces: new DpopNonces(clock, secrets),
    metadata: await loadMetadata(db, metadataRoots.id),
    metadataRoots,
    parts,
    replays: new Replays(),
    rollOut: new RollOut(
      { clock, extensionKeys, keys, log },
      { version: versions.nearside, issuer: config.issuer, extension, firefoxFile: config.rollOut.firefoxPackage },
    ),
    ruleCards: new RuleCards(),
    ruleThreads: new RuleThreads(),
    localTime: new LocalTime(config.rules),
    rules: new ActiveRules(new RuleEngine()),
    statusPlaces: new StatusPlaces(random),
    activeTokens: new ActiveTokens(config, clock),
    verifiedTokens: new VerifiedTokens(),
    clientDocuments: new ClientDocuments(),
    tpmRoots,
  };
}

/** Logs what an administrator should fix, though the server can run with it. */
function warnAtStart({ config, log, account }: Installation, pages: Pages): void {
  for (const warning of warningsOf(config, account)) log.warn(warning);
  if (config.database !== undefined && existsSync(join(config.dataFolder, DATABASE_FILE)))
    log.warn(logTexts.database.unused({ file: DATABASE_FILE }));
  if (pages.size === 0) log.warn(logTexts.pages.notBuilt);
}

/** Listens for browsers, command lines and APIs. Public documents are answered before the app. */
function listenForRequests(
  services: Services,
  pages: Pages,
  passed: PassedSocket | undefined,
  watchers: Watchers,
): Promise<ListeningTcp> {
  const { config } = services;
  const limits = { ...config.limits, trustedProxies: config.trustedProxies };
  const documentsFirst = (app: RequestListener) => answerDocuments(documentsOf(services), services, app);
  const app = createApp(services, pages, handlersOf(watchers));
  return listenTcp(services, app, passed ?? config.listen, config.tls, limits, patienceWith(limits), documentsFirst);
}

async function recordStart(
  { db, clock, config }: WithClock & WithConfig & WithDb,
  { versions }: Installation,
  migrations: readonly string[],
): Promise<void> {
  const started = serverStarted(clock(), null, { issuer: config.issuer, ...versions, migrations: [...migrations] });
  await db.transaction().execute((trx) => append(trx, started));
}

/** Sends entries of the security log to where the settings say, after everything that writes them. */
async function startSendingEvents(services: Services, { writersOf }: Store, id: string): Promise<readonly Stoppable[]> {
  const { file, syslog, webhook } = services.config.events;
  if (file === undefined && syslog === undefined && webhook === undefined) return [];
  const { outletsOf } = await import("../../administration/outlets/outlets-of.ts");
  return [await startOutlets(services, outletsOf(services), writersOf, id)];
}

/**
 * Starts everything that runs by itself.
 *
 * @returns the rounds in the order in which they are stopped: the one that writes events to the log is the last, so that it writes
 * those of the others too
 */
async function startRounds(
  services: WithChanges &
    WithClock &
    WithConfig &
    WithDb &
    WithKeys &
    WithLocalTime &
    WithLog &
    WithMetadata &
    WithMetadataRoots &
    WithRules &
    WithSecrets &
    WithStopping,
  tellsEvents: boolean,
): Promise<readonly Stoppable[]> {
  const telling = tellsEvents ? [await printEvents(services)] : [];
  const { mail } = services.config;
  return [
    startHousekeeping(services),
    startRetention(services),
    followKeys(services),
    followAuthenticators(services),
    followPostures(services),
    ...(mail === undefined ? [] : [startSending(services, mail)]),
    ...telling,
  ];
}

function logRunning({ config, log, versions }: Installation, listen: ListeningTcp["address"]): void {
  const { issuer, mail } = config;
  const mailServer = mail === undefined ? logTexts.mail.none : `${mail.host}:${mail.port}`;
  log.info({ issuer, listen, mail: mailServer, ...versions }, logTexts.server.running);
}
