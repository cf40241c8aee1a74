import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createResource, type Resource } from "../resource.ts";
import { Client, ORIGIN } from "../testing/client.ts";
import { sendOverSocket } from "../testing/send-over-socket.ts";
import { portOf, startTestIssuer, type TestIssuer } from "../testing/test-issuer.ts";
import { type NearsideEnv, nearside } from "./hono.ts";

// The router and the proof use one path, however the request writes it.

let issuer: TestIssuer;
let client: Client;
let resource: Resource;
let end: () => Promise<unknown>;
let send: ReturnType<typeof sendOverSocket>;
beforeEach(async () => {
  issuer = await startTestIssuer();
  client = await Client.of(issuer);
  resource = createResource({ issuer: issuer.issuer, audience: ORIGIN, clock: client.clock });
  const app = new Hono<NearsideEnv>().use(nearside(resource)).all("*", (c) => c.json({ path: c.req.path }));
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
  await new Promise((resolve) => server.once("listening", resolve));
  end = () => new Promise((resolve) => server.close(resolve));
  send = sendOverSocket(portOf(server));
});
afterEach(async () => {
  await end();
  await issuer.close();
});

it.each([
  "/orders",
  "/admin/../orders",
  "/admin/%2e%2e/orders",
  "/admin/%2E./orders",
  "/admin\\..\\orders",
  "/./orders",
  `${ORIGIN}/orders`,
  "http://evil.example/orders",
  "/orders#x",
  "//evil.example/orders",
  "/%6frders",
  "/orders?x=/../admin",
])("judges a proof for /orders, sent to %s", async (path) => {
  const { status, body } = await send({ ...(await client.ask("GET", "/orders")), path });
  if (status === 200) expect(JSON.parse(body)).toMatchObject({ path: "/orders" });
});
