import { createHash } from "node:crypto";
import { logTexts } from "../../texts/log.ts";
import type { Config } from "../config/config.ts";
import type { Log } from "../log/log.ts";
import type { About, WithProcesses } from "./processes.ts";

/** True for the settings that all processes of one server must have alike. The wrapping key is compared as far as it may be told. */
const IS_SHARED: Readonly<Record<keyof Config, boolean>> = {
  issuer: true,
  rpId: true,
  rpName: true,
  admin: true,
  policy: true,
  metadata: true,
  mail: true,
  recovery: true,
  redirects: true,
  clientMetadata: true,
  retention: true,
  rollOut: false,
  rules: true,
  clients: true,
  resourceServers: true,
  limits: true,
  trustedProxies: true,
  listen: false,
  tls: false,
  dataFolder: false,
  database: false,
  events: true,
  metrics: false,
  telemetry: false,
  wrappingKey: false,
  logLevel: false,
  logFormat: false,
};
const SHARED = (Object.keys(IS_SHARED) as (keyof Config)[]).filter((name) => IS_SHARED[name]);

/** Parts of those that each process may have for itself: one process writes the file of events, and its path is that machine's. */
const OWN_PARTS: ReadonlySet<string> = new Set(["events.file"]);

/** The name under which a process tells its address to the others. */
const ADDRESS = "process";
const DIGEST_LETTERS = 8;

/** Makes the text by which this process tells the others of itself: its address, and a digest of each setting that they must share. */
export function aboutOf(config: Config): About {
  const { host, port } = config.listen;
  const parts = SHARED.flatMap((name) => namedParts(name, config[name])).filter(([name]) => !OWN_PARTS.has(name));
  const digests = parts.map(([name, value]) => [name, digestOf(value)]);
  return {
    [ADDRESS]: `${host}:${port}`,
    wrappingKey: config.wrappingKey === undefined ? "none" : "given",
    ...Object.fromEntries(digests),
  };
}

/** Warns if the settings of another process differ: then an answer depends on the process that gives it. */
export function compareSettings(log: Log, own: About): (other: About) => void {
  return (other) => {
    const settings = differing(own, other);
    if (settings.length > 0) log.warn({ process: addressOf(other), settings }, logTexts.processes.settings);
  };
}

/** Names the settings that differ between this process and the others that run now, and where they do. */
export function settingsThatDiffer({ processes: { own, others } }: WithProcesses) {
  const found = others.flatMap((other) => differing(own, other).map((setting) => ({ setting, at: addressOf(other) })));
  const bySetting = Map.groupBy(found, ({ setting }) => setting);
  return {
    process: addressOf(own),
    differing: [...bySetting.keys()].sort().map((setting) => ({
      setting,
      processes: (bySetting.get(setting) ?? []).map(({ at }) => at).sort(),
    })),
  };
}

const addressOf = (about: About): string => about[ADDRESS] ?? "unknown";

const differing = (own: About, other: About): readonly string[] =>
  [...new Set([...Object.keys(own), ...Object.keys(other)])]
    .filter((name) => name !== ADDRESS && own[name] !== other[name])
    .sort();

/** Each member of an object by itself, so that the warning can name it. */
const namedParts = (name: string, value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.entries(value).map(([member, part]) => [`${name}.${member}`, part] as const)
    : [[name, value]];

/** A password is a function in the configuration, and no part of its JSON. */
const digestOf = (value: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(value) ?? "")
    .digest("base64url")
    .slice(0, DIGEST_LETTERS);
