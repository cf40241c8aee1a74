import { authorizationDetailsSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";
import { Problem } from "../problems/problem.ts";
import type { AuthorizationParameters } from "../server/request-authorization.ts";
import { texts } from "../texts/sdk.ts";
import type { Needed } from "./needed.ts";
import type { NearsideOptions, SignInOptions } from "./options.ts";

// Reads the options of a program. It may be plain JavaScript, so they are checked as if they had no types.

/** scope-token of RFC 6749 §3.3, and acr values alike. */
const tokenSchema = v.pipe(v.string(), v.regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,1024}$/));
const wordsSchema = v.pipe(v.array(tokenSchema), v.maxLength(64));
const resourceSchema = v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(1024))), v.maxLength(16));
const acrValuesSchema = v.pipe(v.array(tokenSchema), v.minLength(1), v.maxLength(8));
const maxAgeSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(99_999_999));
const clientIdSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(128));

/** @throws Problem `usage` with the option's name and what it should be */
export const readClientId = ({ clientId }: Pick<NearsideOptions, "clientId">): string =>
  read(clientIdSchema, clientId, texts.options.clientId);

/** @throws Problem `usage` */
export function readNeeded(clientId: string, options: SignInOptions): Needed {
  const { acrValues, maxAge, authorizationDetails = [] } = options;
  const details = read(authorizationDetailsSchema, authorizationDetails, texts.options.authorizationDetails);
  return {
    clientId,
    scopes: read(wordsSchema, listOf(options.scope, " "), texts.options.scope),
    resource: read(resourceSchema, listOf(options.resource), texts.options.resource),
    details: JSON.stringify(details),
    acrValues: acrValues === undefined ? undefined : read(acrValuesSchema, listOf(acrValues), texts.options.acrValues),
    maxAge: maxAge === undefined ? undefined : read(maxAgeSchema, maxAge, texts.options.maxAge),
  };
}

/** The request of a login that meets these demands. */
export const parametersOf = ({
  clientId,
  scopes,
  resource,
  details,
  acrValues,
  maxAge,
}: Needed): AuthorizationParameters => ({
  clientId,
  scope: scopes.join(" "),
  resource,
  authorizationDetails: details === "[]" ? undefined : details,
  acrValues,
  maxAge,
});

function listOf(value: unknown, separator?: string): unknown {
  if (value === undefined) return [];
  const list = typeof value !== "string" ? value : separator === undefined ? [value] : value.split(separator);
  return Array.isArray(list) ? [...new Set(list)].filter((each) => each !== "") : list;
}

function read<T>(schema: v.GenericSchema<unknown, T>, value: unknown, says: string): T {
  const result = v.safeParse(schema, value);
  if (!result.success) throw new Problem("usage", says);
  return result.output;
}
