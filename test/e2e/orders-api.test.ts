// The API of examples/, started as its first lines say.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { jwksOf, newSigner } from "../kit/keys.ts";
import { newId, now } from "../steps/stage.ts";
import { startOrdersApi } from "../support/orders-api.ts";
import { type Process, startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { signStatusList, signToken } from "./support-tokens.ts";

/** Its place in the issuer's status list. */
const REVOKED = 5;
const CLASS = ACR_VALUES[1];
const env = { PATH: process.env["PATH"] ?? "" };
let server: Server;
let issuer: string;
let origin: string;
let api: Process;
let issuerKey: Signer;
let session: Signer;

beforeAll(async () => {
  [issuerKey, session] = await Promise.all([newSigner(), newSigner()]);
  server = createServer(async ({ url }, answer) => {
    const list = `${issuer}/oauth/status/1`;
    answer.end(
      url === "/oauth/status/1" ? await signStatusList(issuerKey, list, REVOKED) : JSON.stringify(jwksOf(issuerKey)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  origin = `http://localhost:${await freePort()}`;
  api = await startOrdersApi({ issuer, origin, env, args: ["--acr", CLASS] });
});
afterAll(async () => {
  await api?.stop();
  server?.close();
});

/** Calls the API with a token of those scopes, approved that number of seconds ago, and a proof of its own. */
async function call(
  method: string,
  { scope = "orders:read orders:write", ago = 0, body = "", acr = ACR_VALUES[2] as string, idx = 0 } = {},
) {
  const token = await signToken(issuerKey, {
    ...{ iss: issuer, aud: [origin], cnf: { jkt: session.thumbprint } },
    ...{ scope, auth_time: now() - ago, acr },
    status: { status_list: { idx, uri: `${issuer}/oauth/status/1` } },
  });
  const url = `${origin}/orders`;
  const dpop = await signDpop(session, { method, url, jti: newId(), iat: now(), accessToken: token });
  const headers = { authorization: `DPoP ${token}`, dpop };
  const answer = await fetch(url, { method, headers, ...(body === "" ? {} : { body }) });
  return { status: answer.status, challenge: answer.headers.get("www-authenticate"), json: await answer.json() };
}

describe("the orders API", () => {
  it("shows its orders, takes one, and names the missing scope for it", async () => {
    const body = JSON.stringify({ item: "three teas" });
    expect(await call("POST", { scope: "orders:read", body })).toMatchObject({
      status: 403,
      challenge: expect.stringContaining('scope="orders:write"'),
      json: { error: "insufficient_scope", refusal: "scope_missing" },
    });
    expect(await call("POST", { body })).toMatchObject({ status: 201, json: { order: { item: "three teas" } } });
    const { status, json } = await call("GET", { scope: "orders:read" });
    expect([status, json.orders.map(({ item }: { item: string }) => item)]).toEqual([
      200,
      ["one coffee", "two bagels", "three teas"],
    ]);
  });

  it.each(["", "no json", "null", "{}", '{"item":1}', JSON.stringify({ item: "x".repeat(101) }), "x".repeat(5000)])(
    "refuses a malformed order: %s",
    async (body) => {
      expect(await call("POST", { body })).toMatchObject({ status: 400 });
    },
  );

  it("clears them only after a login of the last five minutes (RFC 9470)", async () => {
    expect(await call("DELETE", { ago: 302 })).toMatchObject({
      status: 401,
      challenge: expect.stringContaining('max_age="300"'),
      json: { error: "insufficient_user_authentication" },
    });
    expect(await call("DELETE", { ago: 60 })).toMatchObject({ status: 200, json: { gone: 3 } });
  });

  it("and only after a login of the class that it was started with, or a higher one", async () => {
    expect(await call("DELETE", { acr: ACR_VALUES[0] })).toMatchObject({
      status: 401,
      challenge: expect.stringContaining(`acr_values="${CLASS}", max_age="300"`),
      json: { refusal: "authentication_insufficient" },
    });
    expect(await call("DELETE", { acr: CLASS })).toMatchObject({ status: 200 });
  });

  it("refuses a token that its server has revoked", async () => {
    expect(await call("GET", { idx: REVOKED })).toMatchObject({ status: 401, json: { refusal: "token_revoked" } });
    expect(await call("GET", { idx: REVOKED - 1 })).toMatchObject({ status: 200 });
  });

  it("tells anybody whose tokens it takes, where its refusals point (RFC 9728)", async () => {
    const refused = await fetch(`${origin}/orders`);
    const [, url = ""] = /resource_metadata="([^"]+)"/.exec(refused.headers.get("www-authenticate") ?? "") ?? [];
    expect(await (await fetch(url)).json()).toMatchObject({
      resource: origin,
      authorization_servers: [issuer],
      scopes_supported: ["orders:read", "orders:write"],
      dpop_bound_access_tokens_required: true,
    });
  });

  it("ends when it is asked to", async () => {
    expect(await api.stop()).toEqual({ code: 0, signal: null });
  });

  it.each<[string, string[], RegExp]>([
    ["no issuer", [], /required option '--issuer/],
    ["an issuer without TLS", ["--issuer", "http://login.example"], /^issuer must be an origin/],
    ["a port out of range", ["--issuer", "https://login.example", "--port", "70000"], /Give 1 to 65535/],
  ])("says what is wrong with %s", async (_what, args, says) => {
    const started = await startProcess({
      command: process.execPath,
      args: [join(repository, "examples/orders-api.ts"), ...args],
      env,
    });
    expect((await started.ended()).code).toBe(1);
    expect(started.stderr()).toMatch(says);
    expect(started.stderr()).not.toMatch(/^ +at /m);
  });
});
