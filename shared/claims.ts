import * as v from "valibot";
import { MAX_JSON_DEPTH, withinDepth } from "./encoding/json.ts";
import { parseUrl } from "./encoding/parse-url.ts";
import { authorizationIdSchema, sha256TextSchema, userIdSchema } from "./ids.ts";

// Claims that several statements share.

/** NumericDate (RFC 7519 §2), whole seconds. */
export const secondsSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(253_402_300_799));

const isOrigin = (text: string): boolean => parseUrl(text)?.origin === text;

/** An origin without a path, as the URL standard writes it (protocol §2). https, or http on this very machine. */
export const issuerSchema = v.pipe(
  v.string(),
  v.maxLength(255),
  v.regex(
    /^(https:\/\/[a-z0-9.-]+(:[0-9]{1,5})?|http:\/\/(localhost|[a-z0-9-]+\.localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?)$/,
  ),
  v.check(isOrigin),
);

/** The address and port at which a command line listens (protocol §4.1). */
export const loopbackSchema = v.strictObject({
  address: v.picklist(["127.0.0.1", "::1"]),
  port: v.pipe(v.number(), v.integer(), v.minValue(1024), v.maxValue(65_535)),
});
export type Loopback = v.InferOutput<typeof loopbackSchema>;

/**
 * The ways on which command line and browser meet (protocol §4.2): over loopback, or by native messaging through this
 * machine's keeper.
 */
export const channelSchema = v.picklist(["loopback", "native"]);
export type Channel = v.InferOutput<typeof channelSchema>;

export const userSchema = v.strictObject({
  id: userIdSchema,
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
});
export type User = v.InferOutput<typeof userSchema>;

export const confirmationSchema = v.strictObject({ jkt: sha256TextSchema });

/**
 * The machine's description of the login that it started. It is the machine's own claim and is shown as such (protocol
 * §4.1).
 */
export const contextSchema = v.strictObject({
  hostname: v.pipe(v.string(), v.maxLength(255)),
  os: v.pipe(v.string(), v.maxLength(255)),
  account: v.pipe(v.string(), v.maxLength(255)),
  command: v.pipe(v.string(), v.maxLength(1024)),
  cwd: v.pipe(v.string(), v.maxLength(1024)),
  parent: v.nullable(v.pipe(v.string(), v.maxLength(255))),
  tty: v.nullable(v.pipe(v.string(), v.maxLength(255))),
  /**
   * Distinguishes this session of the terminal from every other under its name. If it is absent, no approval stands
   * for a later login.
   */
  terminal_session: v.exactOptional(sha256TextSchema),
  remote: v.nullable(v.pipe(v.string(), v.maxLength(64))),
});
export type Context = v.InferOutput<typeof contextSchema>;

/** The longest redirect address that is registered (RFC 8252 §7.3). */
export const redirectUriTextSchema = v.pipe(
  v.string(),
  v.maxLength(261),
  v.regex(/^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost):[0-9]{1,5}\/[\x21-\x7e]*$/),
);
/** `code_challenge` of the method S256 (RFC 7636 §4.2). */
export const codeChallengeSchema = sha256TextSchema;

/**
 * A program of this machine that only knows a loopback redirect, as its keeper saw it (protocol §6). It is in the device
 * statement and in the facts, if the login is for such a program.
 */
export const redirectSchema = v.strictObject({
  /** The program asked for this. */
  authorization: authorizationIdSchema,
  /** The program listens there, and the keeper will send the code there. */
  uri: redirectUriTextSchema,
  code_challenge: codeChallengeSchema,
  /** The key to which the token is to be bound, if the program named one (RFC 9449 §10). */
  dpop_jkt: v.exactOptional(sha256TextSchema),
  /** The executable of the process that listens there. */
  executable: v.pipe(v.string(), v.minLength(1), v.maxLength(1024)),
  /** The start of that process, by the server's clock. */
  started_at: secondsSchema,
});
export type Redirect = v.InferOutput<typeof redirectSchema>;

const MAX_DETAIL_DEPTH = MAX_JSON_DEPTH / 2; // facts and tokens hold details two levels down
/** Members that valibot drops silently: they would be hashed and granted, but not shown (threat P4). */
const HIDDEN_MEMBERS = ["__proto__", "prototype", "constructor"];

const isPlainDetail = (detail: unknown): boolean =>
  withinDepth(detail, MAX_DETAIL_DEPTH) && !HIDDEN_MEMBERS.some((name) => Object.hasOwn(Object(detail), name));

/**
 * RFC 9396: each element has a `type`, and the resource defines the rest. The list is bounded, since people must read
 * it.
 */
export const authorizationDetailsSchema = v.pipe(
  v.array(
    v.pipe(
      v.unknown(),
      v.check(isPlainDetail),
      v.objectWithRest({ type: v.pipe(v.string(), v.minLength(1), v.maxLength(255)) }, v.unknown()),
    ),
  ),
  v.maxLength(16),
);
