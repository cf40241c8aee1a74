import { createHash } from "node:crypto";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { HttpBindings } from "@hono/node-server";
import { engine } from "@nearside/rules/testing/engine.ts";
import { Answer } from "../../test/kit/answer.ts";
import type { Reached } from "../../test/kit/send.ts";
import { noticesOf } from "../administration/notices/notice-events.ts";
import { noteAdmissionsOf } from "../administration/people/admission-events.ts";
import type { BuiltExtension } from "../administration/roll-out/extension-package.ts";
import { RollOut } from "../administration/roll-out/roll-out.ts";
import { Replays } from "../administration/rule-trials/replays.ts";
import { RuleCards } from "../administration/rules/rule-cards.ts";
import { withListeners } from "../platform/audit/event-listeners.ts";
import type { CommandLineClient } from "../platform/config/clients/client.ts";
import { type Config, readConfig } from "../platform/config/config.ts";
import { clientAddressBehind } from "../platform/http/client-address.ts";
import { loadExtensionKeys } from "../platform/keys/extension-keys.ts";
import { useNodeCrypto } from "../platform/keys/node-primitives.ts";
import { loadServerSecrets } from "../platform/keys/server-secrets.ts";
import { loadSigningKeys } from "../platform/keys/signing-keys.ts";
import { CLEAR } from "../platform/keys/wrapping-keys.ts";
import { budgetsInMemory } from "../platform/limits/budgets.ts";
import { createLog } from "../platform/log/log.ts";
import { Changes } from "../platform/waiting/changes.ts";
import { Processes } from "../platform/waiting/processes.ts";
import { aboutOf } from "../platform/waiting/settings-agree.ts";
import { ClientDocuments } from "../protocol/clients/documents/client-documents.ts";
import { loadTpmRoots } from "../protocol/enrolment/key-attestation/tpm-roots.ts";
import { loadMetadata } from "../protocol/passkeys/metadata/active-metadata.ts";
import { loadMetadataRoots } from "../protocol/passkeys/metadata/metadata-roots.ts";
import { ActiveRules } from "../protocol/rules/active-rules.ts";
import { LocalTime } from "../protocol/rules/local-time.ts";
import { RuleThreads } from "../protocol/rules/rule-thread.ts";
import { DpopNonces } from "../protocol/tokens/dpop-nonce.ts";
import { VerifiedTokens } from "../protocol/tokens/read-issued-token.ts";
import { StatusPlaces } from "../protocol/tokens/status/status-places.ts";
import { ActiveTokens } from "../register/tokens/active-tokens.ts";
import { findParts } from "../surfaces/get/parts.ts";
import { createApp } from "../surfaces/wiring/app.ts";
import type { Services } from "../surfaces/wiring/services.ts";
import { namedErrorsOf } from "./named-errors.ts";
import { type DatabaseKind, openTemporaryStore } from "./temporary-store.ts";

export const ISSUER = "https://login.example.test";
/** This is 2026-11-24T12:00:00.250Z, a time that is no whole second. */
const STARTED = 1_795_521_600_250;

/** The whole server but its sockets: the app as it ships over a real database, with a clock that a test moves. */
export interface TestServer extends Reached {
  readonly services: Services;
  /** The lines of the log are JSON. */
  readonly logged: readonly string[];
  /** Moves the clock forwards, or with a negative number backwards. */
  pass(seconds: number): void;
  /** Returns the same server, asked from that address. */
  from(address: string): TestServer;
  close(): Promise<void>;
}

export interface Changed
  extends Partial<
    Pick<
      Config,
      "policy" | "mail" | "metadata" | "clientMetadata" | "clients" | "resourceServers" | "trustedProxies" | "rules"
    >
  > {
  readonly limits?: Partial<Config["limits"]>;
  /** The folder of the parts that it hands out; none, if left out. */
  readonly partsFolder?: string;
  /** The files of the extension; without them it was not built. */
  readonly rolledOut?: { readonly extension: BuiltExtension; readonly firefoxFile: string | undefined };
  /** The database that it stores its data in; see `DATABASES`. */
  readonly database?: DatabaseKind;
}

/** No test sends as much in a minute. The limits have tests of their own. */
export const UNHURRIED: Partial<Config["limits"]> = {
  perAddressPerMinute: 1_000_000,
  loginsPerMachinePerMinute: 1_000_000,
  openLoginsPerMachine: 100_000,
  openLoginsPerUser: 100_000,
  recordsPerUserPerHour: 1_000_000,
  refreshesPerUserPerMinute: 1_000_000,
  exchangesPerResourceServerPerMinute: 1_000_000,
  introspectionsPerResourceServerPerMinute: 1_000_000,
};

/** The tokens of this client go to a resource of its own, beside the one that always exists. */
export const DEPLOY: CommandLineClient = {
  kind: "command_line",
  id: "deploy",
  name: "Deploy",
  verified: true,
  scopes: ["deploy", "read"],
  resources: ["https://api.example.test"],
  accessTokenSeconds: 900,
  refreshTokenSeconds: 3600,
  redirectUris: [],
  source: "file",
};

/** Several servers may be open, and are closed in any order. The last one puts back what was there before the first. */
const nodeCrypto = { users: 0, putBack: () => {} };

/** They work for one server after the other, because a start takes longer than most of that work. They end with the process. */
const ruleThreads = new RuleThreads();

export async function openTestServer({ database, rolledOut, ...changed }: Changed = {}): Promise<TestServer> {
  if (nodeCrypto.users === 0) nodeCrypto.putBack = useNodeCrypto();
  nodeCrypto.users += 1;
  const listeners = [noteAdmissionsOf, ...(changed.mail === undefined ? [] : [noticesOf(changed.mail)])];
  const store = withListeners(await openTemporaryStore(database), listeners);
  let now = STARTED;
  const clock = () => now;
  const random = drawFrom("server");
  const id = drawFrom("everybody else");
  const logged: string[] = [];
  const config = readConfig({ env: { NEARSIDE_ISSUER: ISSUER }, workingFolder: "/", defaultDataFolder: "/nowhere" });
  const limits = { ...config.limits, ...UNHURRIED, ...changed.limits };
  const trustedProxies = changed.trustedProxies ?? [];
  const whole = { ...config, clients: [...config.clients, DEPLOY], ...changed, limits, trustedProxies };
  const metadataRoots = loadMetadataRoots(changed.metadata?.roots);
  const log = createLog("info", clock, { write: (line) => logged.push(line) });
  const secrets = await loadServerSecrets(store, clock, CLEAR);
  const keys = await loadSigningKeys(store, clock, CLEAR);
  const extensionKeys = await loadExtensionKeys(store, clock, CLEAR);
  const services: Services = {
    clock,
    random,
    db: store.db,
    reads: store.reads,
    readTurns: store.readTurns,
    config: whole,
    extensionKeys,
    keys,
    rollOut: new RollOut(
      { clock, extensionKeys, keys, log },
      { version: "2.0.0", issuer: ISSUER, extension: undefined, firefoxFile: undefined, ...rolledOut },
    ),
    changes: new Changes(limits.heldPolls),
    processes: new Processes({
      ...{ id: "one", about: aboutOf(whole), clock, log, secrets },
      ...{ openLine: store.openLine, onMet: () => {} },
    }),
    secrets,
    dpopNonces: new DpopNonces(clock, secrets),
    tpmRoots: loadTpmRoots(changed.policy?.tpmRoots),
    metadataRoots,
    parts: findParts(changed.partsFolder ?? "/nowhere", () => {}),
    metadata: await loadMetadata(store.db, metadataRoots.id),
    budgets: budgetsInMemory(limits),
    statusPlaces: new StatusPlaces(random),
    activeTokens: new ActiveTokens(whole, clock),
    verifiedTokens: new VerifiedTokens(),
    clientDocuments: new ClientDocuments(),
    localTime: new LocalTime(whole.rules),
    rules: new ActiveRules(engine),
    ruleThreads,
    replays: new Replays(),
    ruleCards: new RuleCards(),
    addressOf: clientAddressBehind(trustedProxies),
    log,
    stopping: new AbortController().signal,
  };
  const app = createApp(services, new Map());
  const demandNamedError = namedErrorsOf(services);
  const asFrom = (address: string | undefined): TestServer => ({
    issuer: ISSUER,
    dpopNonce: () => services.dpopNonces.current(),
    services,
    logged,
    pass: (seconds) => {
      now += seconds * 1000;
    },
    now: () => Math.floor(now / 1000),
    fetch: async (request) => {
      const answer = await Answer.of(await app.fetch(withHost(request), socketless(address)));
      demandNamedError(request, answer);
      await new Promise(setImmediate); // no answer is heard before the server has turned to its other sockets
      return answer;
    },
    from: asFrom,
    id: () => Buffer.from(id(16)).toString("base64url"),
    close: async () => {
      await services.replays.stopAll();
      nodeCrypto.users -= 1;
      if (nodeCrypto.users === 0) nodeCrypto.putBack(); // a file of tests leaves no global changed
      await store.close();
    },
  });
  return asFrom(undefined);
}

/** Draws bytes that never repeat, and that are the same in every run. */
function drawFrom(name: string): (length: number) => Uint8Array {
  let drawn = 0;
  return (length) => {
    drawn += 1;
    return new Uint8Array(createHash("shake256", { outputLength: length }).update(`${name} ${drawn}`).digest());
  };
}

/** Returns the request as it comes over a socket: with a Host header, which names the issuer unless the request names another. */
export function withHost(request: Request): Request {
  if (!request.headers.has("host")) request.headers.set("host", new URL(ISSUER).host);
  return request;
}

/**
 * Makes the bindings that `@hono/node-server` hands to the app beside the request. Of a socket, they have only the remote
 * address.
 */
export function socketless(address: string | undefined): HttpBindings {
  const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: address });
  const incoming = new IncomingMessage(socket);
  return { incoming, outgoing: new ServerResponse(incoming) };
}
