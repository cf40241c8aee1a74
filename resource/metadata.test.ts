import { createServer, type Server } from "node:http";
import { serve } from "@hono/node-server";
import express from "express";
import { fastify } from "fastify";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import * as onExpress from "./adapters/express.ts";
import * as onFastify from "./adapters/fastify.ts";
import * as onHono from "./adapters/hono.ts";
import { createResource, type ResourceOptions } from "./resource.ts";
import { portOf } from "./testing/test-issuer.ts";

const ISSUER = "https://login.example";
const API = "https://api.example";
const WELL_KNOWN = "/.well-known/oauth-protected-resource";
const open = (options: Partial<ResourceOptions> = {}) => createResource({ issuer: ISSUER, audience: API, ...options });

const described = (resource: ReturnType<typeof open>, url: string, method = "GET"): Promise<unknown> =>
  resource.metadata({ method, url, headers: new Headers() })?.response().json() ?? Promise.resolve(undefined);

/** The challenge that a request without a token receives. */
const challengeAt = (resource: ReturnType<typeof open>, url: string): Promise<string | undefined> =>
  resource.verify({ method: "GET", url, headers: new Headers() }).then(
    () => "passed",
    ({ headers }) => /resource_metadata="([^"]*)"/.exec(headers["WWW-Authenticate"])?.[1],
  );

it("says what follows from the options, and what the API tells besides (RFC 9728 §2)", async () => {
  const metadata = {
    name: "Orders",
    scopes: ["orders:read", "orders:write"],
    documentation: "https://api.example/docs",
    terms: "https://api.example/terms",
    policy: "https://api.example/policy",
    authorizationDetailsTypes: ["order"],
  };
  expect(await described(open({ metadata }), WELL_KNOWN)).toEqual({
    resource: API,
    authorization_servers: [ISSUER],
    scopes_supported: ["orders:read", "orders:write"],
    bearer_methods_supported: [],
    dpop_bound_access_tokens_required: true,
    dpop_signing_alg_values_supported: ["ES256"],
    authorization_details_types_supported: ["order"],
    resource_name: "Orders",
    resource_documentation: "https://api.example/docs",
    resource_policy_uri: "https://api.example/policy",
    resource_tos_uri: "https://api.example/terms",
  });
  expect(Object.keys((await described(open(), WELL_KNOWN)) as object)).not.toContain("scopes_supported");
});

describe("the place of a description (RFC 9728 §3)", () => {
  it.each([
    [API, WELL_KNOWN],
    [`${API}/`, WELL_KNOWN],
    [`${API}/orders`, `${WELL_KNOWN}/orders`],
    [`${API}/orders/`, `${WELL_KNOWN}/orders/`],
    [`${API}/orders?tenant=a`, `${WELL_KNOWN}/orders?tenant=a`],
    [`${API}/?tenant=a`, `${WELL_KNOWN}?tenant=a`],
  ])("of %s is %s, and it names exactly that", async (audience, target) => {
    const resource = open({ audience });
    expect(await described(resource, target)).toMatchObject({ resource: audience });
    expect(await described(resource, `http://10.0.0.1:8080${target}`)).toMatchObject({ resource: audience });
    expect(await described(resource, target, "HEAD")).toMatchObject({ resource: audience });
    for (const elsewhere of [`${target}x`, `/v1${target}`, "/", "", "*", `//evil.example${target}`])
      expect(await described(resource, elsewhere), elsewhere).toBeUndefined();
    expect(await described(resource, target, "POST")).toBeUndefined();
    expect(await challengeAt(resource, "/orders/1")).toBe(API + target);
  });

  it("is one for each audience, and a challenge names the narrowest", async () => {
    const audience = [API, `${API}/orders`, `${API}/orders/archive/`];
    const resource = open({ audience });
    expect(await described(resource, `${WELL_KNOWN}/orders`)).toMatchObject({ resource: `${API}/orders` });
    for (const [url, target] of [
      ["/users", ""],
      ["/ordersx", ""],
      ["/orders", "/orders"],
      ["/orders?x=1", "/orders"],
      ["/orders/1", "/orders"],
      ["/orders/archive/1", "/orders/archive/"],
      ["/orders/../archive", "/orders"],
      ["*", ""],
    ] as const)
      expect(await challengeAt(resource, url), url).toBe(API + WELL_KNOWN + target);
  });

  it("is at the audience's own origin only, whatever the request says of its host", async () => {
    const other = open({ audience: "https://other.example", origin: API });
    expect(await described(other, WELL_KNOWN)).toBeUndefined();
    expect(await challengeAt(other, "/")).toBeUndefined();
    const both = open({
      audience: [API, "https://shop.example"],
      origin: ({ url }) => (url.includes("shop") ? "https://shop.example" : API),
    });
    expect(await challengeAt(both, "/shop")).toBe(`https://shop.example${WELL_KNOWN}`);
    expect(await challengeAt(both, "/other")).toBe(API + WELL_KNOWN);
  });

  it.each(["orders", "urn:example:orders", `${API}/#x`, "https://user@api.example", `${API}/?a=\\"b`])(
    "is nowhere for an audience that is no address: %s",
    async (audience) => {
      const resource = open({ audience, origin: API });
      expect(await described(resource, WELL_KNOWN)).toBeUndefined();
      expect(await challengeAt(resource, "/")).toBeUndefined();
    },
  );
});

it.each<[string, object]>([
  ["metadata.scopes.0", { scopes: ['a"'] }],
  ["metadata.name", { name: "" }],
  ["metadata.documentation", { documentation: "javascript:alert(1)" }],
  ["metadata.jwks_uri", { jwks_uri: "https://evil.example" }],
])("names the option that is wrong: %s", (name, metadata) => {
  expect(() => open({ metadata })).toThrow(new RegExp(`^${name.replaceAll(".", "\\.")}: `));
});

const listening = async (server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: portOf(server), close: () => new Promise((resolve) => server.close(resolve)) };
};

describe("an API that is guarded as a whole answers at that address by itself", () => {
  it.each<[string, (resource: ReturnType<typeof open>) => Promise<{ port: number; close: () => Promise<unknown> }>]>([
    ["Express", (resource) => listening(createServer(express().use(onExpress.nearside(resource))))],
    [
      "Fastify",
      async (resource) => {
        const app = fastify();
        app.addHook("onRequest", onFastify.nearside(resource));
        await app.listen({ host: "127.0.0.1", port: 0 });
        return { port: portOf(app.server), close: () => app.close() };
      },
    ],
    [
      "Hono",
      async (resource) => {
        const server = serve({
          fetch: new Hono().use(onHono.nearside(resource)).fetch,
          hostname: "127.0.0.1",
          port: 0,
        });
        await new Promise((resolve) => server.once("listening", resolve));
        return { port: portOf(server), close: () => new Promise((resolve) => server.close(resolve)) };
      },
    ],
  ])("in %s", async (_name, start) => {
    const audience = `${API}/v1`;
    const { port, close } = await start(open({ audience }));
    const base = `http://127.0.0.1:${port}`;
    try {
      const answer = await fetch(`${base}${WELL_KNOWN}/v1`);
      expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
      expect(await answer.json()).toMatchObject({ resource: audience });
      const head = await fetch(`${base}${WELL_KNOWN}/v1`, { method: "HEAD" });
      expect([head.status, await head.text()]).toEqual([200, ""]);
      for (const target of [WELL_KNOWN, `${WELL_KNOWN}/v2`, "/"])
        expect((await fetch(base + target)).status, target).toBe(401);
    } finally {
      await close();
    }
  });
});
