import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { newApiKey } from "../../../test/kit/apis.ts";
import { approvedLogin } from "../../../test/kit/log-in.ts";
import { poll, refresh, startedLogin } from "../../../test/kit/login-steps.ts";
import { getFrom } from "../../../test/kit/send.ts";
import { findClient } from "../../register/clients/find-client.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { eventsSince, expectRefusal, lastEventSeq } from "../../testing/ledger.ts";
import { COMMAND_LINE, DAY, newClientTicket, register, registeredCommandLine } from "../../testing/register.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { ISSUER, openTestServer } from "../../testing/test-server.ts";

const server = serverForEach();

const information = v.looseObject({ client_id: v.string() });

describe("a command line", () => {
  it("is told everything that was registered (RFC 7591 §3.2.1)", async () => {
    const answer = await register(server, await newClientTicket(server));
    expect(answer.status).toBe(201);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const registration = answer.as(information);
    expect(registration).toEqual({
      ...COMMAND_LINE,
      client_id: expect.stringMatching(/^cl_[\w-]{22}$/),
      client_id_issued_at: server.now(),
      nearside_resources: [],
      nearside_lifetimes: { access_token: 900, refresh_token: 43_200 },
    });
    expect(await findClient(server.services, registration.client_id)).toEqual({
      kind: "command_line",
      id: registration.client_id,
      name: "Acme deploy",
      verified: false,
      scopes: ["read"],
      resources: [],
      accessTokenSeconds: 900,
      refreshTokenSeconds: 43_200,
      redirectUris: ["http://127.0.0.1/callback"],
      source: "registered",
    });
  });

  it("gets what it leaves out filled in, and what is unknown here ignored", async () => {
    const allows = { scopes: ["read", "write"], resources: ["https://api.example.test"] };
    const shown = {
      client_uri: "javascript:alert(1)",
      logo_uri: 7,
      "client_name#ja": "x",
      contacts: ["x"],
      verified: true,
    };
    const answer = await register(server, await newClientTicket(server, { allows }), { client_name: "Acme", ...shown });
    expect(answer.as(information)).toEqual({
      client_id: expect.any(String),
      client_id_issued_at: server.now(),
      client_name: "Acme",
      token_endpoint_auth_method: "none",
      grant_types: COMMAND_LINE.grant_types,
      response_types: [],
      redirect_uris: [],
      scope: "read write",
      nearside_resources: allows.resources,
      nearside_lifetimes: { access_token: 900, refresh_token: 43_200 },
    });
  });

  it("may come from anybody's writer of JSON", async () => {
    const headers = {
      host: new URL(ISSUER).host,
      authorization: `bearer  ${await newClientTicket(server)}`,
      "content-type": "application/json; charset=utf-8",
    };
    const body = JSON.stringify(COMMAND_LINE, undefined, 2);
    const answer = await server.fetch(new Request(`${ISSUER}/oauth/register`, { method: "POST", headers, body }));
    expect(answer.status).toBe(201);
  });

  it("logs people in from the request to a refresh, and is shown as not verified", async () => {
    const client_id = await registeredCommandLine(server);
    const machine = await enrolledMachine(server, "alice");
    const login = await approvedLogin(server, machine, { client_id });
    const facts = readFacts(login.authorization.facts);
    expect(facts.client).toEqual({ id: client_id, name: "Acme deploy", verified: false });
    const tokens = (await poll(server, login, { form: { client_id } })).as(
      v.looseObject({ refresh_token: v.string() }),
    );
    expect((await refresh(server, machine, login, tokens.refresh_token, { form: { client_id } })).status).toBe(200);
  });

  type Types = string[] | undefined;
  it.each<[string, { ticket: string[] | null; asked: Types; told: Types; mayMenu: boolean }]>([
    [
      "any, where neither ticket nor program says otherwise",
      { ticket: null, asked: undefined, told: undefined, mayMenu: true },
    ],
    ["its ticket's, where it says nothing", { ticket: ["order"], asked: undefined, told: ["order"], mayMenu: false }],
    ["its own, within its ticket's", { ticket: ["order", "menu"], asked: ["menu"], told: ["menu"], mayMenu: true }],
    ["none, where it says so", { ticket: null, asked: [], told: [], mayMenu: false }],
  ])(
    "may ask for details of the types that it registered (RFC 9396 §10): %s",
    async (_what, { ticket: detailTypes, asked, told, mayMenu }) => {
      const ticket = await newClientTicket(server, { allows: { detailTypes } });
      const metadata = { ...COMMAND_LINE, ...(asked && { authorization_details_types: asked }) };
      const answer = (await register(server, ticket, metadata)).as(information);
      expect(answer["authorization_details_types"]).toEqual(told);
      const authorization_details = JSON.stringify([{ type: "menu" }]);
      const login = startedLogin(server, await enrolledMachine(server, "alice"), {
        client_id: answer.client_id,
        authorization_details,
      });
      if (mayMenu) await login;
      else await expect(login).rejects.toThrow("invalid_authorization_details");
    },
  );

  it("registers no scope where it has none, and is told of none (RFC 6749 §3.3)", async () => {
    const ticket = await newClientTicket(server, { allows: { scopes: [] } });
    const { scope: _, ...metadata } = COMMAND_LINE;
    expect((await register(server, ticket, metadata)).as(information)).not.toHaveProperty("scope");
  });

  it("may ask that its tokens last less long, and is told so", async () => {
    const nearside_lifetimes = { access_token: 60, refresh_token: 300 };
    const answer = await register(server, await newClientTicket(server), { ...COMMAND_LINE, nearside_lifetimes });
    const { client_id, ...registration } = answer.as(information);
    expect(registration["nearside_lifetimes"]).toEqual(nearside_lifetimes);
    const login = await approvedLogin(server, await enrolledMachine(server, "alice"), { client_id });
    const tokens = (await poll(server, login, { form: { client_id } })).as(v.looseObject({ access_token: v.string() }));
    const { iat, exp } = (await accessToken.read(tokens.access_token)).claims;
    expect(exp - iat).toBe(60);
  });

  it("may ask for no more than it registered", async () => {
    const client_id = await registeredCommandLine(server);
    const machine = await enrolledMachine(server, "alice");
    await expect(startedLogin(server, machine, { client_id, scope: "read write" })).rejects.toThrow("invalid_scope");
  });
});

it("registers an API with its keys, and no exchange", async () => {
  const key = newApiKey("EdDSA", { kid: "2026" });
  const allows = { kinds: ["resource_server" as const], scopes: [], resources: ["https://api.example.test"] };
  const answer = await register(server, await newClientTicket(server, { allows }), {
    client_name: "Orders",
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [key.publicJwk] },
  });
  const registration = answer.as(information);
  expect(registration).toEqual({
    client_id: expect.stringMatching(/^cl_/),
    client_id_issued_at: server.now(),
    client_name: "Orders",
    token_endpoint_auth_method: "private_key_jwt",
    grant_types: [],
    response_types: [],
    jwks: { keys: [key.publicJwk] },
    introspection_signed_response_alg: "ES256",
    nearside_resources: ["https://api.example.test"],
    nearside_exchange: { resources: [], scopes: [] },
  });
  expect(await findClient(server.services, registration.client_id)).toMatchObject({
    kind: "resource_server",
    resources: ["https://api.example.test"],
    jwks: { keys: [key.publicJwk] },
  });
});

describe("a ticket", () => {
  const BEARER = /^Bearer realm="nearside", error="invalid_token"$/;

  it("is needed, and told so as RFC 6750 §3 asks", async () => {
    const before = await lastEventSeq(server);
    const none = await register(server, undefined);
    expect([none.outcome, none.headers.get("www-authenticate")]).toEqual([
      "401 invalid_token",
      'Bearer realm="nearside"',
    ]);
    for (const wrong of ["x", `nct_${"A".repeat(43)}`, "nct_", "x".repeat(5000)]) {
      const answer = await register(server, wrong);
      expect(answer.outcome).toBe("401 invalid_token");
      expect(answer.headers.get("www-authenticate")).toMatch(BEARER);
    }
    expect(await eventsSince(server, before)).toEqual([]);
  });

  it("is stored as a hash alone, and named by it", async () => {
    const before = await lastEventSeq(server);
    const ticket = await newClientTicket(server);
    const id = (await register(server, ticket)).as(information).client_id;
    const [row] = await server.services.db.selectFrom("client_tickets").selectAll().execute();
    expect(JSON.stringify(row)).not.toContain(ticket.slice(4));
    const [created, registered] = await eventsSince(server, before);
    expect(created).toMatchObject({ kind: "client_ticket_created", subject: row?.hash, data: { uses: 1 } });
    expect(registered).toEqual({
      kind: "client_registered",
      subject: id,
      data: {
        by: "client_ticket",
        ticket_hash: row?.hash,
        client: {
          kind: "command_line",
          name: "Acme deploy",
          scopes: ["read"],
          resources: [],
          detail_types: null,
          lifetimes: { access_token: 900, refresh_token: 43_200 },
          redirect_uris: ["http://127.0.0.1/callback"],
          executables: null,
          keys: [],
          exchange: null,
        },
      },
    });
    expect(server.logged.join("")).not.toContain(ticket);
  });

  it("registers as often as it may, and no more", async () => {
    const ticket = await newClientTicket(server, { uses: 2 });
    for (const status of [201, 201]) expect((await register(server, ticket)).status).toBe(status);
    const hash = (await server.services.db.selectFrom("client_tickets").select("hash").executeTakeFirst())?.hash ?? "";
    await expectRefusal(server, () => register(server, ticket), {
      outcome: "401 invalid_token",
      event: { kind: "client_ticket_refused", subject: hash, data: { reason: "used_up" } },
    });
  });

  it("registers within its life, to the second", async () => {
    const [early, late] = [await newClientTicket(server), await newClientTicket(server)];
    server.pass(DAY - 1);
    expect((await register(server, early)).status).toBe(201);
    server.pass(1);
    expect((await register(server, late)).outcome).toBe("401 invalid_token");
    const kinds = (await eventsSince(server, 0)).map(({ kind, data }) => [kind, data]);
    expect(kinds.at(-1)).toEqual(["client_ticket_refused", { reason: "expired" }]);
  });

  it("registers only what it is for", async () => {
    const allows = { kinds: ["resource_server" as const] };
    const answer = await register(server, await newClientTicket(server, { allows }));
    expect(answer.outcome).toBe("400 invalid_client_metadata");
    expect(answer.text).toContain("is not what this ticket allows");
  });
});

it("says in its metadata where to register (RFC 8414 §2)", async () => {
  const answer = await getFrom(server, "/.well-known/oauth-authorization-server");
  expect(answer.as(v.looseObject({ registration_endpoint: v.string() })).registration_endpoint).toBe(
    `${ISSUER}/oauth/register`,
  );
});

it("counts registrations by address", async () => {
  const strict = await openTestServer({ limits: { perAddressPerMinute: 600 } });
  for (let times = 0; times < 12; times++) expect((await register(strict, "x")).status).toBe(401);
  expect((await register(strict, "x")).outcome).toBe("429 temporarily_unavailable");
  await strict.close();
});
