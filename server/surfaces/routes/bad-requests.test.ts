import { clientsApi, clientTicketsApi } from "@nearside/shared/api/console/clients.ts";
import { enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import { machineActionsApi } from "@nearside/shared/api/console/machines.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Answer } from "../../../test/kit/answer.ts";
import { changesOf, NO_JSON } from "../../../test/kit/hostile-json.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { metLogin } from "../../../test/kit/log-in.ts";
import { deviceStatementOf } from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { getFrom, type Headers, proofOf } from "../../../test/kit/send.ts";
import { expectInputRefused, expectRefusedByConsole } from "../../testing/bad-input.ts";
import { enrolledMachine, metEnrolment, pendingMachine } from "../../testing/enrol.ts";
import { allRows } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { ISSUER } from "../../testing/test-server.ts";
import { personNamed } from "../console/person-named.ts";
import { OPERATIONS } from "../openapi/operations.ts";
import { createShellApp } from "../shell/shell-app.ts";
import { routesOf } from "../wiring/app.ts";
import { consoleRoutesOf } from "../wiring/console-routes.ts";

// Sends bad forms, methods, paths, cookies, queries, and requests to the administrator's socket (threat P7). The answer is a
// closed code, and nothing is stored.

const server = serverForAll();
let machine: EnrolledMachine;
let before: Awaited<ReturnType<typeof allRows>>;
beforeAll(async () => {
  machine = await enrolledMachine(server, "alice");
});
afterAll(() => expect(server.logged.join("")).not.toContain("a request failed"));

const HOST = { host: new URL(ISSUER).host };
const send = (path: string, init: RequestInit) =>
  server.fetch(new Request(ISSUER + path, { ...init, headers: { ...HOST, ...init.headers } }));

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const postForm = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Headers = FORM) =>
  send(path, { method: "POST", headers, body });

describe.each([
  "/oauth/authorize",
  "/oauth/device_authorization",
  "/oauth/introspect",
  "/oauth/revoke",
  "/oauth/token",
])("the form of %s", (path) => {
  /** A good form, except that its client does not exist. */
  let good: URLSearchParams;
  beforeAll(async () => {
    before = await allRows(server);
    good = new URLSearchParams({
      client_id: "unknown",
      scope: "read",
      grant_type: "refresh_token",
      refresh_token: "A".repeat(43),
      device_code: "A".repeat(43),
      device_statement: await deviceStatementOf(server, machine, await newSigner()),
    });
  });

  const bodies: [what: string, body: () => string | Uint8Array<ArrayBuffer>][] = [
    ["nothing", () => ""],
    ["the good one, whose program is unknown", () => String(good)],
    ["a parameter twice", () => `${good}&client_id=nearside-cli`],
    ["the same value twice", () => `${good}&device_code=a&device_code=a`],
    ["no percent-encoding", () => `${good}&x=%`],
    ["half a percent-encoding", () => `${good}&x=%f`],
    ["no UTF-8 behind it", () => `${good}&x=%ff`],
    ["half a character behind it", () => `${good}&x=%ed%a0%80`],
    ["no UTF-8", () => new Uint8Array([0x61, 0x3d, 0xff])],
    ["too many parameters", () => Array.from({ length: 65 }, (_, at) => `p${at}=1`).join("&")],
    ["a prototype", () => "__proto__=1&constructor=1&prototype=1"],
    ["an unknown program with NUL", () => "client_id=%00&grant_type=%00"],
    ["JSON", () => '{"client_id":"nearside-cli"}'],
    ["more than any form", () => `client_id=${"x".repeat(70_000)}`],
  ];
  it.each(bodies)("may not be %s", async (what, body) => {
    expectInputRefused(what, await postForm(path, body()));
  });

  it.each([
    ["no content type", {}],
    ["JSON", { "content-type": "application/json" }],
    ["a multipart form", { "content-type": "multipart/form-data; boundary=x" }],
    ["another charset", { "content-type": "application/x-www-form-urlencoded; charset=latin1" }],
    ["two parameters", { "content-type": "application/x-www-form-urlencoded; charset=utf-8; x=y" }],
    ["a compressed form", { ...FORM, "content-encoding": "gzip" }],
  ])("may not say that it is %s", async (what, headers) => {
    expectInputRefused(what, await postForm(path, new TextEncoder().encode(String(good)), headers));
  });

  it("stored nothing of all that", async () => {
    expect(await allRows(server)).toEqual(before);
  });
});

it("reads neither query nor body where none is described", async () => {
  const untouched = await allRows(server);
  const routes = routesOf(server.services);
  const queried = Object.values(OPERATIONS).flatMap((operations) =>
    Object.keys(operations).filter((address) => operations[address]?.query !== undefined),
  );
  const bare = routes.filter(
    ({ method, path, body }) => body === undefined && !path.includes(":id") && !queried.includes(`${method} ${path}`),
  );
  expect(bare.filter(({ method }) => method === "POST").map(({ path }) => path)).toEqual(["/oauth/userinfo"]);
  expect(bare.length).toBeGreaterThan(6);
  for (const { method, path } of bare) {
    const { status, outcome } = await send(path, { method });
    for (const query of [
      "%00",
      "%ff=%ed%a0%80",
      "__proto__=1",
      "id=1&id=2",
      `a=${"x".repeat(9000)}`,
      "access_token=x",
    ]) {
      const answer = await send(`${path}?${query}`, { method });
      expect([path, query, answer.outcome]).toEqual([path, query, outcome]);
    }
    if (method !== "POST") continue;
    for (const [what, body] of [...NO_JSON, ["a form", "access_token=x&access_token=%00"] as const])
      expect([path, what, (await postForm(path, body)).status]).toEqual([path, what, status]);
  }
  expect(await allRows(server)).toEqual(untouched);
});

it("answers every other method with 405 and the ones there are", async () => {
  const routes = routesOf(server.services);
  for (const { path, method } of routes) {
    const there = routes.filter((route) => route.path === path).map((route) => route.method);
    const missing = (["GET", "POST"] as const).filter((one) => !there.includes(one));
    for (const other of ["DELETE", "OPTIONS", "PATCH", "PUT", ...missing]) {
      const answer = await send(path.replace(":id", "x"), { method: other });
      // one path has both kinds: POST /api/enrolments/:id does not exist, GET does
      expect([path, other, answer.status]).toEqual([path, other, 405]);
      expect(answer.headers.get("allow")).toContain(method);
      expectInputRefused(path, answer);
    }
  }
});

it.each([
  "/",
  "/..%2f..%2fetc/passwd",
  "/api",
  "/api/enrolments/a/b/c",
  "/oauth",
  "/%00",
  "/%ff",
  `/${"a".repeat(9000)}`,
])("knows nothing at %s", async (path) => {
  const answer = await getFrom(server, path);
  expect([404, 503]).toContain(answer.status); // the pages are not built here
});

it.each([
  ["another host", { host: "evil.example" }],
  ["no host at all", { host: "" }],
  ["two hosts", { host: `${HOST.host}, evil.example` }],
  ["a host with a user", { host: `x@${HOST.host}` }],
  ["another port", { host: `${HOST.host}:8443` }],
])("answers under its own name only: %s", async (_what, headers) => {
  const answer = await send("/oauth/jwks", { headers });
  expect(answer.outcome).toBe("421 misdirected_request");
});

it.each(["", "x", "A".repeat(42), "A".repeat(44), `${"A".repeat(42)}%00`, `"${"A".repeat(43)}"`, "A".repeat(9000)])(
  "takes the cookie %j for no session",
  async (value) => {
    const login = await metLogin(server, machine);
    const headers = { cookie: `__Host-nearside=${value}`, "content-type": "application/json" };
    const answer = await send(`/api/requests/${login.id}/decision`, { method: "POST", headers, body: "{}" });
    expect(answer.outcome).toBe("400 other_session");
  },
);

it.each([HOST.host, HOST.host.toUpperCase(), `${HOST.host}:443`])("answers as %s", async (host) => {
  expect((await send("/oauth/jwks", { headers: { host } })).status).toBe(200);
});

it("takes any query of an enrolment's view for what it is: another state, or none", async () => {
  const theirs = await newMachine();
  const { open } = await metEnrolment(server, theirs, "bob");
  for (const query of ["known=%00", "known=%ff", "known=waiting&known=met", `known=${"x".repeat(9000)}`, "%"]) {
    const path = `/api/enrolments/${open.id}?${query}`;
    const answer = await getFrom(server, path, await proofOf(server, theirs.device, "GET", path));
    expect([query, answer.status]).toEqual([query, 200]);
  }
});

describe("the administrator's socket", () => {
  const note = { note: "left" };
  const unknown = { client: `cl_${"A".repeat(22)}`, person: `us_${"A".repeat(22)}`, machine: `bs_${"A".repeat(22)}` };
  /** Keyed by address: a request that is right except for one thing, such as an id that nothing has. */
  const requests = {
    [shellApi.clock.path]: {},
    [shellApi.signingKeys.path]: {},
    [shellApi.extensionKeys.path]: {},
    [shellApi.rotateExtensionKey.path]: { ends_old: "soon" },
    [shellApi.endExtensionKey.path]: { id: "none" },
    [shellApi.rotateSigningKeys.path]: { how: "at some time", after: 1 },
    [shellApi.revokeKey.path]: { what: "passkey", id: "nothing-of-that-id", ...note },
    [shellApi.testMail.path]: { address: "no address" },
    [peopleApi.create.path]: {
      ...{ name: "Nobody Of That Name", display_name: "Nobody", email: null },
      ...{ role: "user", groups: [], ticket_seconds: null },
    },
    [at(peopleApi.suspend, personNamed("nobody")).address]: { note: "left" },
    [at(peopleApi.reactivate, unknown.person).address]: {},
    [ticketsApi.make.path]: {
      ...{ for: { kind: "people", users: [unknown.person] }, seconds: 3600, uses: 1, note: null },
      demands: { key_storage: "file", device_bound: false, attested: false, aaguids: [] },
    },
    [at(machineActionsApi.quarantine, unknown.machine).address]: note,
    [at(machineActionsApi.release, unknown.machine).address]: note,
    [at(machineActionsApi.revoke, unknown.machine).address]: note,
    [at(machineActionsApi.lost, unknown.machine).address]: note,
    [at(enrolmentsApi.admit, `en_${"A".repeat(22)}`).address]: { words: "one two three four five six" },
    [clientTicketsApi.make.path]: { kinds: [], scopes: [], resources: [], detail_types: [], uses: 1, hours: 1 },
    [at(clientTicketsApi.revoke, "A".repeat(43)).address]: {},
    [clientsApi.register.path]: { metadata: { client_name: "" } },
    [at(clientsApi.replaceKeys, unknown.client).address]: { jwks: { keys: [] } },
    [at(clientsApi.verify, unknown.client).address]: {},
    [at(clientsApi.remove, unknown.client).address]: {},
  };
  const ask = async (path: string, body: string | Uint8Array<ArrayBuffer>) => {
    const headers = { "content-type": "application/json" };
    const request = new Request(`http://localhost${path}`, { method: "POST", headers, body });
    return Answer.of(await createShellApp(server.services, consoleRoutesOf(server.services)).fetch(request));
  };

  it("takes no bad input either", async () => {
    const waiting = await newMachine();
    await pendingMachine(server, waiting, "bob");
    const untouched = await allRows(server);
    const refused = (what: string, answer: Answer) => {
      expectRefusedByConsole(what, answer);
      expect([what, answer.outcome]).not.toEqual([what, "404 not_found"]); // the address is served
    };
    for (const [path, body] of Object.entries(requests)) {
      for (const [what, text] of NO_JSON) refused(`${what}: ${path}`, await ask(path, text));
      for (const [what, changed] of changesOf(body))
        refused(`${what}: ${path}`, await ask(path, JSON.stringify(changed)));
    }
    expect(await allRows(server)).toEqual(untouched);
  });
});
