import { publicKeysOf, wholeNumberSchema } from "@nearside/shared/api/console/clients.ts";
import {
  ACCESS_TOKEN_SECONDS,
  LONGEST_ACCESS_TOKEN_SECONDS,
  LONGEST_REFRESH_TOKEN_SECONDS,
  REFRESH_TOKEN_SECONDS,
} from "@nearside/shared/lifetimes.ts";
import * as v from "valibot";
import type { FormValues } from "../form/form-values.ts";

export type ClientKind = "command_line" | "resource_server";

/** Splits a field into its lines, without the empty ones. */
export const linesOf = (typed: unknown): string[] =>
  typeof typed === "string"
    ? typed
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== "")
    : [];

/** Splits a field into its words, at line ends and blanks. */
const wordsOf = (typed: unknown): string[] => linesOf(typed).flatMap((line) => line.split(/ +/));

const MINUTE = 60; // Seconds.
const HOUR = 3600;
/** The lifetimes of tokens and logins, in the units of the form. */
export const TOKEN_MINUTES = { usual: ACCESS_TOKEN_SECONDS / MINUTE, most: LONGEST_ACCESS_TOKEN_SECONDS / MINUTE };
export const LOGIN_HOURS = { usual: REFRESH_TOKEN_SECONDS / HOUR, most: LONGEST_REFRESH_TOKEN_SECONDS / HOUR };

const metadata = v.looseObject({});

/**
 * The schema of a command line's form: its metadata, and how long its tokens and logins last, which the server takes in
 * seconds.
 */
export const programFormSchema = v.pipe(
  v.object({
    metadata,
    token_minutes: wholeNumberSchema(1, TOKEN_MINUTES.most),
    login_hours: wholeNumberSchema(1, LOGIN_HOURS.most),
  }),
  v.transform(({ metadata: about, token_minutes, login_hours }) => {
    const nearside_lifetimes = { access_token: token_minutes * MINUTE, refresh_token: login_hours * HOUR };
    return { metadata: { ...about, nearside_lifetimes } };
  }),
);
/** The schema of an API's form. An API has no logins. */
export const apiFormSchema = v.pipe(v.object({ metadata }), publicKeysOf());

/** Gives the metadata of RFC 7591 §2 that the form's fields describe. Empty fields are left out. */
export function metadataOf(kind: ClientKind, values: FormValues): Record<string, unknown> {
  const name = typeof values["client_name"] === "string" ? values["client_name"].trim() : "";
  const resources = linesOf(values["nearside_resources"]);
  const common = { client_name: name, ...(resources.length === 0 ? {} : { nearside_resources: resources }) };
  if (kind === "resource_server") {
    const exchange = {
      resources: linesOf(values["nearside_exchange.resources"]),
      scopes: wordsOf(values["nearside_exchange.scopes"]),
    };
    return {
      ...common,
      token_endpoint_auth_method: "private_key_jwt",
      jwks: jsonIn(values["jwks"]),
      ...(exchange.resources.length + exchange.scopes.length === 0 ? {} : { nearside_exchange: exchange }),
    };
  }
  const scopes = wordsOf(values["scope"]);
  const types = linesOf(values["authorization_details_types"]);
  const redirects = linesOf(values["redirect_uris"]);
  return {
    ...common,
    token_endpoint_auth_method: "none",
    ...(scopes.length === 0 ? {} : { scope: scopes.join(" ") }),
    ...(types.length === 0 ? {} : { authorization_details_types: types }),
    ...(redirects.length === 0 ? {} : { redirect_uris: redirects }),
    ...(values["by_redirect"] === true
      ? {
          grant_types: ["authorization_code"],
          response_types: ["code"],
          nearside_executables: linesOf(values["nearside_executables"]),
        }
      : {}),
  };
}

/**
 * Parses JSON. Text that is no JSON stays as it was typed, so that the schema says beside the field what it should be.
 */
export function jsonIn(typed: unknown): unknown {
  if (typeof typed !== "string") return typed;
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}
