import { userNameSchema } from "@nearside/shared/api/console/names.ts";
import { issuerSchema } from "@nearside/shared/claims.ts";
import {
  ACCESS_TOKEN_SECONDS,
  BEARER_TOKEN_SECONDS,
  SHORTEST_ACCESS_TOKEN_SECONDS,
} from "@nearside/shared/lifetimes.ts";
import { choiceText } from "@nearside/shared/text/amounts.ts";
import * as v from "valibot";
import { configTexts } from "../../texts/config.ts";
import { clientMetadataSetting } from "./client-metadata-settings.ts";
import { clientsSetting, resourceServersSetting } from "./client-settings.ts";
import { type DatabasePlace, readDatabaseUrl } from "./database-url.ts";
import { eventsSetting } from "./event-settings.ts";
import { mailSetting } from "./mail-settings.ts";
import { metricsSetting } from "./metrics-settings.ts";
import { isNetwork } from "./network.ts";
import { telemetrySetting } from "./telemetry-settings.ts";
import { list, text, whole, yesOrNo } from "./values.ts";
import { wrappingKeySetting } from "./wrapping-key-settings.ts";

// Every message completes the sentence "<setting> <message>." for the person who starts the server.

const oneOf = <const Words extends readonly string[]>(words: Words) =>
  v.picklist(words, configTexts.oneOf({ words: choiceText(words) }));

/** protocol §2: an origin without a path. Passkeys need a name: WebAuthn knows no rp id for an address. */
const issuer = v.pipe(
  v.string(configTexts.text),
  v.check(
    (value) => v.is(issuerSchema, value) && URL.canParse(value) && new URL(value).origin === value,
    configTexts.issuer.origin,
  ),
  v.check(
    (value) => !URL.canParse(value) || !/^(\[.*\]|[0-9.]+)$/.test(new URL(value).hostname),
    configTexts.issuer.hostName,
  ),
);

/** The URL holds a password, so its problem quotes nothing from it. */
const databaseUrl = v.pipe(
  v.string(configTexts.text),
  v.rawTransform<string, DatabasePlace>(({ dataset, addIssue, NEVER }) => {
    const place = readDatabaseUrl(dataset.value);
    if (typeof place !== "string") return place;
    addIssue({ message: place });
    return NEVER;
  }),
);
/** An address of an IP version, or a network in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3). */
const network = v.pipe(v.string(configTexts.text), v.check(isNetwork, configTexts.network));

/** An address over TLS, or the path of a file. */
const metadataSource = v.pipe(
  text(configTexts.urlOrFile, 4096),
  v.check(
    (value) => !/^[a-z][a-z0-9+.-]+:/i.test(value) || (value.startsWith("https://") && URL.canParse(value)),
    configTexts.urlOrFile,
  ),
  v.check(
    (value) => !URL.canParse(value) || (new URL(value).username === "" && new URL(value).password === ""),
    configTexts.userInfo,
  ),
);

const DEFAULT_TIME_ZONE = "UTC";

/** An IANA name. */
const timeZone = v.pipe(
  text(configTexts.timeZone),
  v.check((value) => {
    if (value === DEFAULT_TIME_ZONE) return true; // to ask takes a hundredth of a second: all zones are loaded
    try {
      return new Intl.DateTimeFormat("en", { timeZone: value }) !== undefined;
    } catch {
      return false;
    }
  }, configTexts.timeZone),
);

/** The configuration file, with the environment laid over it. Defaults that depend on other settings come later. */
export const settingsSchema = v.strictObject({
  issuer: v.optional(issuer),
  listen: v.optional(
    v.strictObject({
      host: v.optional(text(configTexts.ownAddress), "127.0.0.1"),
      port: v.optional(whole(1, 65_535), 4790),
    }),
    {},
  ),
  tls: v.optional(
    v.strictObject({
      cert: text(configTexts.tls.certificate, 4096),
      key: text(configTexts.tls.key, 4096),
    }),
  ),
  dataDir: v.optional(text(configTexts.folder, 4096)),
  /** If it is left out, the database is the embedded one in the data folder. */
  databaseUrl: v.optional(databaseUrl),
  /** The most connections to PostgreSQL at a time. Two are needed: at the start one looks how the other is pooled. */
  databaseConnections: v.optional(whole(2, 1000), 10),
  rpId: v.optional(text(configTexts.domain)),
  rpName: v.optional(text(configTexts.name, 64), "Nearside"),
  admin: v.optional(userNameSchema, "admin"),
  policy: v.optional(
    v.strictObject({
      acceptSyncedPasskeys: v.optional(yesOrNo, false),
      requirePeer: v.optional(oneOf(["any", "same"]), "any"),
      /** The places elsewhere from which machines may pass logins on (protocol §10.2). */
      remoteHosts: v.optional(oneOf(["none", "enrolled", "any"]), "none"),
      /** PEM file with the authorities that sign TPM makers' certificates. If it is left out, no TPM is trusted (protocol §3.8). */
      tpmRoots: v.optional(text(configTexts.tpmRoots, 4096)),
    }),
    {},
  ),
  /** A FIDO metadata blob about authenticators (protocol §3.4). If it is left out, the console sets the source, or the server has no metadata. */
  metadata: v.optional(
    v.strictObject({
      source: v.optional(metadataSource),
      /** PEM file with the roots that sign it. The default is the FIDO Alliance's. */
      roots: v.optional(text(configTexts.metadataRoots, 4096)),
      privateAddresses: v.optional(yesOrNo, false),
    }),
    {},
  ),
  events: eventsSetting,
  mail: mailSetting,
  metrics: metricsSetting,
  telemetry: telemetrySetting,
  wrappingKey: wrappingKeySetting,
  /** Hours in which a person can object to a recovery (protocol §9). It is longer than a night unless the operator knows better. */
  recovery: v.optional(v.strictObject({ coolingHours: v.optional(whole(1, 720), 24) }), {}),
  /** Programs that only know a loopback redirect (protocol §6). */
  redirects: v.optional(
    v.strictObject({
      /** The most seconds that such a token lives, which is bound to no key. */
      bearerSeconds: v.optional(whole(SHORTEST_ACCESS_TOKEN_SECONDS, ACCESS_TOKEN_SECONDS), BEARER_TOKEN_SECONDS),
    }),
    {},
  ),
  /** Programs that describe themselves at an address, which is their client id (protocol §6.1). */
  clientMetadata: clientMetadataSetting,
  /** The roll-out of the extension to browsers (docs/how-to/operate-extension.md). */
  rollOut: v.optional(
    v.strictObject({
      firefoxPackage: v.optional(text(configTexts.mozillaPackage, 4096)),
    }),
    {},
  ),
  /** Step-up rules (docs/reference/rules.md). */
  rules: v.optional(
    v.strictObject({
      timeZone: v.optional(timeZone, DEFAULT_TIME_ZONE),
      /** Publishing needs a second rule author. */
      secondAuthor: v.optional(yesOrNo, false),
      /** Days for which verdicts are stored, for replay. */
      keepDays: v.optional(whole(1, 730), 90),
    }),
    {},
  ),
  /** The archive, and the ages at which logins and events are moved there. Without a folder for it, everything stays. */
  retention: v.optional(
    v.strictObject({
      archive: v.optional(text(configTexts.folder, 4096)),
      /** Days after the end of a login that gave no token. */
      endedDays: v.optional(whole(30, 3650), 90),
      /** Days after the end of a login that gave one, and of its last token. */
      approvedDays: v.optional(whole(90, 3650), 400),
      /** Days for which the security log has the entries of logins. */
      eventsDays: v.optional(whole(90, 3650), 400),
    }),
    {},
  ),
  clients: clientsSetting,
  resourceServers: resourceServersSetting,
  /** Addresses and networks of the proxies in front of this server, whose X-Forwarded-For is trusted. */
  trustedProxies: v.optional(list(network), []),
  /** No limit can be switched off; only its number is set. `server/platform/limits/limits.ts` explains each. */
  limits: v.optional(
    v.strictObject({
      heldPolls: v.optional(whole(0, 100_000), 1000),
      heldPollsPerAddress: v.optional(whole(1, 100_000), 250),
      perAddressPerMinute: v.optional(whole(600, 1_000_000), 6000),
      loginsPerMachinePerMinute: v.optional(whole(5, 1_000_000), 60),
      openLoginsPerMachine: v.optional(whole(2, 100_000), 20),
      openLoginsPerUser: v.optional(whole(2, 100_000), 100),
      recordsPerUserPerHour: v.optional(whole(120, 1_000_000), 1200),
      refreshesPerUserPerMinute: v.optional(whole(10, 1_000_000), 300),
      exchangesPerResourceServerPerMinute: v.optional(whole(10, 1_000_000), 3000),
      introspectionsPerResourceServerPerMinute: v.optional(whole(60, 100_000_000), 60_000),
      connections: v.optional(whole(100, 1_000_000), 10_000),
      connectionsPerAddress: v.optional(whole(50, 1_000_000), 2000),
    }),
    {},
  ),
  logLevel: v.optional(oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"]), "info"),
  /** `auto`: text in a terminal, JSON everywhere else. */
  logFormat: v.optional(oneOf(["auto", "text", "json"]), "auto"),
});
export type Settings = v.InferOutput<typeof settingsSchema>;
