import { issuerSchema } from "@nearside/shared/claims.ts";
import { ACCESS_TOKEN_SECONDS } from "@nearside/shared/lifetimes.ts";
import * as v from "valibot";
import { userNameSchema } from "../directory/user-name.ts";
import { isNetwork } from "./network.ts";

// Every message completes the sentence "<setting> <message>." for the person who starts the server.

const text = (message: string, max = 255) =>
  v.pipe(v.string(message), v.minLength(1, message), v.maxLength(max, message), v.check(isPlain, message));
const whole = (min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
};
const yesOrNo = v.boolean("must be true or false");
const oneOf = <const Words extends readonly string[]>(words: Words) =>
  v.picklist(words, `must be one of ${words.join(", ")}`);

/** No control characters: these texts are shown to people. */
const isPlain = (value: string): boolean => !/\p{C}/u.test(value);

/** protocol §2: an origin without a path. Passkeys need a name: WebAuthn knows no rp id for an address. */
const issuer = v.pipe(
  v.string("must be text"),
  v.check(
    (value) => v.is(issuerSchema, value) && URL.canParse(value) && new URL(value).origin === value,
    "must be an origin: https://, a host name in lower case, a port only if it is not 443, and nothing after it, not even a slash (http:// only for localhost)",
  ),
  v.check(
    (value) => !URL.canParse(value) || !/^(\[.*\]|[0-9.]+)$/.test(new URL(value).hostname),
    "must have a host name, because passkeys cannot belong to an address of numbers",
  ),
);

/** RFC 6749 §3.3 scope-token. */
const scope = v.pipe(
  v.string("must be text"),
  v.regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, "must be a scope: printable characters without spaces and quotes"),
);
/** RFC 8707 §2: absolute, without a fragment. */
const resource = v.pipe(
  v.string("must be text"),
  v.maxLength(1024, "must be shorter"),
  v.check((value) => URL.canParse(value) && !value.includes("#"), "must be an absolute URL without a fragment"),
);
/** An address of an IP version, or a network of it in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3). */
const network = v.pipe(
  v.string("must be text"),
  v.check(isNetwork, "must be an address or a network, such as 10.0.0.7 or 10.0.0.0/8 or fd00::/8"),
);
const list = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(v.array(item, "must be a list"), v.maxLength(64, "must not have more than 64 entries"));

const clientSchema = v.strictObject({
  id: v.pipe(
    v.string("must be text"),
    v.regex(/^[A-Za-z0-9._-]{1,128}$/, "must be letters, digits, dots, dashes and underscores"),
  ),
  name: text("must be a name of at most 64 characters", 64),
  /** Whether an administrator vouches for the name; shown at every approval. */
  verified: v.optional(yesOrNo, false),
  scopes: v.optional(list(scope), []),
  /** Where its tokens may be used; when empty, at the issuer only. */
  resources: v.optional(list(resource), []),
  accessTokenSeconds: v.optional(whole(60, 3600), ACCESS_TOKEN_SECONDS),
  refreshTokenSeconds: v.optional(whole(300, 31_536_000), 43_200),
});
export type Client = v.InferOutput<typeof clientSchema>;

const DEFAULT_CLIENT = {
  id: "nearside-cli",
  name: "Nearside command line",
  verified: true,
  scopes: ["profile", "read", "write"],
};

/** The configuration file, with the environment laid over it. Defaults that depend on other settings come later. */
export const settingsSchema = v.strictObject({
  issuer: v.optional(issuer),
  listen: v.optional(
    v.strictObject({
      host: v.optional(text("must be an address or host name of this machine"), "127.0.0.1"),
      port: v.optional(whole(1, 65_535), 4790),
    }),
    {},
  ),
  tls: v.optional(
    v.strictObject({
      cert: text("must name a PEM file, and so must the key", 4096),
      key: text("must name a PEM file, and so must the certificate", 4096),
    }),
  ),
  dataDir: v.optional(text("must name a folder", 4096)),
  rpId: v.optional(text("must be a domain name")),
  rpName: v.optional(text("must be a name of at most 64 characters", 64), "Nearside"),
  admin: v.optional(userNameSchema, "admin"),
  policy: v.optional(
    v.strictObject({
      acceptSyncedPasskeys: v.optional(yesOrNo, false),
      requirePeer: v.optional(oneOf(["any", "same"]), "any"),
      /** PEM file with the authorities that sign TPM makers' certificates; left out: no TPM is trusted (protocol §3.8). */
      tpmRoots: v.optional(text("must name a PEM file with the certificates of TPM makers", 4096)),
    }),
    {},
  ),
  clients: v.pipe(
    v.optional(list(clientSchema), [DEFAULT_CLIENT]),
    v.minLength(1, "must name at least one client"),
    v.check((all) => new Set(all.map((client) => client.id)).size === all.length, "must not name one id twice"),
  ),
  /** Addresses and networks of the proxies before this server, whose X-Forwarded-For is believed. */
  trustedProxies: v.optional(list(network), []),
  /** None can be switched off: what is set is how much. `server/limits/limits.ts` says what for. */
  limits: v.optional(
    v.strictObject({
      heldPolls: v.optional(whole(0, 100_000), 1000),
      heldPollsPerAddress: v.optional(whole(1, 100_000), 250),
      perAddressPerMinute: v.optional(whole(600, 1_000_000), 6000),
      loginsPerMachinePerMinute: v.optional(whole(5, 1_000_000), 60),
      openLoginsPerMachine: v.optional(whole(2, 100_000), 20),
      openLoginsPerUser: v.optional(whole(2, 100_000), 100),
      refreshesPerUserPerMinute: v.optional(whole(10, 1_000_000), 300),
      connections: v.optional(whole(100, 1_000_000), 10_000),
      connectionsPerAddress: v.optional(whole(50, 1_000_000), 2000),
    }),
    {},
  ),
  logLevel: v.optional(oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"]), "info"),
});
export type Settings = v.InferOutput<typeof settingsSchema>;
