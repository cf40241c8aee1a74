import pino, { type DestinationStream, type Logger } from "pino";
import { ValiError } from "valibot";
import type { Config } from "../config/config.ts";
import type { Clock } from "../surroundings.ts";

export type Log = Logger;

/**
 * Names under which a secret, or a person's request, might be handed to the log by mistake. Bodies, headers and statements are not logged
 * at all: the log says which check refused which id.
 */
const NEVER_LOGGED = [
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
];

/** Structured lines of JSON. `destination` is the only writer; `main.ts` gives stderr. */
export function createLog(level: Config["logLevel"], clock: Clock, destination: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":${clock()}`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: NEVER_LOGGED.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
        censor: "[redacted]",
      },
      serializers: { err: describeError },
    },
    destination,
  );
}

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
