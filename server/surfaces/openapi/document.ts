import { isDeepStrictEqual } from "node:util";
import { touchSchema } from "@nearside/shared/api/console/change.ts";
import type * as v from "valibot";
import packageJson from "../../package.json" with { type: "json" };
import type { Route, RouteBody } from "../../platform/http/route.ts";
import type { EntryRoute } from "../console/console-rows.ts";
import { chainRefusalSchema, errorSchema, responsesOf, sharedResponses } from "./answers.ts";
import { consoleOperations, consoleRefusals } from "./console.ts";
import { type JsonSchema, jsonSchemaOf } from "./json-schema.ts";
import { keyOf, type Operation } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";
import { PROOFS } from "./proofs.ts";
import { HEADERS } from "./response-headers.ts";

const DESCRIPTION =
  "A login that a command line starts can be approved only on the machine that started it. The schemas are generated from those of the server's parser, which also has checks that JSON Schema can't express.";

/** Describes every address of the server, except its pages, as OpenAPI 3.1. A row that no group describes is left out. */
export function documentOf(issuer: string, routes: readonly Route[], ofConsole: readonly EntryRoute[]) {
  const groups = Object.entries({ ...OPERATIONS, console: consoleOperations(ofConsole) });
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of [...routes, ...ofConsole]) {
    const address = keyOf(route);
    const [tag, operation] = groups
      .map(([name, operations]) => [name, operations[address]] as const)
      .find(([, found]) => found !== undefined) ?? [undefined, undefined];
    if (tag === undefined || operation === undefined) continue;
    const path = route.path.replace(":id", "{id}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: { tags: [tag], ...describe(route, operation) } };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Nearside",
      version: packageJson.version,
      description: DESCRIPTION,
      license: { name: packageJson.license, identifier: packageJson.license },
    },
    servers: [{ url: issuer }],
    tags: groups.map(([name]) => ({ name })),
    paths,
    components: {
      schemas: { Error: errorSchema, ChainRefusal: chainRefusalSchema, Touch: TOUCH },
      responses: sharedResponses(consoleRefusals(ofConsole)),
      headers: HEADERS,
      securitySchemes: PROOFS,
    },
  };
}

function describe(route: Route, operation: Operation) {
  const { body } = route;
  const parameters = parametersOf(operation);
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replaceAll(/[^a-z]+/g, "_")}`,
    summary: operation.summary,
    description: operation.specification,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { [body.contentType]: { schema: bodySchemaOf(body) } } } }),
    responses: responsesOf(route, operation),
    security: (operation.proofs ?? []).map((all) => Object.fromEntries(all.map((proof) => [proof, []]))),
  };
}

const TOUCH = jsonSchemaOf(touchSchema);

/** Each change of the console carries a touch, whose schema is written once. */
export function bodySchemaOf({ schema }: RouteBody): JsonSchema {
  const written = jsonSchemaOf(schema);
  const { properties = {} } = written;
  if (!isDeepStrictEqual(properties["touch"], TOUCH)) return written;
  return { ...written, properties: { ...properties, touch: { $ref: "#/components/schemas/Touch" } } };
}

/** The members of a query, each with its schema. A query that is a variant has none. */
const entriesOf = (query: v.GenericSchema | undefined): readonly (readonly [string, v.GenericSchema])[] =>
  query !== undefined && "entries" in query ? Object.entries(Object(query.entries)) : [];

function parametersOf({ id, query, requestHeaders = {} }: Operation) {
  const inPath = id === undefined ? [] : [{ name: "id", in: "path", required: true, schema: jsonSchemaOf(id) }];
  const inQuery = entriesOf(query).map(([name, schema]) => ({
    name,
    in: "query",
    required: schema.type !== "optional",
    schema: jsonSchemaOf(schema),
  }));
  const headers = Object.entries(requestHeaders).map(([name, description]) => ({
    name,
    in: "header",
    description,
    schema: { type: "string" },
  }));
  return [...inPath, ...inQuery, ...headers];
}
