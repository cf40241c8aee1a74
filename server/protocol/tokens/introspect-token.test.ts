import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../../test/kit/answer.ts";
import { introspect, introspected, newApiKey } from "../../../test/kit/apis.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { approvedLogin, type RedeemedLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { deviceStatementOf, poll } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { getFrom, postForm, postJson } from "../../../test/kit/send.ts";
import { exchangedFor } from "../../testing/about-tokens.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { allRows } from "../../testing/ledger.ts";
import { resourceServerWith } from "../../testing/resource-server.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DEPLOY, ISSUER, openTestServer, type TestServer } from "../../testing/test-server.ts";

const API = "https://api.example.test";
const OTHER = "https://other.example.test";
const key = newApiKey();
const otherKey = newApiKey();
const server = serverForAll({
  clients: [{ ...DEPLOY, id: "nearside-cli", resources: [API, OTHER] }],
  resourceServers: [
    { ...resourceServerWith("api", key), resources: [API, ISSUER] },
    { ...resourceServerWith("other", otherKey), resources: [OTHER] },
  ],
});
let machine: EnrolledMachine;
let login: RedeemedLogin;
let token: string;
beforeAll(async () => {
  machine = await enrolledMachine(server, "alice");
  login = await redeemedLogin(server, machine);
  token = login.tokens.access_token;
});

it("tells an API what it needs to know of a token that is for it, and no more", async () => {
  const { claims } = await accessToken.read(token);
  const { status: _, authorization_details: _none, ...others } = claims;
  expect(await introspected(server, { id: "api", key }, token)).toEqual({
    active: true,
    token_type: "DPoP",
    ...others,
  });
});

it("names of several audiences the API's own alone, and what was exchanged as it is", async () => {
  const details = JSON.stringify([{ type: "deployment", stage: "prod" }]);
  const params = { resource: API, authorization_details: details };
  const own = await approvedLogin(server, machine, params);
  const { access_token } = JSON.parse((await poll(server, own)).text);
  expect(await introspected(server, { id: "api", key }, access_token)).toMatchObject({
    active: true,
    aud: [API],
    authorization_details: JSON.parse(details),
  });
  const { claims } = await accessToken.read(token);
  const both = await accessToken.sign(server.services.keys.signer, { ...claims, aud: [OTHER, ISSUER] });
  expect(await introspected(server, { id: "api", key }, both)).toMatchObject({ active: true, aud: [ISSUER] });
  expect(await introspected(server, { id: "other", key: otherKey }, both)).toMatchObject({
    active: true,
    aud: [OTHER],
  });
  const exchanged = await exchangedFor(server, token, "other");
  expect(await introspected(server, { id: "api", key }, exchanged)).toMatchObject({
    active: true,
    act: { sub: "other" },
  });
});

it("answers as a signed JWT where it is asked for one (RFC 9701)", async () => {
  const wanted = "application/token-introspection+jwt";
  const answer = await introspect(server, { id: "api", key }, { token }, { accept: wanted });
  expect(answer.headers.get("content-type")).toBe(wanted);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(decodeProtectedHeader(answer.text)).toEqual({
    alg: "ES256",
    typ: "token-introspection+jwt",
    kid: server.services.keys.signer.thumbprint,
  });
  expect(decodeJwt(answer.text)).toEqual({
    iss: ISSUER,
    aud: "api",
    iat: server.now(),
    token_introspection: await introspected(server, { id: "api", key }, token),
  });
  const inactive = await introspect(server, { id: "api", key }, { token: "x" }, { accept: wanted });
  expect(decodeJwt(inactive.text)["token_introspection"]).toEqual({ active: false });
});

it.each([
  ["application/json", "application/json"],
  ["*/*", "application/json"],
  ["text/html, application/token-introspection+jwt;q=0.5, application/json;q=0.9", "application/json"],
  ["application/json;q=0.1, application/token-introspection+jwt", "application/token-introspection+jwt"],
  ["application/token-introspection+jwt;q=0", "application/json"],
])("goes by Accept: %s", async (accept, type) => {
  const answer = await introspect(server, { id: "api", key }, { token }, { accept });
  expect(answer.headers.get("content-type")).toBe(type);
});

describe("is inactive, and nothing else is said:", () => {
  const changed = async (claims: object, by = server.services.keys.signer) =>
    accessToken.sign(by, { ...(await accessToken.read(token)).claims, ...claims });
  const texts: [what: string, text: () => Promise<string>][] = [
    ["nothing that is a token", async () => "x"],
    ["NUL", async () => "\0"],
    ["half a character", async () => "\ud800"],
    ["a text longer than any token", async () => "x".repeat(20_000)],
    ["a refresh token", async () => login.tokens.refresh_token],
    ["another statement of this server's", async () => login.authorization.request],
    ["a machine's statement", () => deviceStatementOf(server, machine, login.session)],
    ["a token that another key signed", async () => changed({}, await newSigner())],
    ["one whose signature is cut", async () => token.slice(0, -4)],
    ["one without a signature", async () => `${token.split(".").slice(0, 2).join(".")}.`],
    ["one with a changed scope", async () => token.replace(/\.[^.]+\./, `.${await payloadWith({ scope: "write" })}.`)],
    ["one of another issuer", () => changed({ iss: "https://login.example.com" })],
    ["one that has expired", () => changed({ exp: server.now() })],
    ["one that was never given out", () => changed({ jti: server.id() })],
    ["one for another API alone", () => changed({ aud: [OTHER] })],
    ["one for nobody here", () => changed({ aud: ["https://nobody.example"] })],
  ];
  const payloadWith = async (claims: object) =>
    Buffer.from(JSON.stringify({ ...(await accessToken.read(token)).claims, ...claims })).toString("base64url");
  it.each(texts)("%s", async (_what, text) => {
    const before = await allRows(server);
    const answer = await introspect(server, { id: "api", key }, { token: await text() });
    expect([answer.status, answer.text]).toEqual([200, '{"active":false}']);
    expect(await allRows(server)).toEqual(before);
  });

  it.each(["access_token", "refresh_token", "anything"])("whatever it is said to be: %s", async (hint) => {
    const refreshToken = { token: login.tokens.refresh_token, token_type_hint: hint };
    expect((await introspect(server, { id: "api", key }, refreshToken)).text).toBe('{"active":false}');
    expect((await introspect(server, { id: "api", key }, { token, token_type_hint: hint })).text).toContain(
      '{"active":true',
    );
  });
});

describe("answers nobody", () => {
  it("who does not prove which resource server it is, whatever the token is worth", async () => {
    const forms = [
      { token },
      { token, client_id: "api" },
      { token, client_id: "nearside-cli" },
      { token: "x", client_id: "api", client_assertion: "x" },
    ];
    for (const form of forms)
      expect((await introspect(server, { id: "api", key: newApiKey() }, form)).outcome).toBe("401 invalid_client");
  });

  it("who asks about nothing", async () => {
    expect((await introspect(server, { id: "api", key }, {})).outcome).toBe("400 invalid_request");
  });
});

describe("the number of requests (threat R19)", () => {
  it("an API has its own budget, and its address pays nothing", async () => {
    const limits = { perAddressPerMinute: 600, introspectionsPerResourceServerPerMinute: 60 };
    const api = { ...resourceServerWith("api", key), resources: [ISSUER] };
    const small = await openTestServer({ limits, resourceServers: [api, resourceServerWith("other", otherKey)] });
    const home = small.from("192.0.2.7");
    for (let times = 0; times < 60; times += 1)
      expect((await introspect(home, { id: "api", key }, { token: "x" })).status).toBe(200);
    expect((await introspect(home, { id: "api", key }, { token: "x" })).outcome).toBe("429 temporarily_unavailable");
    expect((await introspect(home, { id: "other", key: otherKey }, { token: "x" })).status).toBe(200);
    const { budgets } = small.services;
    expect(await budgets.isUntouched("requests", "192.0.2.7")).toBe(true);

    const stranger = small.from("203.0.113.9");
    for (let times = 0; times < 600; times += 1)
      await introspect(stranger, { id: "api", key }, { token: "x", client_assertion: "x" });
    expect((await introspect(stranger, { id: "other", key: otherKey }, { token: "x" })).outcome).toBe(
      "429 temporarily_unavailable",
    );
    expect((await introspect(home, { id: "other", key: otherKey }, { token: "x" })).status).toBe(200);
    await small.close();
  });

  it("a client that is not understood pays as anywhere else", async () => {
    const limits = { perAddressPerMinute: 600 };
    const api = { ...resourceServerWith("api", key), resources: [ISSUER] };
    const small = await openTestServer({ limits, resourceServers: [api] });
    const asks: ((from: TestServer) => Promise<Answer>)[] = [
      (from) => getFrom(from, "/oauth/introspect"),
      (from) => postJson(from, "/oauth/introspect", {}),
      (from) => postForm(from, "/oauth/introspect", { token: ["a", "b"] }),
    ];
    for (const [at, ask] of asks.entries()) {
      const stranger = small.from(`203.0.113.${at}`);
      for (let times = 0; times < 600; times += 1) await ask(stranger);
      expect((await ask(stranger)).outcome).toBe("429 temporarily_unavailable");
    }
    expect((await introspect(small.from("192.0.2.7"), { id: "api", key }, { token: "x" })).status).toBe(200);
    await small.close();
  });
});
