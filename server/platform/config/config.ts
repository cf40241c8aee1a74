import { isAbsolute, resolve } from "node:path";
import { isRpIdOf } from "@nearside/shared/passkey/rp-id.ts";
import stripComments from "strip-json-comments";
import * as v from "valibot";
import { configTexts } from "../../texts/config.ts";
import { BUILT_IN } from "./client-settings.ts";
import type { CommandLineClient, ResourceServer } from "./clients/client.ts";
import { closestName } from "./closest-name.ts";
import { ConfigError, type Problem } from "./config-error.ts";
import type { DatabasePlace } from "./database-url.ts";
import { type EventSettings, eventsOf, problemsOfEvents } from "./event-settings.ts";
import { type MailSettings, mailOf, problemsOfMail } from "./mail-settings.ts";
import { type MetricsSettings, metricsOf, problemsOfMetrics } from "./metrics-settings.ts";
import { isLoopback } from "./network.ts";
import { type Settings, settingsSchema } from "./schema.ts";
import { CONFIG_FILE_VARIABLE, isForServer, readVariable, SETTINGS, type Setting } from "./settings.ts";
import { isSharedSuffix } from "./shared-suffix.ts";
import {
  CREDENTIALS_VARIABLE,
  problemsOfWrappingKey,
  type WrappingKeySource,
  wrappingKeyOf,
} from "./wrapping-key-settings.ts";

/** Everything an operator decides. */
export interface Config {
  /** An origin without a path (protocol §2). */
  readonly issuer: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** Absolute paths of PEM files. Undefined where a proxy in front speaks TLS, or on localhost. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** Absolute path. */
  readonly dataFolder: string;
  /** PostgreSQL; undefined for the embedded database in the data folder. */
  readonly database: DatabaseSettings | undefined;
  /** WebAuthn rp id: the issuer's host or a parent domain of that host. */
  readonly rpId: string;
  readonly rpName: string;
  /** Name of the bootstrap administrator. */
  readonly admin: string;
  readonly policy: Settings["policy"];
  readonly metadata: MetadataSettings;
  /** Mail settings. Undefined if people are not notified by mail. */
  readonly mail: MailSettings | undefined;
  /** The consumers to which entries of the security log are sent as they are written. */
  readonly events: EventSettings;
  /** `otlp`: the collector to which spans are sent. Undefined if nothing is traced. */
  readonly telemetry: Settings["telemetry"];
  /** The address at which Prometheus reads figures. Undefined if nothing is measured. */
  readonly metrics: MetricsSettings | undefined;
  /** The key that wraps the signing keys in the database. Undefined if they are stored unencrypted. */
  readonly wrappingKey: WrappingKeySource | undefined;
  readonly recovery: Settings["recovery"];
  readonly redirects: Settings["redirects"];
  readonly clientMetadata: Settings["clientMetadata"];
  readonly rollOut: {
    /** This is the absolute path of the package that Mozilla signed. It is undefined if the server has no such package. */
    readonly firefoxPackage: string | undefined;
  };
  readonly rules: Settings["rules"];
  /** The archive is a folder. Undefined if nothing is ever moved there, and then everything stays. */
  readonly retention: Omit<Settings["retention"], "archive"> & { readonly archive: string | undefined };
  readonly clients: readonly CommandLineClient[];
  readonly resourceServers: readonly ResourceServer[];
  readonly limits: Settings["limits"];
  /** Addresses and networks in CIDR notation. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: Settings["logLevel"];
  readonly logFormat: Settings["logFormat"];
}

interface MetadataSettings {
  /** An https address, or the absolute path of a file; undefined leaves it to the console. */
  readonly source: string | undefined;
  /** Absolute path of a PEM file; undefined: the FIDO Alliance's roots. */
  readonly roots: string | undefined;
  /** True if an address may lead into a private network, or to this computer. */
  readonly privateAddresses: boolean;
}

interface DatabaseSettings extends DatabasePlace {
  /** The most connections at a time. */
  readonly connections: number;
  /** True if the configuration file names the database, and so holds its password. */
  readonly isInFile: boolean;
}

export interface ConfigSources {
  /** Only names that begin with `NEARSIDE_` are read, `DATABASE_URL`, and {@link CREDENTIALS_VARIABLE} of systemd. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of the file that {@link CONFIG_FILE_VARIABLE} names. Relative paths in it start at its folder. */
  readonly file?: { readonly text: string; readonly folder: string };
  /** The folder at which relative paths in variables start. */
  readonly workingFolder: string;
  /** The default of `dataDir`. */
  readonly defaultDataFolder: string;
}

/** @throws ConfigError naming every setting that is wrong */
export function readConfig(sources: ConfigSources): Config {
  const problems: Problem[] = unknownVariables(sources.env);
  const file = sources.file === undefined ? {} : readFile(sources.file.text);
  const given = SETTINGS.filter(({ variable }) => sources.env[variable] !== undefined);
  const merged = given.reduce((settings, setting) => lay(setting, sources.env[setting.variable] ?? "", settings), file);

  const parsed = v.safeParse(settingsSchema, merged);
  // problems of a value below that path, or of a list that the path leads into
  const fromVariable = (path: readonly string[]) =>
    given.find((setting) => startsWith(setting.path, path) || startsWith(path, setting.path));
  if (!parsed.success) {
    throw new ConfigError([...problems, ...parsed.issues.map((issue) => problemOf(issue, fromVariable))]);
  }
  const settings = parsed.output;
  const scheme = settings.tls === undefined ? "http" : "https";
  const issuer = settings.issuer ?? `${scheme}://localhost:${settings.listen.port}`;
  const rpId = settings.rpId ?? new URL(issuer).hostname;
  const credentials = sources.env[CREDENTIALS_VARIABLE];
  problems.push(...crossChecks(settings, issuer, rpId, fromVariable));
  if (problems.length > 0) throw new ConfigError(problems);

  const absolute = (path: string, setting: readonly string[]) => {
    if (isAbsolute(path)) return path;
    const fromFile = fromVariable(setting) === undefined && sources.file !== undefined;
    return resolve(fromFile ? sources.file.folder : sources.workingFolder, path);
  };
  return {
    issuer,
    listen: settings.listen,
    tls: settings.tls && {
      cert: absolute(settings.tls.cert, ["tls", "cert"]),
      key: absolute(settings.tls.key, ["tls", "key"]),
    },
    database: settings.databaseUrl && {
      ...settings.databaseUrl,
      connections: settings.databaseConnections,
      isInFile: fromVariable(["databaseUrl"]) === undefined,
    },
    dataFolder: settings.dataDir === undefined ? sources.defaultDataFolder : absolute(settings.dataDir, ["dataDir"]),
    rpId,
    rpName: settings.rpName,
    admin: settings.admin,
    policy: {
      ...settings.policy,
      ...(settings.policy.tpmRoots === undefined
        ? {}
        : { tpmRoots: absolute(settings.policy.tpmRoots, ["policy", "tpmRoots"]) }),
    },
    metadata: {
      source: settings.metadata.source?.startsWith("https://")
        ? settings.metadata.source
        : settings.metadata.source && absolute(settings.metadata.source, ["metadata", "source"]),
      roots: settings.metadata.roots && absolute(settings.metadata.roots, ["metadata", "roots"]),
      privateAddresses: settings.metadata.privateAddresses,
    },
    mail: settings.mail && mailOf(settings.mail, absolute),
    events: eventsOf(settings.events, absolute),
    telemetry: settings.telemetry,
    metrics: settings.metrics && metricsOf(settings.metrics, absolute),
    wrappingKey: settings.wrappingKey && wrappingKeyOf(settings.wrappingKey, absolute, credentials),
    recovery: settings.recovery,
    redirects: settings.redirects,
    clientMetadata: settings.clientMetadata,
    rollOut: {
      firefoxPackage:
        settings.rollOut.firefoxPackage && absolute(settings.rollOut.firefoxPackage, ["rollOut", "firefoxPackage"]),
    },
    rules: settings.rules,
    retention: {
      ...settings.retention,
      archive: settings.retention.archive && absolute(settings.retention.archive, ["retention", "archive"]),
    },
    clients: settings.clients ?? [BUILT_IN],
    resourceServers: settings.resourceServers,
    limits: settings.limits,
    trustedProxies: settings.trustedProxies,
    logLevel: settings.logLevel,
    logFormat: settings.logFormat,
  };
}

type Tree = { readonly [name: string]: unknown };
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

function readFile(text: string): Tree {
  let value: unknown;
  try {
    value = JSON.parse(stripComments(text, { trailingCommas: true }));
  } catch {
    throw new ConfigError([{ setting: CONFIG_FILE_VARIABLE, problem: configTexts.file.notJson, example: undefined }]);
  }
  if (isTree(value)) return value;
  throw new ConfigError([{ setting: CONFIG_FILE_VARIABLE, problem: configTexts.file.notObject, example: undefined }]);
}

/** The settings with that variable's value laid over them. */
function lay(setting: Setting, text: string, settings: Tree): Tree {
  const place = (path: readonly string[], into: unknown): unknown => {
    const [name, ...rest] = path;
    if (name === undefined) return readVariable(setting, text);
    return { ...(isTree(into) ? into : {}), [name]: place(rest, isTree(into) ? into[name] : undefined) };
  };
  const laid = place(setting.path, settings);
  return isTree(laid) ? laid : settings;
}

/** An unknown variable is a typing error, and the server would run with a default in its place. */
function unknownVariables(env: ConfigSources["env"]): Problem[] {
  const variables = [CONFIG_FILE_VARIABLE, ...SETTINGS.map((setting) => setting.variable)];
  return Object.keys(env)
    .filter((name) => isForServer(name) && env[name] !== undefined && !variables.includes(name))
    .map((name) => ({
      setting: name,
      problem: configTexts.unknown({ alike: closestName(name, variables) }),
      example: undefined,
    }));
}

/** Every member of the file, with the objects that hold them. */
const MEMBERS = [...new Set(SETTINGS.flatMap(({ path }) => path.map((_, at) => path.slice(0, at + 1).join("."))))];

function problemOf(
  issue: v.BaseIssue<unknown>,
  fromVariable: (path: readonly string[]) => Setting | undefined,
): Problem {
  const path = (issue.path ?? []).map((item) => String(item.key));
  // strictObject reports the name it does not know, and the name it misses, with its own kind of message
  const unknown = issue.type === "strict_object" && issue.expected === "never";
  const missing = issue.type === "strict_object" && issue.received === "undefined";
  const alike = unknown ? closestName(path.join("."), MEMBERS) : undefined;
  const problem = unknown ? configTexts.unknown({ alike }) : missing ? configTexts.missing : issue.message;
  const setting = SETTINGS.find(
    (candidate) => startsWith(candidate.path, path) && candidate.path.length === path.length,
  );
  return named(fromVariable(path) ?? setting, path, problem, fromVariable(path) !== undefined);
}

function named(setting: Setting | undefined, path: readonly string[], problem: string, isVariable: boolean): Problem {
  const dotted = path.join(".");
  if (setting === undefined) return { setting: dotted, problem, example: undefined };
  return {
    setting: isVariable ? setting.variable : dotted,
    problem,
    example: isVariable ? `${setting.variable}=${setting.example}` : `"${dotted}": ${jsonOf(setting)}`,
  };
}

function jsonOf({ reads, example }: Setting): string {
  if (reads === "list") return JSON.stringify(example.split(","));
  return reads === "text" ? JSON.stringify(example) : example;
}

const startsWith = (path: readonly string[], start: readonly string[]): boolean =>
  start.length > 0 && start.every((name, index) => path[index] === name);

/** Checks settings against each other. */
function crossChecks(
  settings: Settings,
  issuer: string,
  rpId: string,
  fromVariable: (path: readonly string[]) => Setting | undefined,
): Problem[] {
  const problems: Problem[] = [];
  const report = (name: string, problem: string) => {
    const path = name.split(".");
    const setting = SETTINGS.find((candidate) => candidate.path.join(".") === name);
    problems.push(named(setting, path, problem, fromVariable(path) !== undefined));
  };
  const host = new URL(issuer).hostname;
  // WebAuthn L3 §5.1.2: the rp id is the origin's domain or a registrable parent of that domain
  if (!isRpIdOf(rpId, issuer)) report("rpId", configTexts.rpId.notOfIssuer({ host }));
  else if (rpId !== host && isSharedSuffix(rpId)) report("rpId", configTexts.rpId.publicSuffix);
  if (settings.tls !== undefined && !issuer.startsWith("https://")) report("issuer", configTexts.https);
  if (settings.tls === undefined && !isLoopback(settings.listen.host) && settings.trustedProxies.length === 0)
    report("listen.host", configTexts.noTls);
  const isFromFile = (path: readonly string[]) => fromVariable(path) === undefined;
  for (const [name, problem] of problemsOfMail(settings.mail, isFromFile)) report(name, problem);
  for (const [name, problem] of problemsOfEvents(settings.events)) report(name, problem);
  for (const [name, problem] of problemsOfMetrics(settings.metrics, settings.listen)) report(name, problem);
  for (const [name, problem] of problemsOfWrappingKey(settings.wrappingKey, isFromFile)) report(name, problem);
  if (settings.resourceServers.some(({ id }) => (settings.clients ?? [BUILT_IN]).some((client) => client.id === id)))
    report("resourceServers", configTexts.clients.idOfOther);
  return problems;
}

export interface WithConfig {
  readonly config: Config;
}
