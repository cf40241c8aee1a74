import { newRandomId, newRequestId } from "@nearside/shared/ids.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AccessRefused } from "../access-refused.ts";
import { createResource, memoryReplays, type Resource } from "../resource.ts";
import { type Claims, Client, ORIGIN } from "../testing/client.ts";
import { requestOf } from "../testing/request-of.ts";
import { startTestIssuer, type TestIssuer } from "../testing/test-issuer.ts";

// Tokens out of a lease (protocol §12.2): for one request where calls are counted, for named tools, in an agent's name.

let issuer: TestIssuer;
let client: Client;
let resource: Resource;
beforeAll(async () => {
  issuer = await startTestIssuer();
  client = await Client.of(issuer);
  resource = newResource();
});
afterAll(() => issuer.close());

const newResource = (replays = memoryReplays({ clock: client.clock })) =>
  createResource({ issuer: issuer.issuer, audience: ORIGIN, clock: client.clock, replays });
const ask = { method: "GET", path: "/orders" };
const leased = (lease: Omit<NonNullable<Claims["lease"]>, "id">) => {
  const id = newRequestId(client.random);
  const act = { sub: "agent:Claude Code", lease: id };
  return client.token({ parent: newRandomId(client.random), act, lease: { id, ...lease } });
};
const verify = async (token: string, at: Resource = resource, demands = {}) =>
  at.verify(requestOf(client.asking(ask.method, ask.path, token, await client.proof(token, ask))), demands);

it("says whose agent uses it, and for which lease", async () => {
  const { lease, claims } = await verify(await leased({ tools: ["list_orders"] }));
  expect(lease).toEqual({
    id: claims.request && claims.lease?.id,
    agent: "Claude Code",
    tools: ["list_orders"],
    once: false,
  });
  expect((await verify(await client.token())).lease).toBeUndefined();
});

it("says so too where an API acts on by it", async () => {
  const id = newRequestId(client.random);
  const act = { sub: "orders-api", act: { sub: "agent:Codex", lease: id } };
  const { lease } = await verify(await client.token({ act, lease: { id } }));
  expect(lease).toEqual({ id, agent: "Codex", tools: undefined, once: false });
});

it("takes a token for one request once, and every other one again (threat A2)", async () => {
  const once = await leased({ once: true });
  expect((await verify(once)).lease?.once).toBe(true);
  await expect(verify(once)).rejects.toMatchObject({ code: "token_used", status: 401 });
  const many = await leased({});
  await verify(many);
  await verify(many);
});

it("takes it once of many at the same moment, and at one of the instances that share their memory", async () => {
  const once = await leased({ once: true });
  const replays = memoryReplays({ clock: client.clock });
  const [one, other] = [newResource(replays), newResource(replays)];
  const all = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((no) => verify(once, no % 2 === 0 ? one : other)));
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

it("has not used it where the request was refused for something else", async () => {
  const once = await leased({ once: true });
  await expect(verify(once, resource, { scope: "orders:write" })).rejects.toMatchObject({ code: "scope_missing" });
  expect((await verify(once)).lease?.once).toBe(true);
});

it("remembers it as long as it is taken", async () => {
  const once = await leased({ once: true });
  await verify(once);
  client.pass(900 + 59); // with leeway it is taken until then
  await expect(verify(once)).rejects.toMatchObject({ code: "token_used" });
  client.pass(1);
  await expect(verify(once)).rejects.toMatchObject({ code: "token_expired" });
});

it("lets it use the tools that are named, and any where none is", async () => {
  const named = await verify(await leased({ tools: ["list_orders"] }));
  named.demandTool("list_orders");
  expect(() => named.demandTool("cancel_order")).toThrow(
    expect.objectContaining({ code: "tool_refused", status: 403 }),
  );
  (await verify(await leased({}))).demandTool("cancel_order");
  (await verify(await client.token())).demandTool("cancel_order");
});

it("tells an agent to ask its person, where a person is told to log in again", async () => {
  const demands = [{ scope: "orders:burn" }, { acrValues: ["urn:example:acr:other"] }, { maxAge: 60 }];
  const said = async (token: string, demanded: object): Promise<string> => {
    const refused: unknown = await verify(token, resource, demanded).catch((error: unknown) => error);
    if (!(refused instanceof AccessRefused)) return expect.fail("it was not refused");
    expect(refused.headers["WWW-Authenticate"]).toContain(refused.body.error_description);
    return refused.body.error_description;
  };
  const [agents, persons] = [await leased({}), await client.token()];
  client.pass(90);
  for (const demanded of demands) {
    expect(await said(agents, demanded)).toMatch(/^(?!.*[Ll]og in).*nearside lease request/);
    expect(await said(persons, demanded)).toMatch(/^(?!.*lease).*Log in again/);
  }
});
