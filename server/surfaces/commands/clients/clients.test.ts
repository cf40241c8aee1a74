import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { calculateJwkThumbprint } from "jose";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newApiKey } from "../../../../test/kit/apis.ts";
import { startedLogin } from "../../../../test/kit/login-steps.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import { changeAllowance } from "../../../protocol/clients/change-allowance.ts";
import { findClient } from "../../../register/clients/find-client.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { allRows, eventsOf } from "../../../testing/ledger.ts";
import { COMMAND_LINE, newClientTicket, register, registeredCommandLine } from "../../../testing/register.ts";
import { openShell, type TestShell } from "../../../testing/shell.ts";
import { clientTicketCommand } from "./client-ticket.ts";
import { listClientTicketsCommand, revokeClientTicketCommand } from "./client-tickets.ts";
import {
  addClientCommand,
  changeAllowanceCommand,
  listClientsCommand,
  removeClientCommand,
  replaceClientKeysCommand,
  verifyClientCommand,
} from "./clients.ts";

let shell: TestShell;
beforeEach(async () => {
  shell = await openShell();
});
afterEach(() => shell.close());

const NONE = { scope: [], resource: [], detailType: [], redirectUri: [], executable: [] };
const add = (options: Partial<Parameters<typeof addClientCommand>[1]>) =>
  addClientCommand(shell.folder, { ...NONE, ...options }, shell.terminal);
const list = async (): Promise<string> => {
  shell.clear();
  await listClientsCommand(shell.folder, shell.terminal);
  return shell.out.join("\n");
};
const file = (metadata: unknown): string => {
  const path = join(shell.folder, "metadata.json");
  writeFileSync(path, typeof metadata === "string" ? metadata : JSON.stringify(metadata, undefined, 2));
  return path;
};
const addedId = () => v.parse(v.looseObject({ client_id: v.string() }), JSON.parse(shell.out.join(""))).client_id;

describe("clients add", () => {
  it("registers a command line by options, and says what is to be done next", async () => {
    await add({ name: "Acme deploy", scope: ["read", "deploy"], resource: ["https://api.example.test"] });
    const id = addedId();
    expect(await findClient(shell.server.services, id)).toMatchObject({
      kind: "command_line",
      name: "Acme deploy",
      verified: false,
      scopes: ["read", "deploy"],
      resources: ["https://api.example.test"],
    });
    expect(shell.messages.join("")).toContain(`not verified until you run: nearside-server clients verify ${id}`);
    expect(await eventsOf(shell.server, id)).toMatchObject([
      { kind: "client_registered", data: { by: "server_shell", ticket_hash: null } },
    ]);
  });

  it("registers one that asks for details of some types only, and shows it", async () => {
    await add({ name: "Acme deploy", detailType: ["order", "of two words"] });
    expect(await findClient(shell.server.services, addedId())).toMatchObject({
      detailTypes: ["order", "of two words"],
    });
    expect(await list()).toContain("\n  types   order of two words\n");
  });

  it("registers one whose tokens and logins last as long as is said", async () => {
    await add({ name: "Nightly", tokenLife: "5m", loginLife: "30d" });
    expect(await findClient(shell.server.services, addedId())).toMatchObject({
      accessTokenSeconds: 300,
      refreshTokenSeconds: 2_592_000,
    });
    expect(await list()).toContain("\n  lasts   a token 5 minutes, a login 30 days\n");
  });

  it("registers an API by a file, with what it may ask for in people's names", async () => {
    const exchange = { resources: ["https://stock.example.test"], scopes: ["read"] };
    const metadata = {
      client_name: "Orders",
      token_endpoint_auth_method: "private_key_jwt",
      grant_types: ["urn:ietf:params:oauth:grant-type:token-exchange"],
      jwks: { keys: [newApiKey().publicJwk] },
      nearside_resources: ["https://api.example.test"],
      nearside_exchange: exchange,
    };
    await add({ file: file(metadata) });
    expect(JSON.parse(shell.out.join(""))).toMatchObject(metadata);
    expect(await findClient(shell.server.services, addedId())).toMatchObject({ kind: "resource_server", exchange });
  });

  const wrong: [string, () => Partial<Parameters<typeof addClientCommand>[1]>, string][] = [
    ["nothing", () => ({}), "Name the client"],
    ["file and options", () => ({ file: file(COMMAND_LINE), name: "x" }), "the file contains everything"],
    ["an invalid time", () => ({ name: "x", loginLife: "a month" }), "--login-life takes a time such as"],
    ["tokens for two hours", () => ({ name: "x", tokenLife: "2h" }), "access_token must be a whole number from 60"],
    ["file and a time", () => ({ file: file(COMMAND_LINE), tokenLife: "5m" }), "the file contains everything"],
    ["no file", () => ({ file: join(shell.folder, "none.json") }), "can't be read (ENOENT)"],
    ["no JSON", () => ({ file: file("{") }), "is not JSON"],
    ["no object", () => ({ file: file("[]") }), "is not a JSON object"],
    [
      "a name that people know",
      () => ({ name: "Nearside command line" }),
      "client_name is or resembles the name of another",
    ],
    ["a redirect elsewhere", () => ({ name: "x", redirectUri: ["https://x.example/"] }), "must be a loopback address"],
  ];
  it.each(wrong)("registers nothing by %s", async (_what, options, sentence) => {
    const before = await allRows(shell.server);
    await expect(add(options())).rejects.toThrow(sentence);
    expect(await allRows(shell.server)).toEqual(before);
    expect(shell.out).toEqual([]);
  });
});

describe("clients", () => {
  it("shows them all: who they are, what they may, since when", async () => {
    const id = await registeredCommandLine(shell.server);
    expect(await list()).toBe(`nearside-cli  Nearside command line
  what    command line, verified
  scopes  openid profile read write
  lasts   a token 15 minutes, a login 12 hours
  since   built in; "clients allow" lets it request more

deploy  Deploy
  what    command line, verified
  scopes  deploy read
  for     https://api.example.test
  lasts   a token 15 minutes, a login 1 hour
  since   in the configuration file

${id}  Acme deploy
  what    command line, not verified
  scopes  read
  back    http://127.0.0.1/callback
  lasts   a token 15 minutes, a login 12 hours
  since   2026-11-24 12:00 UTC, with a registration ticket`);
  });

  it("verify: approvals show it so from then on, once", async () => {
    const id = await registeredCommandLine(shell.server);
    await verifyClientCommand(shell.folder, id, shell.terminal);
    expect(shell.messages.join("")).toContain("Approvals show Acme deploy as verified");
    expect((await eventsOf(shell.server, id)).at(-1)).toMatchObject({
      kind: "client_verified",
      data: { name: "Acme deploy" },
    });
    const login = await startedLogin(shell.server, await enrolledMachine(shell.server, "alice"), { client_id: id });
    expect(JSON.parse(login.authorization.facts).client).toEqual({ id, name: "Acme deploy", verified: true });
    await expect(verifyClientCommand(shell.folder, id, shell.terminal)).rejects.toThrow("is already verified");
  });

  it("verify: never a second one by a name that people know", async () => {
    const [one, other] = [await registeredCommandLine(shell.server), await registeredCommandLine(shell.server)];
    await verifyClientCommand(shell.folder, one, shell.terminal);
    await expect(verifyClientCommand(shell.folder, other, shell.terminal)).rejects.toThrow(
      "is or resembles the name of another program",
    );
    expect(await findClient(shell.server.services, other)).toMatchObject({ verified: false });
  });

  it("keys: an API has others from then on, and its list of keys is a file", async () => {
    const metadata = {
      client_name: "Orders",
      token_endpoint_auth_method: "private_key_jwt",
      jwks: { keys: [newApiKey().publicJwk] },
      nearside_resources: ["https://api.example.test"],
    };
    await add({ file: file(metadata) });
    const id = addedId();
    shell.clear();
    const next = newApiKey().publicJwk;
    const replace = (content: unknown) =>
      replaceClientKeysCommand(shell.folder, { id, file: file(content) }, shell.terminal);
    await replace({ keys: [next] });
    expect(shell.out).toEqual([await calculateJwkThumbprint(next)]);
    expect(shell.messages.join("")).toContain("Orders now authenticates with this key only");
    expect(await findClient(shell.server.services, id)).toMatchObject({ jwks: { keys: [next] } });
    for (const [wrong, sentence] of [
      ["{", "is not JSON. Nothing was changed."],
      [next, "jwks.keys is missing"],
    ] as const)
      await expect(replace(wrong)).rejects.toThrow(sentence);
    expect(await findClient(shell.server.services, id)).toMatchObject({ jwks: { keys: [next] } });
  });

  it("remove: the client stays in the list as removed, and does not come back", async () => {
    const id = await registeredCommandLine(shell.server);
    await removeClientCommand(shell.folder, id, shell.terminal);
    expect(shell.messages.join("")).toContain("Acme deploy was removed");
    expect(await findClient(shell.server.services, id)).toBeUndefined();
    expect(await list()).toContain(`${id}  Acme deploy  REMOVED`);
    await expect(removeClientCommand(shell.folder, id, shell.terminal)).rejects.toThrow("was removed before");
    await expect(verifyClientCommand(shell.folder, id, shell.terminal)).rejects.toThrow("was removed");
  });

  it.each([
    ["nobody's", `cl_${"A".repeat(22)}`, "no client with this id"],
    ["no id at all", "\0", "no client with this id"],
    ["an id too long", "x".repeat(129), "no client with this id"],
    ["the configuration file's", "deploy", "is in the configuration file"],
  ])("verify and remove change nothing of %s", async (_what, id, sentence) => {
    await expect(verifyClientCommand(shell.folder, id, shell.terminal)).rejects.toThrow(sentence);
    await expect(removeClientCommand(shell.folder, id, shell.terminal)).rejects.toThrow(sentence);
  });

  it("verify: there is nothing to vouch for in an API", async () => {
    await add({
      file: file({
        client_name: "Orders",
        token_endpoint_auth_method: "private_key_jwt",
        jwks: { keys: [newApiKey().publicJwk] },
        nearside_resources: ["https://api.example.test"],
      }),
    });
    await expect(verifyClientCommand(shell.folder, addedId(), shell.terminal)).rejects.toThrow("is an API");
  });
});

describe("client-ticket", () => {
  const OPTIONS = {
    kind: ["command-line"],
    scope: ["read"],
    resource: [] as readonly string[],
    detailType: [] as readonly string[],
    uses: "1",
    hours: "24",
  };
  const ticket = (options: Partial<typeof OPTIONS>) =>
    clientTicketCommand(shell.folder, { ...OPTIONS, ...options }, shell.terminal);

  it("prints one that registers what it is for, and says how", async () => {
    await ticket({ uses: "2", hours: "1" });
    expect(shell.messages.join("\n")).toContain("registers up to 2 clients within an hour");
    expect(shell.messages.join("\n")).toContain("/oauth/register");
    expect(shell.messages.join("\n")).not.toContain(shell.out[0]);
    expect((await register(shell.server, shell.out[0])).status).toBe(201);
    shell.server.pass(3600);
    expect((await register(shell.server, shell.out[0])).outcome).toBe("401 invalid_token");
  });

  it("prints a command that sends the ticket as it is", async () => {
    await ticket({});
    const [, printed = ""] = /^ +(printf .*) \|$/m.exec(shell.messages.join("\n")) ?? [];
    const env = { TICKET: shell.out[0] ?? "" };
    expect(execFileSync("/bin/sh", ["-c", printed], { env, encoding: "utf8" })).toBe(
      `Authorization: Bearer ${env.TICKET}\n`,
    );
    expect(shell.messages.join("\n")).toContain("in private");
  });

  it("prints one whose clients may ask for details of those types at most", async () => {
    await ticket({ detailType: ["order"] });
    const asking = (types: readonly string[]) => ({ ...COMMAND_LINE, authorization_details_types: types });
    expect((await register(shell.server, shell.out[0], asking(["order", "menu"]))).outcome).toBe(
      "400 invalid_client_metadata",
    );
    expect((await register(shell.server, shell.out[0], asking(["order"]))).status).toBe(201);
  });

  const none: [Partial<typeof OPTIONS>, string][] = [
    [{ uses: "0" }, "--uses must be a whole number from 1 to 1000"],
    [{ uses: "1e1" }, "--uses must be a whole number"],
    [{ hours: "721" }, "--hours must be a whole number from 1 to 720"],
    [{ kind: ["browser"] }, "--kind must be command-line or resource-server"],
    [{ kind: ["resource-server"] }, "needs --resource"],
    [{ scope: ['"'] }, "--scope must be a scope"],
    [{ detailType: ["\n"] }, "--detail-type must be a type of details"],
    [{ resource: ["/x"] }, "--resource must be an absolute URL"],
  ];
  it.each(none)("makes none by %j", async (options, sentence) => {
    await expect(ticket(options)).rejects.toThrow(sentence);
    expect(shell.out).toEqual([]);
    expect(await shell.server.services.db.selectFrom("client_tickets").select("hash").execute()).toEqual([]);
  });
});

describe("client-tickets", () => {
  const listed = async (): Promise<string> => {
    shell.clear();
    await listClientTicketsCommand(shell.folder, shell.terminal);
    return shell.out.join("\n");
  };

  it("shows those that can still be used, and revokes one", async () => {
    const ticket = await newClientTicket(shell.server, {
      uses: 3,
      allows: { resources: ["https://api.example.test"] },
    });
    const text = await listed();
    expect(text.replace(/^ticket [\w-]{43}/, "ticket …")).toBe(`ticket …
  registers command lines, 3 more; made less than a minute ago, ends in 1 day
  scopes  read write
  for     https://api.example.test`);
    const id = text.slice("ticket ".length, "ticket ".length + 43);
    await revokeClientTicketCommand(shell.folder, id, shell.terminal);
    expect(shell.messages.join("")).toContain("nobody can register anything with it");
    expect((await register(shell.server, ticket)).outcome).toBe("401 invalid_token");
    expect(await listed()).toBe("");
    expect(shell.messages.join("")).toContain("There is no usable registration ticket");
    for (const none of [id, "x", "x".repeat(200)])
      await expect(revokeClientTicketCommand(shell.folder, none, shell.terminal)).rejects.toThrow(
        "registration ticket with this id",
      );
  });
});

describe("clients allow and disallow", () => {
  const change = (how: "allow" | "disallow", more: { scope?: string[]; resource?: string[]; id?: string }) =>
    changeAllowanceCommand(shell.folder, { id: "nearside-cli", how, scope: [], resource: [], ...more }, shell.terminal);
  const ORDERS = { scope: ["orders:read", "orders:write"], resource: ["https://api.example.test"] };
  const asking = { scope: "orders:read", resource: "https://api.example.test" };

  it("let the built-in command line ask for an API, and no more", async () => {
    const machine = await enrolledMachine(shell.server, "alice");
    await expect(startedLogin(shell.server, machine, asking)).rejects.toThrow(/invalid_scope/);
    await change("allow", ORDERS);
    expect(shell.messages.join("")).toContain(
      'nearside login --resource https://api.example.test --scope "orders:read orders:write"',
    );
    await startedLogin(shell.server, machine, asking);
    expect(await list()).toContain("openid profile read write orders:read orders:write");
    await change("disallow", { resource: ORDERS.resource });
    await expect(startedLogin(shell.server, machine, asking)).rejects.toThrow(/invalid_target/);
    expect(await eventsOf(shell.server, "nearside-cli")).toEqual([
      {
        kind: "client_allowance_changed",
        subject: "nearside-cli",
        data: { how: "allow", scopes: ORDERS.scope, resources: ORDERS.resource, by: "server_shell" },
      },
      {
        kind: "client_allowance_changed",
        subject: "nearside-cli",
        data: { how: "disallow", scopes: [], resources: ORDERS.resource, by: "server_shell" },
      },
    ]);
  });

  it("say what is wrong, and change nothing", async () => {
    await add({ name: "Acme deploy" });
    const registered = addedId();
    const before = await allRows(shell.server);
    for (const [how, more, says] of [
      ["allow", {}, /Name the API/],
      ["allow", { resource: ["example"] }, /--resource must be an absolute URL/],
      ["allow", { resource: ["localhost:8080"] }, /--resource must be an absolute URL, with its scheme/],
      ["allow", { resource: ["api.example.test:443/v1"] }, /--resource must be an absolute URL, with its scheme/],
      ["allow", { scope: ['a"b'] }, /--scope must be a scope/],
      ["allow", { scope: ["read"] }, /may already ask for all of that/],
      ["disallow", { scope: ["read"] }, /may ask for that on every server/],
      ["disallow", { scope: ["deploy"] }, /was not allowed to ask for that/],
      ["allow", { ...ORDERS, id: registered }, /registered with everything that it may ask for/],
      ["allow", { ...ORDERS, id: "nobody" }, /no client with this id/],
      ["allow", { resource: Array.from({ length: 32 }, (_, nth) => `https://${nth}.test`), scope: [] }, undefined],
      ["allow", { resource: ["https://one-more.test"] }, /at most 32 APIs and 64 scopes/],
    ] as const) {
      const running = change(how, { ...more, scope: [...(more.scope ?? [])], resource: [...(more.resource ?? [])] });
      if (says === undefined) await running;
      else await expect(running).rejects.toThrow(says);
      if (says !== undefined && !String(says).includes("32 APIs")) expect(await allRows(shell.server)).toEqual(before);
    }
  });

  it("take back what was allowed before its form was demanded", async () => {
    const before = { how: "allow" as const, scopes: [], resources: ["localhost:8080"] };
    await changeAllowance(shell.server.services, "nearside-cli", before, SERVER_SHELL);
    await change("disallow", { resource: ["localhost:8080"] });
    expect(await list()).not.toContain("localhost:8080");
  });

  it("leave a command line of the configuration file as it is there", async () => {
    const { config } = shell.server.services;
    const written = config.clients.map((client) => ({ ...client, source: "file" as const }));
    const own = { ...shell.server.services, config: { ...config, clients: written } };
    const exchange = { how: "allow" as const, scopes: ["deploy"], resources: [] };
    await expect(changeAllowance(own, "nearside-cli", exchange, SERVER_SHELL)).rejects.toThrow(
      /in the configuration file/,
    );
  });
});
