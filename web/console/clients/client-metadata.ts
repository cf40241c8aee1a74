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

/** The lines of a field that have anything. */
export const linesOf = (typed: unknown): string[] =>
  typeof typed === "string"
    ? typed
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== "")
    : [];

/** The words of a field, by line or by blank. */
const wordsOf = (typed: unknown): string[] => linesOf(typed).flatMap((line) => line.split(/ +/));

const MINUTE = 60; // seconds
const HOUR = 3600;
/** How long a program's tokens last, and its logins, as a form has it. */
export const TOKEN_MINUTES = { usual: ACCESS_TOKEN_SECONDS / MINUTE, most: LONGEST_ACCESS_TOKEN_SECONDS / MINUTE };
export const LOGIN_HOURS = { usual: REFRESH_TOKEN_SECONDS / HOUR, most: LONGEST_REFRESH_TOKEN_SECONDS / HOUR };

const metadata = v.looseObject({});

/** What is sent of a command line: the metadata, with how long its tokens and its logins last, which the server has in seconds. */
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
/** Of an API, which has no logins. */
export const apiFormSchema = v.pipe(v.object({ metadata }), publicKeysOf());

/** Metadata of RFC 7591 §2 from what stands in the form; what is empty is left out. */
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
  };
}

/** What is no JSON stays as it is typed: beside the field stands what it should be. */
export function jsonIn(typed: unknown): unknown {
  if (typeof typed !== "string") return typed;
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}
