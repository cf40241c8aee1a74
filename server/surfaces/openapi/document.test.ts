import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { overviewApi } from "@nearside/shared/api/console/overview.ts";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newApiKey } from "../../../test/kit/apis.ts";
import { getFrom } from "../../../test/kit/send.ts";
import { consoleOf } from "../../testing/console.ts";
import { newPartsFolder } from "../../testing/parts-folder.ts";
import { resourceServerWith } from "../../testing/resource-server.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { ISSUER } from "../../testing/test-server.ts";
import { type RecordedAnswer, recorded, strangersDay, wholeDay } from "../../testing/whole-day.ts";
import type { Pages } from "../edge/pages.ts";
import { pageRoutes } from "../edge/pages.ts";
import { routesOf } from "../wiring/app.ts";
import { consoleRoutesOf, signInRoutesOf } from "../wiring/console-routes.ts";
import { bodySchemaOf, documentOf } from "./document.ts";
import { OPERATIONS } from "./operations.ts";

// The document says what the server does. The test compares it with the table of routes, and with the answers of a whole day.

const NO_PAGES: Pages = new Map();
const SNAPSHOT = join(import.meta.dirname, "../../../docs/openapi.json");
const apiKey = newApiKey();
const api = { ...resourceServerWith("api", apiKey), resources: [ISSUER] }; // the day's tokens are for this resource
const parts = newPartsFolder();
afterAll(parts.remove);
const server = serverForAll({ resourceServers: [api], partsFolder: parts.folder });
let document: ReturnType<typeof documentOf>;
const consoleRows = () => [...signInRoutesOf(server.services), ...consoleRoutesOf(server.services)];
beforeAll(async () => {
  document = documentOf(ISSUER, routesOf(server.services), consoleRows());
});

it("is served as it is", async () => {
  const answer = await getFrom(server, "/openapi.json");
  expect(JSON.parse(answer.text)).toEqual(JSON.parse(JSON.stringify(document)));
});

it("is kept in docs/openapi.json", async () => {
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(SNAPSHOT);
});

it("is OpenAPI 3.1", async () => {
  const validator = new Validator();
  const result = await validator.validate(JSON.parse(JSON.stringify(document)));
  expect(result.valid ? [] : result.errors).toEqual([]);
  expect(validator.version).toBe("3.1");
});

it("names each operation once", () => {
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map((operation) => Object(operation).operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

describe("the table of routes", () => {
  const described = Object.values(OPERATIONS).flatMap((operations) => Object.entries(operations));

  it("has what is described, and nothing else", () => {
    const there = routesOf(server.services).map(({ method, path }) => `${method} ${path}`);
    expect(described.map(([address]) => address).sort()).toEqual(there.sort());
  });

  it("has an :id where one is described, and nowhere else", () => {
    for (const [address, { id }] of described)
      expect([address, id !== undefined]).toEqual([address, /:id/.test(address)]);
  });

  it("parses each body by the very schema that is described", () => {
    for (const { method, path, body } of [...routesOf(server.services), ...consoleRows()]) {
      const requestBody = Object(document.paths[path.replace(":id", "{id}")]?.[method.toLowerCase()]).requestBody;
      const expected = body && {
        required: true,
        content: { [body.contentType]: { schema: bodySchemaOf(body) } },
      };
      expect([path, requestBody]).toEqual([path, expected]);
    }
  });
});

describe("the console's table", () => {
  it("serves every entry of the contract, each once, and describes it", () => {
    const served = new Set(consoleRows().map(({ entry }) => `${entry.method} ${entry.path}`));
    expect(served.size).toBe(consoleRows().length);
    expect(served.size).toBe(countEntries("console"));
    for (const { method, path } of consoleRows()) {
      const operation = Object(document.paths[path.replace(":id", "{id}")]?.[method.toLowerCase()]);
      expect([path, operation.tags]).toEqual([path, ["console"]]);
    }
  });

  it("asks for a touch of each change, which is written down once", () => {
    for (const { method, path, entry } of consoleRoutesOf(server.services)) {
      const operation = Object(document.paths[path.replace(":id", "{id}")]?.[method.toLowerCase()]);
      const { touch } = Object(operation.requestBody?.content["application/json"].schema.properties);
      expect([path, touch]).toEqual([
        path,
        entry.kind === "change" ? { $ref: "#/components/schemas/Touch" } : undefined,
      ]);
    }
  });
});

describe("on a whole day", () => {
  let heard: readonly RecordedAnswer[];
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  beforeAll(async () => {
    const day = recorded(server, NO_PAGES);
    await wholeDay(day.at, NO_PAGES, apiKey);
    await strangersDay(day.at, NO_PAGES, ISSUER);
    const pages = pageRoutes(NO_PAGES).map(({ path }) => `GET ${path}`);
    const page = await consoleOf(day.at, "owner");
    for (const { method, path, entry } of consoleRoutesOf(server.services)) {
      const at = path.replace(":id", "rq_AAAAAAAAAAAAAAAAAAAAAA");
      if (method === "GET") await page.get(at);
      else if (entry.kind === "change") await page.change(at, {});
      else if (path !== "/api/console/sign-out") await page.post(at, {});
    }
    await page.get(`${overviewApi.figures.path}?midnights=0,86400000`);
    await page.post("/api/console/sign-out", {});
    await page.get("/api/console/people");
    for (const name of ["parts.json", "versions.jwt", parts.file]) await getFrom(day.at, `/get/${name}`);
    const kept = { "if-none-match": `"${parts.sha256}"` };
    await day.at.fetch(new Request(`${ISSUER}/get/${parts.file}`, { headers: kept }));
    heard = day.heard.filter(({ address }) => !pages.includes(address));
    ajv.addSchema(JSON.parse(JSON.stringify(document)), "openapi");
  });

  it("every list of the console was shown to an owner", () => {
    const shown = new Set(heard.filter(({ answer }) => answer.status === 200).map(({ address }) => address));
    const lists = consoleRoutesOf(server.services).filter(({ method, path }) => method === "GET" && !/:id/.test(path));
    expect(lists.map(({ path }) => `GET ${path}`).filter((address) => !shown.has(address))).toEqual([]);
  });

  it("every answer is as described", () => {
    expect(heard.length).toBeGreaterThan(80);
    for (const { address, answer } of heard) expect([address, problemsOf(address, answer)]).toEqual([address, []]);
  });

  it("an API asked about a token that is valid", () => {
    const introspections = heard.filter(({ address }) => address === "POST /oauth/introspect");
    expect(introspections.some(({ answer }) => /^{"active":true,/.test(answer.text))).toBe(true);
  });

  it("another one would not be", () => {
    const [bad] = heard.filter(({ address, answer }) => address === "POST /oauth/token" && answer.status === 400);
    const changed = (text: string, status = 400) => problemsOf("POST /oauth/token", { ...bad?.answer, text, status });
    expect(changed('{"error":"invalid_grant","error_description":"x"}')).toEqual([]);
    expect(changed('{"error":"not_found","error_description":"x"}')).not.toEqual([]);
    expect(changed('{"error":"invalid_grant"}')).not.toEqual([]);
    expect(changed('{"access_token":7}', 200)).not.toEqual([]);
    expect(changed("{}", 418)).not.toEqual([]);
  });

  const found = (at: readonly string[]): unknown => at.reduce<unknown>((value, name) => Object(value)[name], document);

  /** Lists everything in an answer that the document does not describe. */
  function problemsOf(
    address: string,
    { status, text, headers }: Partial<RecordedAnswer["answer"]>,
  ): readonly string[] {
    const [method = "", path = ""] = address.split(" ");
    const inPath = ["paths", path.replace(":id", "{id}"), method.toLowerCase(), "responses", String(status)];
    const { $ref } = Object(found(inPath));
    const at = typeof $ref === "string" ? $ref.split("/").slice(1) : inPath;
    const response = found(at);
    if (response === undefined) return [`${status} is not described`];
    const { content } = Object(response);
    if (content === undefined) return text === "" ? [] : ["a body is not described"];
    const type = headers?.get("content-type")?.split(";")[0] ?? "";
    if (!Object.hasOwn(content, type)) return [`${type} is not described`];
    if (type !== "application/json" && type !== "application/jwk-set+json") return [];
    const pointer = [...at, "content", type, "schema"].map((part) =>
      encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")),
    );
    const fits = ajv.compile({ $ref: `openapi#/${pointer.join("/")}` });
    fits(JSON.parse(text ?? ""));
    return (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }

  it("every described good answer but a TPM's, and but what was kept, was given", () => {
    const given = new Set(heard.map(({ address, answer }) => `${address} ${answer.status}`));
    const good = Object.values(OPERATIONS).flatMap((operations) =>
      Object.entries(operations).flatMap(([address, { answers }]) =>
        Object.keys(answers).map((status) => `${address} ${status}`),
      ),
    );
    expect(good.filter((one) => !given.has(one))).toEqual([
      "GET /oauth/status/:id 304",
      "POST /api/key-attestations 201",
    ]);
  });
});

/** Counts the entries in the files of that folder of the contract, as they are written. */
function countEntries(folder: string): number {
  const at = join(import.meta.dirname, "../../../shared/api", folder);
  const texts = readdirSync(at).map((name) => readFileSync(join(at, name), "utf8"));
  return texts.join("\n").match(/^ {2}\w+: (?:read|file|ask|change|entry)\(/gm)?.length ?? 0;
}
