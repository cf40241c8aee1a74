import type { Route } from "../http/route.ts";
import packageJson from "../package.json" with { type: "json" };
import { chainRefusalSchema, edgeResponses, errorSchema, responsesOf } from "./answers.ts";
import { jsonSchemaOf } from "./json-schema.ts";
import type { Operation } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";
import { PROOFS } from "./proofs.ts";
import { HEADERS } from "./response-headers.ts";

const DESCRIPTION =
  "A login that a command line starts can be approved only on the machine that started it. Schemas are made from those that the server parses by, which hold more: a check that JSON Schema has no word for is not here.";

/** The server's whole HTTP surface but its pages, as OpenAPI 3.1; a row that no group describes is not in it. */
export function documentOf(issuer: string, routes: readonly Route[]) {
  const groups = Object.entries(OPERATIONS);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const address = `${route.method} ${route.path}`;
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
      schemas: { Error: errorSchema, ChainRefusal: chainRefusalSchema },
      responses: edgeResponses(),
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
      : { requestBody: { required: true, content: { [body.contentType]: { schema: jsonSchemaOf(body.schema) } } } }),
    responses: responsesOf(route, operation),
    security: (operation.proofs ?? []).map((all) => Object.fromEntries(all.map((proof) => [proof, []]))),
  };
}

function parametersOf({ id, query, requestHeaders = {} }: Operation) {
  const inPath = id === undefined ? [] : [{ name: "id", in: "path", required: true, schema: jsonSchemaOf(id) }];
  const inQuery = Object.entries(query?.entries ?? {}).map(([name, schema]) => ({
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
