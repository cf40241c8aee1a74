import { createServer, type Server } from "node:http";
import express from "express";
import { fastify } from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createResource, type Resource } from "../resource.ts";
import { Client, ORIGIN } from "../testing/client.ts";
import { sendOverSocket } from "../testing/send-over-socket.ts";
import { portOf, startTestIssuer, type TestIssuer } from "../testing/test-issuer.ts";
import * as onExpress from "./express.ts";
import * as onFastify from "./fastify.ts";

// Targets that a router may take for another path than the proof names, sent to an API that answers at every address.

const ENDS: (() => Promise<unknown>)[] = [];
let issuer: TestIssuer;
let client: Client;
let resource: Resource;
beforeEach(async () => {
  issuer = await startTestIssuer();
  ENDS.push(issuer.close);
  client = await Client.of(issuer);
  resource = createResource({ issuer: issuer.issuer, audience: ORIGIN, clock: client.clock });
});
afterEach(async () => {
  for (const end of ENDS.splice(0).reverse()) await end();
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ENDS.push(() => new Promise((resolve) => server.close(resolve)));
  return portOf(server);
}

const FRAMEWORKS = {
  Express: (guarded: boolean) => {
    const app = express();
    if (guarded) app.use(onExpress.nearside(resource));
    app.use((req, res) => void res.json({ user: onExpress.nearsideOf(req).claims.sub }));
    app.use(((_error, _req, res, _next) => void res.status(500).json({})) satisfies express.ErrorRequestHandler);
    return listening(createServer(app));
  },
  Fastify: async (guarded: boolean) => {
    const app = fastify();
    if (guarded) app.addHook("onRequest", onFastify.nearside(resource));
    app.all("*", async (request) => ({ user: onFastify.nearsideOf(request).claims.sub }));
    await app.listen({ host: "127.0.0.1", port: 0 });
    ENDS.push(() => app.close());
    return portOf(app.server);
  },
} as const;

describe.each(Object.entries(FRAMEWORKS))("%s", (_name, start) => {
  it.each([
    ["/orders", 200],
    ["/admin/../orders", 400],
    ["/admin/%2e%2e/orders", 400],
    ["/admin\\..\\orders", 400],
    [`${ORIGIN}/orders`, 400],
    ["http://evil.example/orders", 400],
  ])("judges a proof for /orders, sent to %s: %i", async (path, status) => {
    const send = sendOverSocket(await start(true));
    expect((await send({ ...(await client.ask("GET", "/orders")), path })).status).toBe(status);
  });

  it("gives nobody's access where a route forgot the middleware", async () => {
    const send = sendOverSocket(await start(false));
    expect((await send(await client.ask("GET", "/orders"))).status).toBe(500);
  });

  it("makes our own failure no refusal", async () => {
    resource = { ...resource, verify: () => Promise.reject(new Error("broken")) };
    const send = sendOverSocket(await start(true));
    expect((await send(await client.ask("GET", "/orders"))).status).toBe(500);
  });
});
