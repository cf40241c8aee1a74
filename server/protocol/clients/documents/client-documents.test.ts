import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { redirectStateSchema } from "@nearside/shared/api/authorizations.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DocumentHost, startDocumentHost } from "../../../../test/kit/document-host.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import {
  approvedProgram,
  askRedirect,
  authorize,
  bearerSchema,
  codeFor,
  redeemCode,
  sentHere,
  vouchFor,
} from "../../../../test/kit/redirect-steps.ts";
import { findRegistered } from "../../../register/clients/client-store.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { openTestServer, type TestServer } from "../../../testing/test-server.ts";
import { ClientDocuments } from "./client-documents.ts";
import { readAsked, storeDescription } from "./take-document.ts";

// Programs that describe themselves at the address that is their id (protocol §6.1).

const usual = getCACertificates();
let host: DocumentHost;
beforeAll(async () => {
  host = await startDocumentHost();
  setDefaultCACertificates([...usual, host.certificate]);
});
afterAll(async () => {
  setDefaultCACertificates(usual);
  await host.close();
});

const settings = (twist = {}) => ({
  clientMetadata: { from: [host.host], scopes: ["read"], resources: [], ownNetwork: true, ...twist },
});

describe.each(DATABASES)("on %s", (database) => {
  let server: TestServer;
  let machine: EnrolledMachine;
  beforeAll(async () => {
    server = await openTestServer({ database, ...settings() });
    machine = await enrolledMachine(server, "alice");
  });
  afterAll(() => server?.close());

  it("logs in by a redirect, as a program whose name nobody vouches for", async () => {
    const id = host.publish("/agent.json");
    const login = await approvedProgram(server, machine, id);
    expect(login.asked.claims.client).toMatchObject({ id, name: "Agent of the example" });
    const { access_token } = (await redeemCode(server, login, await codeFor(server, login))).as(bearerSchema);
    expect(access_token).toMatch(/^ey/);
    expect(await eventsOf(server, id)).toMatchObject([
      {
        kind: "client_described",
        data: { host: host.host, redirect_uris: ["http://127.0.0.1/callback"], before: null },
      },
    ]);
  });

  it("is stored by nobody but a browser of an enrolled machine", async () => {
    const id = host.publish("/unasked.json");
    await sentHere(server, id);
    expect(await eventsOf(server, id)).toEqual([]);
  });

  it("is neither stored nor changed by a request that is refused for want of room", async () => {
    const small = await openTestServer({ database, ...settings(), limits: { openLoginsPerMachine: 2 } });
    const alice = await enrolledMachine(small, "alice");
    const [first, second] = [host.publish("/first.json"), host.publish("/second.json")];
    const asked = await sentHere(small, first);
    expect((await askRedirect(small, alice, asked)).status).toBe(200);
    expect((await askRedirect(small, alice, await sentHere(small, second))).outcome).toMatch(/^429 /);
    expect(await findRegistered(small.services.db, second)).toBeUndefined();
    expect(await eventsOf(small, second)).toEqual([]);

    host.publish("/first.json", { client_name: "Another name" });
    small.pass(61);
    const before = await findRegistered(small.services.db, first);
    const changed = await sentHere(small, first);
    expect((await askRedirect(small, alice, changed)).outcome).toMatch(/^429 /);
    expect(await findRegistered(small.services.db, first)).toEqual(before);
    expect(await eventsOf(small, first)).toHaveLength(1);
    await small.close();
  });

  it("that says something else by now gets nothing for what was approved before, and is asked for again", async () => {
    const id = host.publish("/changing.json", {}, { "cache-control": "max-age=60" });
    const [asked, approved] = [await sentHere(server, id), await approvedProgram(server, machine, id)];
    const code = await codeFor(server, approved);
    const uris = ["http://127.0.0.1/callback", "http://127.0.0.1/other"];
    host.publish("/changing.json", { redirect_uris: uris });
    server.pass(61); // the code has expired too, so one for a later login is tried below
    expect((await askRedirect(server, machine, asked)).outcome).toMatch(/client_unknown/);
    expect((await redeemCode(server, approved, code)).outcome).toBe("400 invalid_grant");
    const again = await approvedProgram(server, machine, id);
    const codeOfOld = await codeFor(server, again);
    host.publish("/changing.json", { client_name: "Another name" });
    server.pass(30);
    const other = await openTestServer({ database, ...settings() }); // another process, which has not read it yet
    await other.close();
    expect((await redeemCode(server, again, codeOfOld)).as(bearerSchema)).toBeDefined();
    expect(await eventsOf(server, id)).toMatchObject([
      { data: { before: null } },
      { data: { before: expect.any(String) } },
    ]);
  });
});

describe.each(DATABASES)("on %s, two processes of the server", (database) => {
  it("never put an older description in the place of a newer one", async () => {
    const server = await openTestServer({ database, ...settings() });
    const machine = await enrolledMachine(server, "alice");
    const id = host.publish("/swapped.json", {}, { "cache-control": "max-age=3600" });
    const other = { ...server.services, clientDocuments: new ClientDocuments() };
    const at = "198.51.100.7";
    const take = async (document: string) => {
      const read = await readAsked(other, id, document, at);
      await other.db.transaction().execute((trx) => storeDescription(other, trx, read));
    };
    const stored = async () => (await findRegistered(server.services.db, id))?.client;
    const older = await other.clientDocuments.read(other, id, at);
    server.pass(1);
    host.publish("/swapped.json", { client_name: "Newer name" });
    await approvedProgram(server, machine, id);
    const newer = await stored();
    expect(newer).toMatchObject({ name: "Newer name" });
    await expect(take(older.document)).rejects.toMatchObject({ code: "client_unknown" });
    expect(await stored()).toEqual(newer);
    server.pass(1);
    const now = await other.clientDocuments.read(other, id, at); // it asks again at once, though it might have kept the other for an hour
    expect(now.name).toBe("Newer name");
    await take(now.document);
    expect(await stored()).toEqual({ ...newer, fetchedAt: now.fetchedAt });
    expect(await eventsOf(server, id)).toHaveLength(1);
    await server.close();
  });
});

describe("a description", () => {
  let server: TestServer;
  let machine: EnrolledMachine;
  beforeAll(async () => {
    server = await openTestServer(settings());
    machine = await enrolledMachine(server, "alice");
  });
  afterAll(() => server?.close());
  const refused = async (id: string) => {
    const answer = await authorize(server, id);
    return `${answer.status} ${answer.text}`;
  };

  it.each([
    ["without a name", { client_name: undefined }],
    ["of another address", { client_id: "https://localhost/other.json" }],
    ["with a secret", { client_secret: "secret" }],
    ["that signs by a secret", { token_endpoint_auth_method: "client_secret_post" }],
    ["without an address of this computer", { redirect_uris: ["https://agent.example/callback"] }],
    ["of a program that logs in otherwise", { grant_types: ["client_credentials"] }],
    ["that says that somebody vouches for it", { client_name: "Agent verified" }],
    ["longer than five kilobytes", { software_id: "x".repeat(6000) }],
  ])("is not taken %s", async (what, twist) => {
    expect(await refused(host.publish(`/${what.replaceAll(" ", "-")}`, twist))).toMatch(/400 .*description/);
  });

  it("is asked for at its own address, as JSON, and nowhere else", async () => {
    host.answers("/moved", (answer) => answer.writeHead(302, { location: "/agent.json" }).end());
    host.answers("/text", (answer) => answer.writeHead(200, { "content-type": "text/html" }).end("{}"));
    host.answers("/spoilt", (answer) => answer.writeHead(200, { "content-type": "application/json" }).end("{"));
    for (const path of ["/moved", "/text", "/spoilt", "/missing"])
      expect(await refused(host.origin + path), path).toMatch(/400 .*description/);
  });

  it("is not asked for at an address that is written otherwise, or for a program that can get no answer", async () => {
    const before = host.requests.length;
    const ids = [
      `${host.origin}/a/../agent.json`,
      `${host.origin}/agent.json?x`,
      `${host.origin}/agent.json#x`,
      `https://user@${host.host}/agent.json`,
      host.origin,
      `${host.origin}/`,
      `http://${host.host}/agent.json`,
      "https://elsewhere.example/agent.json",
    ];
    for (const id of ids) expect((await authorize(server, id)).status, id).toBe(400);
    const id = host.publish("/web.json");
    expect((await authorize(server, id, { redirect_uri: "https://agent.example/callback" })).status).toBe(400);
    expect(host.requests.length).toBe(before);
  });

  it("is kept for as long as its host says, within an hour, and no failure is", async () => {
    const asks = (path: string) => host.requests.filter((one) => one === path).length;
    host.publish("/long.json", {}, { "cache-control": "max-age=31536000" });
    host.publish("/short.json", {}, { "cache-control": "no-store" });
    for (const seconds of [0, 59, 2, 3480, 60]) {
      server.pass(seconds);
      for (const path of ["/long.json", "/short.json"])
        expect((await authorize(server, host.origin + path)).status).toBe(303);
    }
    expect([asks("/long.json"), asks("/short.json")]).toEqual([2, 4]);
    const absent = `${host.origin}/absent.json`;
    await Promise.all([authorize(server, absent), authorize(server, absent)]);
    expect(asks("/absent.json")).toBe(1);
    host.publish("/absent.json");
    expect((await authorize(server, absent)).status).toBe(303);
  });

  it("is not taken under the name of another program, nor once an administrator has removed the program", async () => {
    const id = host.publish("/named.json", { client_name: "Nearside command line v2" });
    expect((await askRedirect(server, machine, await sentHere(server, id))).outcome).toMatch(/client_unknown/);
    expect(await eventsOf(server, id)).toEqual([]);
  });

  it("makes no program that logs in by another way than a redirect", async () => {
    const id = host.publish("/vouched.json");
    const asked = await sentHere(server, id);
    (await askRedirect(server, machine, asked)).as(redirectStateSchema);
    expect((await vouchFor(server, machine, asked)).status).toBe(200);
  });
});

it.each([
  ["where the server takes none", { from: [] }, /400 .*that host/],
  ["from a host of its own network", { ownNetwork: false }, /400 .*private network/],
  ["from another host", { from: ["vscode.dev"] }, /400 .*that host/],
])("is taken from nobody %s", async (_what, twist, says) => {
  const server = await openTestServer(settings(twist));
  const before = host.requests.length;
  const answer = await authorize(server, host.publish("/agent.json"));
  expect(`${answer.status} ${answer.text}`).toMatch(says);
  expect(host.requests.length).toBe(before);
  await server.close();
});

it("is fetched so many times a minute for one network, and no more", async () => {
  const server = await openTestServer({ ...settings(), limits: { perAddressPerMinute: 900 } });
  const statuses: number[] = [];
  for (let count = 0; count < 4; count += 1)
    statuses.push((await authorize(server, host.publish(`/many-${count}.json`))).status);
  expect(statuses).toEqual([303, 303, 303, 429]);
  await server.close();
});

describe("programs that are new here", () => {
  /** Strangers in ten networks name so many that none is looked up any more. */
  const flooded = async () => {
    const server = await openTestServer({ ...settings(), limits: { perAddressPerMinute: 900 } });
    const machine = await enrolledMachine(server, "alice");
    const known = ["/used.json", "/used-too.json"].map((path) =>
      host.publish(path, {}, { "cache-control": "no-store" }),
    );
    for (const id of known) await approvedProgram(server, machine, id);
    for (let network = 0; network < 10; network += 1)
      for (let count = 0; count < 3; count += 1)
        await authorize(server.from(`203.0.${network}.7`), `${host.origin}/nothing-${network}-${count}`);
    expect((await authorize(server, host.publish("/new.json"))).status).toBe(429);
    server.pass(61); // what was kept of those that people use is over
    return { server, known };
  };

  it("cannot keep those that people use from being looked up, by however many networks they are named", async () => {
    const { server, known } = await flooded();
    for (const id of known) expect((await authorize(server, id)).status).toBe(303);
    await server.close();
  });

  it("nor can one that fails keep another one", async () => {
    const { server, known } = await flooded();
    const [failing = "", other = ""] = known;
    host.answers("/used.json", (answer) => answer.writeHead(500).end());
    const statuses: number[] = [];
    for (let count = 0; count < 21; count += 1) statuses.push((await authorize(server, failing)).status);
    expect([...new Set(statuses)]).toEqual([400, 429]);
    expect((await authorize(server, other)).status).toBe(303);
    await server.close();
  });
});
