import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { getRequestListener } from "@hono/node-server";
import { afterEach, beforeEach, expect, it } from "vitest";
import { publishNextKey } from "../../platform/keys/rotate-keys.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { ISSUER } from "../../testing/test-server.ts";
import { documentsOf } from "../routes/public-documents.ts";
import { createApp } from "../wiring/app.ts";
import { answerDocuments } from "./document-listener.ts";

// The listener in front of the app answers as the app does, and lets nothing pass that the app would refuse.

const OURS = new URL(ISSUER).host;
const server = serverForEach({ limits: { perAddressPerMinute: 600 } });
let open: Server[];
/** Number of requests that reached the app. */
let requests: number;
let app: number;
let before: number;
beforeEach(async () => {
  requests = 0;
  open = [];
  const listener = getRequestListener(createApp(server.services, new Map()).fetch, { overrideGlobalObjects: false });
  app = await listen(createServer(listener));
  const counted = createServer(
    answerDocuments(documentsOf(server.services), server.services, (incoming, outgoing) => {
      requests += 1;
      void listener(incoming, outgoing);
    }),
  );
  before = await listen(counted);
});
afterEach(async () => {
  for (const each of open) each.close();
});

function listen(made: Server): Promise<number> {
  open.push(made);
  return new Promise((resolve) => {
    made.listen(0, "127.0.0.1", () => resolve((made.address() as AddressInfo).port));
  });
}

interface Heard {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(port: number, path: string, { method = "GET", host = OURS } = {}): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: "127.0.0.1", port, path, method, headers: { host }, agent: false }, (answer) => {
      const { date: _, ...headers } = answer.headers;
      text(answer).then((body) => resolve({ status: answer.statusCode, headers, body }), reject);
    });
    asking.on("error", reject).end();
  });
}

it("answers every public document as the app does, header by header", async () => {
  const paths = [...documentsOf(server.services).keys()];
  expect(paths.length).toBeGreaterThan(2);
  for (const path of paths) {
    const theirs = await ask(app, path);
    expect(theirs.status).toBe(200);
    expect(await ask(before, path)).toEqual(theirs);
  }
  expect(requests).toBe(0);
});

it("answers by the present state", async () => {
  const { body } = await ask(before, "/oauth/jwks");
  server.pass(1);
  await publishNextKey(server.services, 1000);
  const later = await ask(before, "/oauth/jwks");
  expect(later.body).not.toBe(body);
  expect(later).toEqual(await ask(app, "/oauth/jwks"));
});

it.each([
  ["another path", "/oauth/jwks/", {}, 404],
  ["a query", "/oauth/jwks?x=1", {}, 200],
  ["another method", "/oauth/jwks", { method: "POST" }, 405],
  ["only its head", "/oauth/jwks", { method: "HEAD" }, 200],
  ["another host", "/oauth/jwks", { host: "rebound.example" }, 421],
  ["no host", "/oauth/jwks", { host: "" }, 421],
])("leaves %s to the app", async (_, path, how, status) => {
  const theirs = await ask(app, path, how);
  expect(theirs.status).toBe(status);
  expect(await ask(before, path, how)).toEqual(theirs);
  expect(requests).toBe(1);
});

it("costs its address as much as the app's answer, and says so when nothing is left", async () => {
  for (let turn = 0; turn < 600; turn += 1) expect((await ask(before, "/oauth/jwks")).status).toBe(200);
  expect(requests).toBe(0);
  expect((await ask(before, "/oauth/jwks")).status).toBe(429);
  expect((await ask(app, "/healthz")).status).toBe(200);
  expect((await ask(app, "/oauth/jwks")).status).toBe(429);
});
