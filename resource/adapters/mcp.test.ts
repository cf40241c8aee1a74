import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createResource } from "../resource.ts";
import { type Ask, type Claims, Client } from "../testing/client.ts";
import { startTestIssuer, type TestIssuer } from "../testing/test-issuer.ts";
import { type McpAuth, mcp, nearsideOf } from "./mcp.ts";

const ADDRESS = "https://api.example/mcp";
const PROOF = {
  peer: "same",
  forwarded: "no",
  key_storage: "tpm",
  passkey: "device_bound",
  program: "redirect",
} as const;
const PAGE = "https://inspector.example";
const LIST = { jsonrpc: "2.0", id: 1, method: "tools/list" };
const calling = (name: unknown) => ({ jsonrpc: "2.0", id: 2, method: "tools/call", params: { name, arguments: {} } });

let issuer: TestIssuer;
let client: Client;
let handle: (request: Request) => Promise<Response>;
const served: { readonly body: string; readonly auth: McpAuth; readonly headers: Headers }[] = [];
beforeAll(async () => {
  issuer = await startTestIssuer();
  client = await Client.of(issuer);
  const resource = createResource({ issuer: issuer.issuer, audience: ADDRESS, clock: client.clock, bearer: true });
  handle = mcp(
    resource,
    async (request, { authInfo }) => {
      const { headers } = request;
      served.push({ body: await request.text(), auth: authInfo, headers });
      const answer = Response.json({ user: nearsideOf(authInfo).claims.sub });
      answer.headers.set("mcp-session-id", headers.get("mcp-session-id") ?? "a.session");
      return answer;
    },
    { demands: { scope: "orders:read" }, tools: { place_order: { scope: "orders:write" } }, origins: [PAGE] },
  );
});
afterAll(() => issuer?.close());

/** The token of a program that only knows a redirect, as MCP clients are. */
async function bearerToken(twist: Partial<Claims> = {}): Promise<string> {
  const acr = "urn:nearside:acr:loopback-redirect";
  const { cnf: _, ...claims } = await client.claims({ acr, proof: PROOF, aud: [ADDRESS], ...twist });
  return client.signed(claims);
}

/** Sends that message, or text. */
async function send(message: unknown, { scope = "orders:read", headers = {}, method = "POST", token = "" } = {}) {
  const bearer = token === "" ? await bearerToken({ scope }) : token;
  const body = typeof message === "string" ? message : JSON.stringify(message);
  return handle(
    new Request(ADDRESS, {
      method,
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json", ...headers },
      ...(method === "POST" ? { body } : {}),
    }),
  );
}

describe("an MCP server behind a resource", () => {
  it("serves a request with a token, and gives the tools its person and never the token", async () => {
    const token = await bearerToken();
    expect(await (await send(LIST, { token })).json()).toEqual({ user: expect.stringMatching(/^us_/) });
    const { body, auth } = served.at(-1) ?? expect.unreachable();
    expect(JSON.parse(body)).toEqual(LIST);
    expect(auth).toMatchObject({ clientId: "nearside-cli", scopes: ["orders:read"] });
    expect(JSON.stringify(auth)).not.toContain(token);
  });

  it("hands a tool nothing by which it could ask as the person", async () => {
    await send(LIST, { headers: { dpop: "a proof", "x-trace": "7" } });
    const { headers } = served.at(-1) ?? expect.unreachable();
    expect([...headers.keys()]).toContain("x-trace");
    for (const name of ["authorization", "dpop"]) expect(headers.has(name), name).toBe(false);
  });

  it("serves a session to the person, program and key that began it, and to nobody else", async () => {
    const sub = "us_BBBBBBBBBBBBBBBBBBBBBA";
    const own = await bearerToken({ sub });
    const session = (await send(LIST, { token: own })).headers.get("mcp-session-id") ?? "";
    const before = served.length;
    const others = {
      another: await bearerToken({ sub: "us_AAAAAAAAAAAAAAAAAAAAAA" }),
      "another program": await bearerToken({ sub, client_id: "nearside-other" }),
    };
    const headers = { "mcp-session-id": session };
    for (const [who, token] of Object.entries(others))
      for (const method of ["POST", "GET", "DELETE"])
        expect((await send(LIST, { token, headers, method })).status, `${method} by ${who}`).toBe(404);
    const { fields }: Ask = await client.ask("POST", "/mcp", { token: { aud: [ADDRESS], sub } });
    const proved = new Request(ADDRESS, { method: "POST", body: JSON.stringify(LIST), headers });
    for (const [name, value] of fields) proved.headers.set(name, value);
    expect((await handle(proved)).status, "with a key").toBe(404);
    for (const forged of [
      "a.session",
      "a.session.",
      `${session}A`,
      `b${session}`,
      session.slice(0, -1),
      "x".repeat(5000),
    ])
      expect((await send(LIST, { token: own, headers: { "mcp-session-id": forged } })).status, forged).toBe(404);
    expect(served).toHaveLength(before);
    const again = await send(LIST, { token: await bearerToken({ sub }), headers }); // the same person by a new token
    expect([again.status, again.headers.get("mcp-session-id")]).toEqual([200, session]);
    expect(served.at(-1)?.headers.get("mcp-session-id")).toBe("a.session");
  });

  it("sends a client without a token to its person, by the first challenge: where, and for what", async () => {
    const answer = await handle(new Request(ADDRESS, { method: "POST", body: JSON.stringify(LIST) }));
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toMatch(
      /^Bearer scope="orders:read", resource_metadata="https:\/\/api\.example\/\.well-known\/oauth-protected-resource\/mcp", DPoP /,
    );
  });

  it("describes itself to everybody (RFC 9728)", async () => {
    const answer = await handle(new Request("https://api.example/.well-known/oauth-protected-resource/mcp"));
    expect(await answer.json()).toMatchObject({ resource: ADDRESS, authorization_servers: [issuer.issuer] });
  });

  it.each([
    ["a call", calling("place_order")],
    ["a call in a batch", [LIST, calling("place_order")]],
  ])("asks for the scope of a tool beside what the client has: %s", async (_what, message) => {
    const before = served.length;
    const answer = await send(message);
    expect(answer.status).toBe(403);
    expect(answer.headers.get("www-authenticate")).toMatch(
      /^Bearer error="insufficient_scope", .*scope="orders:read orders:write"/,
    );
    expect(served).toHaveLength(before);
    expect((await send(message, { scope: "orders:read orders:write" })).status).toBe(200);
  });

  it.each(["", "no json", "null", "[]", "[null]", JSON.stringify(calling(1)), JSON.stringify(calling("toString"))])(
    "leaves to the server what calls no tool that it knows: %s",
    async (text) => {
      expect((await send(text)).status).toBe(200);
      expect(served.at(-1)?.body).toBe(text);
    },
  );

  it("takes a mebibyte and no more", async () => {
    expect((await send("x".repeat(1024 * 1024))).status).toBe(200);
    expect((await send("x".repeat(1024 * 1024 + 1))).status).toBe(413);
  });

  it("lets pages of the named origins call it, and no other", async () => {
    const asked = await handle(new Request(ADDRESS, { method: "OPTIONS", headers: { origin: PAGE } }));
    expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([204, PAGE]);
    const answer = await send(LIST, { headers: { origin: PAGE } });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, PAGE]);
    const refused = await handle(new Request(ADDRESS, { method: "POST", headers: { origin: PAGE } }));
    expect(refused.headers.get("access-control-expose-headers")).toContain("WWW-Authenticate");
    for (const origin of ["https://evil.example", "null", "https://inspector.example.evil.example"])
      expect((await send(LIST, { headers: { origin } })).status, origin).toBe(403);
  });

  it("serves no token of another API, and none that is bound to a key without its proof", async () => {
    const foreign = await bearerToken({ aud: ["https://other.example"] });
    expect((await send(LIST, { token: foreign })).status).toBe(401);
    const bound = await client.token({ aud: [ADDRESS] });
    expect((await send(LIST, { token: bound })).status).toBe(401);
    const path = "/mcp";
    const { fields }: Ask = await client.ask("POST", path, { token: { aud: [ADDRESS] } });
    const proved = new Request(ADDRESS, { method: "POST", body: JSON.stringify(LIST) });
    for (const [name, value] of fields) proved.headers.set(name, value);
    expect((await handle(proved)).status).toBe(200);
  });
});

describe("a lease that is limited to tools", () => {
  const id = "rq_AAAAAAAAAAAAAAAAAAAAAA";
  const leased = (lease: object = { tools: ["list_orders"] }) =>
    bearerToken({ act: { sub: "agent:Claude Code", lease: id }, lease: { id, ...lease } });
  const by = (method: string) => ({ jsonrpc: "2.0", id: 3, method, params: { uri: "orders://7", name: "secret" } });

  it.each([
    by("resources/read"),
    by("resources/list"),
    by("resources/subscribe"),
    by("prompts/get"),
    by("completion/complete"),
    by("logging/setLevel"),
    by("notifications/unheard-of"),
    by("Tools/List"),
    [LIST, by("resources/read")],
    calling("place_order"),
    calling(["list_orders"]),
    { ...LIST, method: ["tools/list"] },
    { jsonrpc: "2.0", id: 4 },
    "no json",
    "null",
  ])("reads and does nothing else: %j", async (message) => {
    const before = served.length;
    const answer = await send(message, { token: await leased() });
    expect([answer.status, await answer.json()]).toMatchObject([403, { refusal: "tool_refused" }]);
    expect(served).toHaveLength(before);
  });

  it.each([
    by("initialize"),
    by("ping"),
    LIST,
    by("notifications/initialized"),
    calling("list_orders"),
    { jsonrpc: "2.0", id: 5, result: {} },
  ])("speaks MCP, and calls its tools: %j", async (message) => {
    expect((await send(message, { token: await leased() })).status).toBe(200);
  });

  it("reads what the server names for it, and a lease without a list reads everything", async () => {
    const resource = createResource({ issuer: issuer.issuer, audience: ADDRESS, clock: client.clock, bearer: true });
    const open = mcp(resource, async () => new Response("read"), { leasedMethods: ["resources/read"] });
    const ask = async (method: string) => {
      const headers = { authorization: `Bearer ${await leased()}` };
      return (await open(new Request(ADDRESS, { method: "POST", headers, body: JSON.stringify(by(method)) }))).status;
    };
    expect([await ask("resources/read"), await ask("prompts/get")]).toEqual([200, 403]);
    expect((await send(by("prompts/get"), { token: await leased({}) })).status).toBe(200);
  });
});

it("is of no use for what did not pass it", () => {
  expect(() => nearsideOf(undefined)).toThrow(/did not pass/);
  expect(() => nearsideOf({ extra: { nearside: { claims: {} } } })).toThrow(/did not pass/);
});
