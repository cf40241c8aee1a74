import {
  clientAnswerSchema,
  clientMadeSchema,
  clientsAnswerSchema,
  clientTicketAnswerSchema,
  configuredClientsAnswerSchema,
  usableClientTicketsSchema,
} from "@nearside/shared/api/console/clients.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { newApiKey } from "../../../../test/kit/apis.ts";
import type { ConsolePage } from "../../../../test/kit/console.ts";
import { consoleOf } from "../../../testing/console.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { COMMAND_LINE, register } from "../../../testing/register.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";

const CLIENTS = "/api/console/clients";
const API = {
  client_name: "Orders",
  token_endpoint_auth_method: "private_key_jwt",
  jwks: { keys: [newApiKey().publicJwk] },
  nearside_resources: ["https://api.example.test"],
};

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let admin: ConsolePage;
  beforeAll(async () => {
    admin = await consoleOf(server, "administrator");
  });

  const made = async (name: string) =>
    (await admin.change(CLIENTS, { metadata: { ...COMMAND_LINE, client_name: name } })).as(clientMadeSchema).id;
  const view = async (id: string) => (await admin.get(`${CLIENTS}/${id}`)).as(clientAnswerSchema);

  it("registers a program, vouches for its name and removes it, each with who did it", async () => {
    const id = await made("Deployer");
    expect((await view(id)).client).toMatchObject({
      name: "Deployer",
      verified: false,
      by: "console",
      state: "active",
    });
    expect((await admin.change(`${CLIENTS}/${id}/verify`, {})).outcome).toBe("200");
    expect((await view(id)).client.verified).toBe(true);
    expect((await admin.change(`${CLIENTS}/${id}/verify`, {})).outcome).toBe("409 conflict");
    expect((await admin.change(`${CLIENTS}/${id}/remove`, {})).outcome).toBe("200");
    expect((await view(id)).client.state).toBe("revoked");
    expect((await eventsOf(server, id)).map(({ kind, data }) => [kind, (data as { by: string }).by])).toEqual([
      ["client_registered", "console"],
      ["client_verified", "console"],
      ["client_revoked", "console"],
    ]);
  });

  it("lets the built-in command line ask for an API, and revokes that, each with who did it", async () => {
    const path = `${CLIENTS}/nearside-cli`;
    const API_OF_OURS = { scopes: ["orders:read"], resources: ["https://api.example.test"] };
    expect(await view("nearside-cli")).toMatchObject({
      client: { source: "built_in", resources: [] },
      allowed: { scopes: [], resources: [] },
    });
    expect((await admin.change(`${path}/allowance`, { how: "allow", ...API_OF_OURS })).outcome).toBe("200");
    expect(await view("nearside-cli")).toMatchObject({
      client: { scopes: ["openid", "profile", "read", "write", "orders:read"], resources: API_OF_OURS.resources },
      allowed: API_OF_OURS,
    });
    expect((await admin.change(`${path}/allowance`, { how: "allow", ...API_OF_OURS })).outcome).toBe("409 conflict");
    for (const [field, wrong] of [
      ["resources", { scopes: [], resources: [] }],
      ["resources", { scopes: [], resources: ["api"] }],
      ["scopes", { scopes: ["two words"], resources: [] }],
    ] as const) {
      const answer = await admin.change(`${path}/allowance`, { how: "allow", ...wrong });
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([400, { fields: [{ field }] }]);
    }
    expect((await admin.change(`${path}/allowance`, { how: "disallow", ...API_OF_OURS })).outcome).toBe("200");
    expect((await view("nearside-cli")).allowed).toEqual({ scopes: [], resources: [] });
    expect((await eventsOf(server, "nearside-cli")).map(({ kind, data }) => [kind, data])).toEqual(
      (["allow", "disallow"] as const).map((how) => [
        "client_allowance_changed",
        { how, ...API_OF_OURS, by: "console" },
      ]),
    );
    for (const way of ["verify", "remove"])
      expect((await admin.change(`${path}/${way}`, {})).outcome).toBe("409 conflict");
  });

  it("says beside its field what is wrong, and registers nothing", async () => {
    const before = (await admin.get(CLIENTS)).as(clientsAnswerSchema).total;
    for (const [field, metadata] of [
      ["client_name", { ...COMMAND_LINE, client_name: "<script>" }],
      ["redirect_uris", { ...COMMAND_LINE, redirect_uris: ["https://evil.example/"] }],
      ["scope", { ...COMMAND_LINE, scope: "read read" }],
      ["software_statement", { ...COMMAND_LINE, software_statement: "no JWT" }],
      ["", { ...COMMAND_LINE, software_statement: "a.b.c" }],
      ["jwks", { ...COMMAND_LINE, jwks: { keys: [] } }],
      ["nearside_lifetimes", { ...COMMAND_LINE, nearside_lifetimes: { access_token: 3601 } }],
      ["nearside_exchange.resources", { ...API, nearside_exchange: { resources: ["x"] } }],
      ["nearside_exchange.scopes", { ...API, nearside_exchange: { scopes: ["a", "a"] } }],
    ] as const) {
      const answer = await admin.change(CLIENTS, { metadata });
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
        400,
        { error: "invalid_request", fields: [{ field }] },
      ]);
    }
    const nested = { ...API, nearside_exchange: { scopes: ["a b"] } };
    const { fields } = JSON.parse((await admin.change(CLIENTS, { metadata: nested })).text);
    expect(fields).toEqual([
      {
        field: "nearside_exchange.scopes",
        problem: "Nearside_exchange.scopes.0 must be a scope: printable characters without spaces and quotes.",
      },
    ]);
    expect((await admin.get(CLIENTS)).as(clientsAnswerSchema).total).toBe(before);
  });

  it("says how long its tokens and logins last, and for what an API may ask in people's names", async () => {
    const nearside_lifetimes = { access_token: 3600, refresh_token: 2_592_000 };
    const metadata = { ...COMMAND_LINE, client_name: "Nightly", nearside_lifetimes };
    const program = (await admin.change(CLIENTS, { metadata })).as(clientMadeSchema).id;
    expect(await view(program)).toMatchObject({ access_token_seconds: 3600, refresh_token_seconds: 2_592_000 });
    const exchange = { resources: ["https://stock.example.test"], scopes: ["read"] };
    const request = { metadata: { ...API, nearside_exchange: exchange } };
    const api = (await admin.change(CLIENTS, request)).as(clientMadeSchema).id;
    expect(await view(api)).toMatchObject({ exchange, access_token_seconds: null });
    const { keys } = await view(api);
    const jwks = { keys: [newApiKey().publicJwk] };
    expect((await admin.change(`${CLIENTS}/${api}/keys`, { jwks })).outcome).toBe("200");
    expect((await view(api)).keys).not.toEqual(keys);
    const none = await admin.change(`${CLIENTS}/${api}/keys`, { jwks: { keys: [] } });
    expect([none.status, JSON.parse(none.text)]).toMatchObject([400, { fields: [{ field: "jwks" }] }]);
    expect((await admin.change(`${CLIENTS}/${program}/keys`, { jwks })).outcome).toBe("409 conflict");
    expect((await eventsOf(server, api)).at(-1)).toMatchObject({
      kind: "client_keys_replaced",
      data: { by: "console" },
    });
    expect((await admin.change(`${CLIENTS}/${api}/remove`, {})).outcome).toBe("200");
  });

  it("keeps no private key that was given for a public one, though a passkey signed it", async () => {
    const api = (await admin.change(CLIENTS, { metadata: API })).as(clientMadeSchema).id;
    const changes = async () =>
      (await server.services.db.selectFrom("console_changes").select("change").execute()).map(({ change }) => change);
    const before = await changes();
    const key = newApiKey().privateKey.export({ format: "jwk" });
    const attempts = [
      ...[{ keys: [key] }, key].map((jwks) => [`${CLIENTS}/${api}/keys`, { jwks }] as const),
      ...[{ keys: [key] }, key, JSON.stringify(key)].map(
        (jwks) => [CLIENTS, { metadata: { ...API, client_name: "Private", jwks } }] as const,
      ),
    ];
    for (const [path, change] of attempts) {
      const answer = await admin.change(path, change);
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([400, { fields: [{ field: "jwks" }] }]);
      expect(answer.text).not.toContain(key.d);
    }
    expect(await changes()).toEqual(before);
    expect((await admin.change(`${CLIENTS}/${api}/remove`, {})).outcome).toBe("200");
  });

  it("lists by name and kind, and what the configuration file has by itself", async () => {
    await made("Zebra");
    const { rows, total } = (await admin.get(`${CLIENTS}?q=zeb&kind=command_line&state=active`)).as(
      clientsAnswerSchema,
    );
    expect([rows.map(({ name }) => name), total]).toEqual([["Zebra"], 1]);
    expect((await admin.get(`${CLIENTS}?kind=resource_server&state=active`)).as(clientsAnswerSchema).total).toBe(0);
    const { clients } = (await admin.get(`${CLIENTS}/configured`)).as(configuredClientsAnswerSchema);
    expect(clients.map(({ id, source }) => [id, source])).toContainEqual(["deploy", "file"]);
    expect((await view("deploy")).client.source).toBe("file");
    expect((await admin.change(`${CLIENTS}/deploy/remove`, {})).outcome).toBe("409 conflict");
    expect((await admin.change(`${CLIENTS}/nothing/remove`, {})).outcome).toBe("404 unknown");
  });

  it("makes a ticket with which somebody else registers, once", async () => {
    const request = {
      kinds: ["command_line"],
      scopes: ["read", "write"],
      resources: [],
      detail_types: ["order"],
      uses: 1,
      hours: 24,
    };
    const { ticket } = (await admin.change("/api/console/client-tickets", request)).as(clientTicketAnswerSchema);
    const metadata = { ...COMMAND_LINE, client_name: "By Ticket" };
    const ofAnother = { ...metadata, authorization_details_types: ["pay"] };
    expect((await register(server, ticket, ofAnother)).outcome).toBe("400 invalid_client_metadata");
    expect((await register(server, ticket, metadata)).status).toBe(201);
    expect((await register(server, ticket, metadata)).status).toBe(401);
    for (const [field, wrong] of [
      ["scopes", { scopes: ["a b"] }],
      ["resources", { resources: ["not a url"] }],
      ["resources", { kinds: ["resource_server"] }],
      ["detail_types", { detail_types: ["\u202e"] }],
      ["uses", { uses: 0 }],
      ["hours", { hours: 721 }],
      ["kinds", { kinds: [] }],
    ] as const) {
      const answer = await admin.change("/api/console/client-tickets", { ...request, ...wrong });
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([400, { fields: [{ field }] }]);
    }
  });

  it("lists the tickets that can still be used, and revokes one", async () => {
    const TICKETS = "/api/console/client-tickets";
    const request = { kinds: ["command_line"], scopes: ["read"], resources: [], detail_types: null, uses: 9, hours: 1 };
    const { ticket } = (await admin.change(TICKETS, request)).as(clientTicketAnswerSchema);
    const usable = async () => (await admin.get(TICKETS)).as(usableClientTicketsSchema).tickets;
    const id = (await usable()).find(({ uses_left }) => uses_left === 9)?.id ?? "";
    expect((await admin.change(`${TICKETS}/${id}/revoke`, {})).outcome).toBe("200");
    expect((await register(server, ticket, COMMAND_LINE)).outcome).toBe("401 invalid_token");
    expect((await admin.change(`${TICKETS}/${id}/revoke`, {})).outcome).toBe("404 unknown");
    expect((await eventsOf(server, id))[1]).toMatchObject({ kind: "client_ticket_ended", data: { by: "console" } });
    expect((await usable()).map((one) => one.id)).not.toContain(id);
  });
});
