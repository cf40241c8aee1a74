import { browserTroubleSchema } from "@nearside/shared/api/browser-trouble.ts";
import { consoleErrorSchema } from "@nearside/shared/api/console/console-error.ts";
import { wantedSchema } from "@nearside/shared/api/login-requests.ts";
import { ENDPOINTS } from "@nearside/shared/oauth/endpoints.ts";
import { sentenceSchema } from "@nearside/shared/text/label.ts";
import * as v from "valibot";
import type { Route } from "../../platform/http/route.ts";
import { ALL_REFUSALS, CHAIN_CODES } from "./error-codes.ts";
import { jsonSchemaOf } from "./json-schema.ts";
import type { ErrorCode, GoodAnswer, HeaderName, Operation, Refusal } from "./operation.ts";

/** The schema `#/components/schemas/Error`. */
export const errorSchema = jsonSchemaOf(
  v.looseObject({
    ...consoleErrorSchema.entries,
    error_description: v.string(),
    refusal: v.optional(v.picklist(ALL_REFUSALS)),
    trouble: v.optional(v.array(browserTroubleSchema)),
    wanted: v.optional(wantedSchema),
    reason: v.optional(sentenceSchema),
  }),
);

/** The schema `#/components/schemas/ChainRefusal` is one list for the many addresses that give these refusals. */
export const chainRefusalSchema = { enum: [...CHAIN_CODES].sort() };

/** The refusals of the edge by their name in `#/components/responses`. They are the same at every address that has them. */
const EDGE = {
  bad_request: [400, { codes: ["invalid_request"] }],
  too_large: [413, { codes: ["payload_too_large"] }],
  other_type: [415, { codes: ["unsupported_media_type"] }],
  other_host: [421, { codes: ["misdirected_request"] }],
  too_much: [429, { codes: ["rate_limited"], headers: ["Retry-After"] }],
  too_much_oauth: [429, { codes: ["temporarily_unavailable"], headers: ["Retry-After"] }],
  failed: [500, { codes: ["server_error"] }],
  away: [503, { codes: ["temporarily_unavailable"], headers: ["Retry-After"] }],
} as const satisfies Record<string, readonly [status: number, Refusal]>;
type EdgeName = keyof typeof EDGE;

/** Names the refusals of the edge at that address. At /oauth/authorize, only its own refusal is about a body. */
function edgeNamesOf({ body, path, limit }: Route): readonly EdgeName[] {
  const ofBody: EdgeName[] =
    body === undefined || path === ENDPOINTS.authorization_endpoint ? [] : ["bad_request", "too_large", "other_type"];
  const ofLimit: EdgeName[] =
    limit === "none" ? [] : ["other_host", path.startsWith("/oauth/") ? "too_much_oauth" : "too_much"];
  return [...ofBody, ...ofLimit, "failed", "away"];
}

/** Lists every code with which that row may refuse a request: its own, and those of the edge. */
export const errorCodesOf = (route: Route, { refusals = {} }: Operation): ReadonlySet<string> =>
  new Set([
    ...Object.values(refusals).flatMap(({ codes }) => codes),
    ...edgeNamesOf(route).flatMap((name): readonly ErrorCode[] => EDGE[name][1].codes),
  ]);

/** Describes every answer of one row by its status (OpenAPI 3.1 §4.8.16): good answers, its own refusals, and those of the edge. */
export function responsesOf(route: Route, { answers, refusals = {} }: Operation): Record<string, unknown> {
  const responses: Record<string, unknown> = {};
  for (const [status, answer] of Object.entries(answers)) responses[status] = goodAnswer(answer);
  for (const [status, refusal] of Object.entries(refusals)) responses[status] = refusedResponse(refusal);
  for (const name of edgeNamesOf(route)) {
    const [status, { codes }] = EDGE[name];
    const own = refusals[status];
    responses[status] =
      own === undefined
        ? { $ref: `#/components/responses/${name}` }
        : refusedResponse({ ...own, codes: [...own.codes, ...codes] });
  }
  return responses;
}

const refusedResponse = (refusal: Refusal) =>
  refusal.name === undefined ? refusedAnswer(refusal) : { $ref: `#/components/responses/${refusal.name}` };

/** Describes the refusals of the edge, and those that a group of addresses shares, by name. */
export const sharedResponses = (
  ofGroups: readonly (Refusal & { readonly name: string })[],
): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(EDGE).map(([name, [, refusal]]) => [name, refusedAnswer(refusal)])),
  ...Object.fromEntries(ofGroups.map((refusal) => [refusal.name, refusedAnswer(refusal)])),
});

const headersOf = (names: readonly HeaderName[]) =>
  names.length === 0
    ? {}
    : { headers: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])) };

function goodAnswer({ description, content, headers = [] }: GoodAnswer) {
  const bodies = Object.entries(content ?? {}).map(([type, schema]) => [
    type,
    { schema: schema === null ? { type: "string" } : jsonSchemaOf(schema) },
  ]);
  return {
    description,
    ...headersOf(headers),
    ...(content === undefined ? {} : { content: Object.fromEntries(bodies) }),
  };
}

function refusedAnswer({ codes, headers = [], page }: Refusal) {
  const schema = { allOf: [{ $ref: "#/components/schemas/Error" }, { properties: { error: codesOf(codes) } }] };
  return {
    description: "Refused: error is the code, error_description is a sentence for the person.",
    ...headersOf(headers),
    content: {
      "application/json": { schema },
      ...(page === true ? { "text/html": { schema: { type: "string" } } } : {}),
    },
  };
}

function codesOf(codes: readonly ErrorCode[]) {
  const all: ReadonlySet<ErrorCode> = new Set(codes);
  const hasChain = CHAIN_CODES.every((code) => all.has(code));
  const rest = [...all].filter((code) => !hasChain || !CHAIN_CODES.some((one) => one === code)).sort();
  if (!hasChain) return { enum: rest };
  const chain = { $ref: "#/components/schemas/ChainRefusal" };
  return rest.length === 0 ? chain : { anyOf: [{ enum: rest }, chain] };
}
