import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { Answer } from "../../../test/kit/answer.ts";
import { type ApiKey, type AssertionTwist, assertionOf, authenticationOf, newApiKey } from "../../../test/kit/apis.ts";
import type { Form, Headers } from "../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { mount, postForm, unlimited } from "../../platform/http/route.ts";
import { createEdge } from "../../surfaces/edge/edge.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { resourceServerWith } from "../../testing/resource-server.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { ISSUER } from "../../testing/test-server.ts";
import { authenticateClient } from "./authenticate-client.ts";
import { authenticatedForm, JWT_BEARER } from "./authenticated-form.ts";
import type { ClientRefusal } from "./client-refusal.ts";
import { removeClient } from "./manage-client.ts";
import { registerAs } from "./register-client.ts";

const keys = { one: newApiKey("ES256", { kid: "one" }), two: newApiKey("ES256", { kid: "two" }) };
const orders = newApiKey();
const algorithms = (["ES256", "ES384", "EdDSA", "Ed25519", "PS256"] as const).map((alg) => newApiKey(alg));

const server = serverForAll({
  resourceServers: [
    resourceServerWith("orders", orders),
    resourceServerWith("two-keys", keys.one, keys.two),
    ...algorithms.map((key) => resourceServerWith(`api-${key.alg}`, key)),
  ],
});

/** Sends a request to an address of the edge as it ships, which does nothing but authenticate the client. */
async function ask(form: Form, headers: Headers = {}): Promise<Answer> {
  const { services } = server;
  const app = createEdge(services.log);
  const route = postForm("/oauth/who", "none", { schema: v.object(authenticatedForm) }, async (c, sent) =>
    c.json({ id: (await authenticateClient(services, c, sent)).id }),
  );
  mount(app, [route], unlimited);
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) if (value !== undefined) body.append(name, value);
  return Answer.of(await app.request(`${ISSUER}/oauth/who`, { method: "POST", headers, body }));
}

/** Returns the id of the client that the server takes the caller for. */
const asks = async (form: Form): Promise<string> => (await ask(form)).as(v.object({ id: v.string() })).id;

describe("a resource server is known by its own key", () => {
  it.each(algorithms.map((key) => [key.alg, key] as const))("with %s", async (alg, key) => {
    expect(await asks(await authenticationOf(server, { id: `api-${alg}`, key }))).toBe(`api-${alg}`);
  });

  it.each(Object.entries(keys))("whichever of its keys it names: %s", async (kid, key) => {
    expect(await asks(await authenticationOf(server, { id: "two-keys", key }, { header: { kid } }))).toBe("two-keys");
  });

  const twists: [string, AssertionTwist][] = [
    ["the issuer in a list of one (RFC 7519 §4.1.3)", { claims: { aud: [ISSUER] } }],
    ["a type of its own (RFC 7523bis §4)", { header: { typ: "client-authentication+jwt" } }],
    ["the type of any JWT", { header: { typ: "JWT" } }],
    ["no time of issue", { claims: { iat: undefined } }],
    ["a kid that nobody wrote down, where there is one key", { header: { kid: "anything" } }],
  ];
  it.each(twists)("with %s", async (_what, twist) => {
    expect(await asks(await authenticationOf(server, { id: "orders", key: orders }, twist))).toBe("orders");
  });

  it("beside its id, where that is sent too", async () => {
    const form = await authenticationOf(server, { id: "orders", key: orders });
    expect(await asks({ ...form, client_id: "orders" })).toBe("orders");
  });
});

const CONSTANT = /^\{"error":"invalid_client","error_description":"The client was not authenticated[^"]*"\}$/;

/** Expects that the refusal is the same for every caller; the log of events names the reason, if there is such a client. */
async function expectRefused(reason: ClientRefusal, about: string | null, form: Form, headers: Headers = {}) {
  const before = about === null ? [] : await eventsOf(server, about);
  const lines = server.logged.length;
  const answer = await ask(form, headers);
  expect(answer.status).toBe(401);
  expect(answer.text).toMatch(CONSTANT);
  expect(server.logged.slice(lines).join("")).toContain(`"refusal":"${reason}"`);
  if (about === null) return answer;
  const after = await eventsOf(server, about);
  expect(after.slice(before.length)).toEqual([{ kind: "client_refused", subject: about, data: { code: reason } }]);
  return answer;
}

describe("an assertion is refused", () => {
  const now = () => server.now();
  const rows: [string, ClientRefusal, () => AssertionTwist][] = [
    [
      "for the token endpoint instead of the issuer",
      "wrong_audience",
      () => ({ claims: { aud: `${ISSUER}/oauth/token` } }),
    ],
    ["for another server", "wrong_audience", () => ({ claims: { aud: "https://other.example" } })],
    [
      "for another server beside this one",
      "wrong_audience",
      () => ({ claims: { aud: [ISSUER, "https://other.example"] } }),
    ],
    ["for this one twice", "wrong_audience", () => ({ claims: { aud: [ISSUER, ISSUER] } })],
    ["for nobody", "wrong_audience", () => ({ claims: { aud: undefined } })],
    ["about somebody else", "wrong_subject", () => ({ claims: { sub: "two-keys" } })],
    ["about nobody", "wrong_subject", () => ({ claims: { sub: undefined } })],
    ["that has expired", "expired", () => ({ claims: { exp: now() - 60 } })],
    ["without an end", "expired", () => ({ claims: { exp: undefined } })],
    ["whose beginning is no number", "assertion_malformed", () => ({ claims: { nbf: "now" } })],
    ["whose end is no number", "assertion_malformed", () => ({ claims: { exp: "later" } })],
    ["that lives too long", "too_long_lived", () => ({ claims: { exp: now() + 361 } })],
    ["from the future", "not_yet", () => ({ claims: { iat: now() + 61 } })],
    ["not yet to be used", "not_yet", () => ({ claims: { nbf: now() + 61 } })],
    ["without an id", "id_missing", () => ({ claims: { jti: undefined } })],
    ["with an empty id", "id_missing", () => ({ claims: { jti: "" } })],
    ["with an id that is no text", "id_missing", () => ({ claims: { jti: 7 } })],
    ["with an id too long to keep", "id_missing", () => ({ claims: { jti: "x".repeat(256) } })],
    ["that is another kind of JWT", "wrong_type", () => ({ header: { typ: "at+jwt" } })],
  ];
  it.each(rows)("%s: %s", async (_what, reason, twist) => {
    await expectRefused(reason, "orders", await authenticationOf(server, { id: "orders", key: orders }, twist()));
  });

  const strangers: [string, ClientRefusal, string, () => ApiKey, AssertionTwist?][] = [
    ["by another key", "bad_signature", "orders", () => newApiKey()],
    ["by another algorithm than its key is for", "wrong_algorithm", "orders", () => newApiKey("PS256")],
    ["by another of its keys than it names", "bad_signature", "two-keys", () => keys.two, { header: { kid: "one" } }],
    ["by a key that it does not have", "key_unknown", "two-keys", () => keys.one, { header: { kid: "three" } }],
    ["that leaves open which key", "key_unknown", "two-keys", () => keys.one],
  ];
  it.each(strangers)("%s: %s", async (_what, reason, id, key, twist) => {
    await expectRefused(reason, id, await authenticationOf(server, { id, key: key() }, twist));
  });

  it.each([
    ["by nobody that is known", "client_unknown", "nobody", null],
    ["by a command line, which has no key here", "not_confidential", "nearside-cli", "nearside-cli"],
  ] as const)("%s: %s", async (_what, reason, id, about) => {
    await expectRefused(reason, about, await authenticationOf(server, { id, key: newApiKey() }));
  });

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const unsigned = (alg: unknown) =>
    `${encoded({ alg })}.${encoded({ iss: "orders", sub: "orders", aud: ISSUER })}.AAAA`;
  it.each([
    ["none", "wrong_algorithm"],
    ["HS256", "wrong_algorithm"],
    ["RS256", "wrong_algorithm"],
    [7, "wrong_algorithm"],
  ] as const)("of the algorithm %s", async (alg, reason) => {
    await expectRefused(reason, "orders", { client_assertion_type: JWT_BEARER, client_assertion: unsigned(alg) });
  });

  const crit = `${encoded({ alg: "ES256", crit: ["b64"], b64: false })}.${encoded({ iss: "orders" })}.AAAA`;
  const twice = `${encoded({ alg: "ES256" })}.${Buffer.from('{"iss":"orders","iss":"orders"}').toString("base64url")}.AAAA`;
  it.each([
    "x",
    "a.b",
    "a.b.c",
    crit,
    twice,
    `${encoded({ alg: "ES256" })}.${encoded({})}.AAAA`,
    `${encoded({})}.${encoded([])}.A`,
  ])("that is invalid: %s", async (text) => {
    await expectRefused("assertion_malformed", null, { client_assertion_type: JWT_BEARER, client_assertion: text });
  });
});

it("a registered one is believed until it is removed", async () => {
  const key = newApiKey();
  const metadata = {
    client_name: "Stock",
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [key.publicJwk] },
    nearside_resources: ["https://stock.example.test"],
  };
  const { client_id: id } = await registerAs(server.services, metadata, SERVER_SHELL);
  expect(await asks(await authenticationOf(server, { id, key }))).toBe(id);
  await removeClient(server.services, id, SERVER_SHELL);
  await expectRefused("client_revoked", id, await authenticationOf(server, { id, key }));
});

describe("parameters beside the assertion", () => {
  it("is looked at too", async () => {
    const form = await authenticationOf(server, { id: "orders", key: orders });
    await expectRefused("wrong_subject", "orders", { ...form, client_id: "two-keys" });
    await expectRefused("other_method", null, { ...form, client_assertion_type: undefined });
    await expectRefused("other_method", null, { ...form, client_assertion_type: `${JWT_BEARER}x` });
    await expectRefused("assertion_missing", null, { ...form, client_assertion: undefined });
    await expectRefused("assertion_missing", null, { client_id: "orders" });
    expect(await asks(form)).toBe("orders"); // none of these has used it up
  });

  it("is no second method: a header is answered in its own scheme alone (RFC 6749 §5.2)", async () => {
    const form = await authenticationOf(server, { id: "orders", key: orders });
    const basic = await expectRefused("other_method", null, form, { authorization: "Basic b3JkZXJzOng=" });
    expect(basic.headers.get("www-authenticate")).toBe('Basic realm="nearside"');
    const bearer = await expectRefused("other_method", null, form, { authorization: "Bearer x" });
    expect(bearer.headers.get("www-authenticate")).toBe('Bearer realm="nearside"');
    const none = await expectRefused("assertion_missing", null, {});
    expect(none.headers.get("www-authenticate")).toBeNull();
    const hostile = await expectRefused("other_method", null, form, { authorization: 'a" b' });
    expect(hostile.headers.get("www-authenticate")).toBeNull();
  });
});

describe("an assertion counts once", () => {
  it("also a second before it expires", async () => {
    const form = await authenticationOf(server, { id: "orders", key: orders });
    expect(await asks(form)).toBe("orders");
    await expectRefused("replayed", "orders", form);
    server.pass(119);
    await expectRefused("replayed", "orders", form);
    server.pass(1);
    await expectRefused("expired", "orders", form);
  });

  it("of four at once", async () => {
    const form = await authenticationOf(server, { id: "orders", key: orders });
    const answers = await Promise.all([ask(form), ask(form), ask(form), ask(form)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
  });

  it("and nobody else uses it up", async () => {
    const jti = server.id();
    await ask(await authenticationOf(server, { id: "orders", key: newApiKey() }, { claims: { jti } }));
    await ask(
      await authenticationOf(server, { id: "two-keys", key: keys.one }, { header: { kid: "one" }, claims: { jti } }),
    );
    expect(await asks(await authenticationOf(server, { id: "orders", key: orders }, { claims: { jti } }))).toBe(
      "orders",
    );
  });
});

it("says nothing of an assertion in the log", async () => {
  const assertion = await assertionOf(
    server,
    { id: "orders", key: orders },
    { claims: { aud: "https://other.example" } },
  );
  await ask({ client_assertion_type: JWT_BEARER, client_assertion: assertion });
  expect(server.logged.join("")).not.toContain(assertion.split(".")[2]);
});
