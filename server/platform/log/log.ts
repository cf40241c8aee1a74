import pino, { type DestinationStream, type Logger } from "pino";
import { ValiError } from "valibot";
import type { Config } from "../config/config.ts";
import type { Clock } from "../surroundings.ts";

export type Log = Logger;

/**
 * Names under which a secret, or a person's request, might be handed to the log by mistake. Bodies, headers and statements are not logged
 * at all: the log says which check refused which id.
 */
const NEVER_LOGGED: ReadonlySet<string> = new Set([
  "assertion",
  "access_token",
  "authorization",
  "body",
  "cookie",
  "device_code",
  "dpop",
  "facts",
  "headers",
  "jwk",
  "password",
  "private_jwk",
  "refresh_token",
  "set-cookie",
  "ticket",
  "token",
  "user_code",
  "words",
]);
/** This many levels of objects below a line's own fields are looked through too. */
const LEVELS_BELOW = 2;

/** Structured lines of JSON. `destination` is the only writer; `main.ts` gives stderr. */
export function createLog(level: Config["logLevel"], clock: Clock, destination: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":${clock()}`,
      formatters: { level: (label) => ({ level: label }), log: fieldsOf },
      serializers: { err: describeError },
    },
    destination,
  );
}

/** The error keeps its kind, for {@link describeError}. */
const fieldsOf = (fields: object): Record<string, unknown> => ({
  ...withoutSecrets(fields, LEVELS_BELOW),
  ...("err" in fields && { err: fields.err }),
});

/**
 * Every event of a login is a line of the log. pino's own `redact` looks for each name at each level, which takes twenty times as long as the
 * rest of the line.
 */
const withoutSecrets = (fields: object, levels: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, NEVER_LOGGED.has(name) ? "[redacted]" : below(value, levels)]),
  );

/** An object that writes itself as JSON is left to do so. */
function below(value: unknown, levels: number): unknown {
  if (levels === 0 || typeof value !== "object" || value === null || writesItself(value)) return value;
  if (Array.isArray(value)) return value.map((each) => below(each, levels - 1));
  return withoutSecrets(value, levels - 1);
}

/** A member of that name that is no function comes from somebody's JSON, which is looked through like any other. */
const writesItself = (value: object): boolean => "toJSON" in value && typeof value.toJSON === "function";

interface ErrorDescription {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  readonly at: readonly string[];
  readonly cause?: ErrorDescription;
}

/**
 * An error without its subject: only the code from its properties, and no message where the message quotes the input, as those of valibot
 * and of `JSON.parse` do.
 */
function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error, message: "thrown, though it is no error", at: [] };
  const quotes = error instanceof ValiError || error instanceof SyntaxError;
  return {
    name: error.name,
    ...("code" in error && typeof error.code === "string" ? { code: error.code } : {}),
    message: quotes ? "[quotes its input]" : error.message,
    at: (error.stack ?? "")
      .split("\n")
      .filter((line) => line.startsWith("    at "))
      .map((line) => line.slice("    at ".length)),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

export interface WithLog {
  readonly log: Log;
}
