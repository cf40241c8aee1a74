import { existsSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { RuleEngine } from "@nearside/rules/engine.ts";
import { tellEvents } from "../../administration/audit/tell-events.ts";
import { followAuthenticators } from "../../administration/authenticators/follow-authenticators.ts";
import { noticesOf } from "../../administration/notices/notice-events.ts";
import { startSending } from "../../administration/notices/send-notices.ts";
import { warnOfCodes } from "../../administration/recovery/break-glass/list-uses.ts";
import { Replays } from "../../administration/rules/trials/replays.ts";
import { append } from "../../platform/audit/event-log.ts";
import { serverStarted } from "../../platform/audit/events/server.ts";
import { withHearers } from "../../platform/audit/hearers.ts";
import type { Config } from "../../platform/config/config.ts";
import { clientAddressBehind } from "../../platform/http/client-address.ts";
import { PATIENCE } from "../../platform/http/connection-limits.ts";
import { useLightResponses } from "../../platform/http/light-responses.ts";
import { type Listening, listenTcp } from "../../platform/http/listen.ts";
import { followKeys } from "../../platform/keys/follow-keys.ts";
import { useNodeCrypto } from "../../platform/keys/node-primitives.ts";
import { loadSigningKeys } from "../../platform/keys/signing-keys.ts";
import { wrappingKeysOf } from "../../platform/keys/wrapping-keys.ts";
import { budgetsInMemory } from "../../platform/limits/budgets.ts";
import type { Log } from "../../platform/log/log.ts";
import type { Account } from "../../platform/safety/account.ts";
import { refuseUnsafe } from "../../platform/safety/refuse-unsafe.ts";
import { warningsOf } from "../../platform/safety/warnings.ts";
import { DATABASE_FILE } from "../../platform/store/data-folder.ts";
import { migrateToLatest } from "../../platform/store/migrate.ts";
import { asTrouble, openStore } from "../../platform/store/open-store.ts";
import type { Store } from "../../platform/store/store.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { Changes } from "../../platform/waiting/changes.ts";
import { type BootstrapTicket, openBootstrap } from "../../protocol/enrolment/bootstrap.ts";
import { loadTpmRoots } from "../../protocol/enrolment/key-attestation/tpm-roots.ts";
import { loadKnownMetadata } from "../../protocol/passkeys/metadata/known-metadata.ts";
import { loadMetadataRoots } from "../../protocol/passkeys/metadata/metadata-roots.ts";
import { replaceLostKeys } from "../../protocol/revocation/replace-lost-keys.ts";
import { RuleThreads } from "../../protocol/rules/rule-thread.ts";
import { RulesInForce } from "../../protocol/rules/rules-in-force.ts";
import { warmUpRules } from "../../protocol/rules/warm-up.ts";
import { DpopNonces } from "../../protocol/tokens/dpop-nonce.ts";
import { StatusPlaces } from "../../protocol/tokens/status-places.ts";
import { answerDocuments } from "../edge/document-listener.ts";
import { loadPages } from "../edge/pages.ts";
import { documentsOf } from "../routes/public-documents.ts";
import type { Services } from "../services.ts";
import { createAdminApp } from "../shell/admin-app.ts";
import { listenForCommands } from "../shell/socket.ts";
import { createApp } from "./app.ts";
import { startHousekeeping } from "./housekeeping.ts";

export interface Installation {
  readonly config: Config;
  readonly log: Log;
  /** True where the log says each thing that happened, and not only what was refused or went wrong. */
  readonly tellsEvents: boolean;
  /** Where the web pages were built. */
  readonly pagesFolder: string;
  readonly versions: { readonly nearside: string; readonly node: string };
  readonly account: Account;
  /** True where signing keys that nobody can open any more are to be given up. */
  readonly replaceLost: boolean;
}

interface RunningServer {
  /** For the console, where nobody has been enrolled yet. */
  readonly bootstrap: BootstrapTicket | undefined;
  /** Takes nothing new, finishes what is in flight within 5 s, closes the database. */
  stop(): Promise<void>;
}

/**
 * The whole server, from an empty database or a full one.
 *
 * @throws CannotStart with everything that was opened closed again
 */
export async function startServer(
  installation: Installation,
  surroundings: WithClock & WithRandom,
): Promise<RunningServer> {
  const { config, account, log } = installation;
  refuseUnsafe(config, account);
  useNodeCrypto();
  useLightResponses();
  const database = await openStore(config, (err) => log.warn({ err }, "a connection to the database was lost"));
  const store = withHearers(database, config.mail === undefined ? [] : [noticesOf(config.mail)]);
  const opened: Listening[] = [];
  try {
    return await startOn(store, opened, installation, surroundings);
  } catch (error) {
    await Promise.all(opened.map((listening) => listening.stop()));
    await store.close();
    throw asTrouble(error, config);
  }
}

async function startOn(
  store: Store,
  opened: Listening[],
  { config, log, tellsEvents, pagesFolder, versions, account, replaceLost }: Installation,
  surroundings: WithClock & WithRandom,
): Promise<RunningServer> {
  const { db, ddl } = store;
  const { clock } = surroundings;
  const migrations = await migrateToLatest(db, ddl);
  const wrapping = wrappingKeysOf(config.wrappingKey);
  const replaced = replaceLost ? await replaceLostKeys(db, clock, wrapping) : undefined;
  const keys = await loadSigningKeys(store, clock, wrapping);
  if (replaced !== undefined)
    log.warn({ removed: replaced.kids }, "the signing keys that nobody can open were given up");
  else if (replaceLost) log.warn("every signing key can be opened, so none was given up");
  const stop = new AbortController();
  const changes = new Changes(config.limits.heldPolls);
  const dpopNonces = new DpopNonces(clock, surroundings.random);
  const budgets = budgetsInMemory(config.limits);
  const addressOf = clientAddressBehind(config.trustedProxies);
  const tpmRoots = loadTpmRoots(config.policy.tpmRoots);
  const metadataRoots = loadMetadataRoots(config.metadata.roots);
  const metadata = await loadKnownMetadata(db, metadataRoots.id);
  const statusPlaces = new StatusPlaces(surroundings.random);
  const attestation = { tpmRoots, metadataRoots, metadata };
  const rules = { rules: new RulesInForce(new RuleEngine()), ruleThreads: new RuleThreads(), replays: new Replays() };
  const own = { db, config, keys, changes, dpopNonces, ...attestation, budgets, statusPlaces, addressOf, log };
  const services: Services = { ...surroundings, ...own, ...rules, stopping: stop.signal };

  await warmUpRules(services);
  const connectionLimits = { ...config.limits, trustedProxies: config.trustedProxies };
  const pages = loadPages(pagesFolder);
  for (const warning of warningsOf(config, account)) log.warn(warning);
  if (config.database !== undefined && existsSync(join(config.dataFolder, DATABASE_FILE)))
    log.warn(`the data folder holds ${DATABASE_FILE}, which is not used: the data is where DATABASE_URL says`);
  if (pages.size === 0) log.warn("the web pages were not built: nobody can approve or enrol in a browser");
  opened.push(await listenForCommands(createAdminApp(services), config.dataFolder));
  const documentsFirst = (app: RequestListener) => answerDocuments(documentsOf(services), services, app);
  const app = createApp(services, pages);
  opened.push(await listenTcp(app, config.listen, config.tls, connectionLimits, PATIENCE, documentsFirst));
  const bootstrap = await openBootstrap(db, config.admin, surroundings);
  await warnOfCodes(db, log, bootstrap === undefined);
  const started = serverStarted(clock(), null, { issuer: config.issuer, ...versions, migrations: [...migrations] });
  await db.transaction().execute((trx) => append(trx, started));
  const telling = tellsEvents ? await tellEvents(services) : undefined;
  const housekeeping = startHousekeeping(services);
  const following = followKeys(services);
  const followingAuthenticators = followAuthenticators(services);
  const sending = config.mail && startSending(services, config.mail);
  const mail = config.mail === undefined ? "none is sent" : `${config.mail.host}:${config.mail.port}`;
  // beside the text form the start says it in words of its own
  if (!tellsEvents)
    log.info({ issuer: config.issuer, listen: config.listen, mail, ...versions }, "the server is running");

  return {
    bootstrap,
    async stop() {
      log.info("the server is ending");
      stop.abort(); // whoever holds a poll open answers it now
      await services.replays.stopAll();
      await Promise.all(opened.map((listening) => listening.stop()));
      await housekeeping.stop();
      await following.stop();
      await followingAuthenticators.stop();
      await sending?.stop();
      await telling?.stop();
      await services.ruleThreads.end();
      await store.close();
      log.info("the server has ended");
    },
  };
}
