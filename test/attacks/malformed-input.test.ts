// P7: oversized, deeply nested, malformed, non-UTF-8 and duplicate-key input on every endpoint of the server and on the command
// line's listener. Limits before parsing, a closed code or nothing, never a stack trace, nothing stored, and nothing lost.
import { HELLO_PATH } from "@nearside/shared/api/loopback.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { changesOf, type Members, NO_JSON } from "../kit/hostile-json.ts";
import { CLIENT, openLoginIn } from "../kit/login-steps.ts";
import { LOOPBACK } from "../kit/machine.ts";
import { loopbackIn } from "../kit/meeting.ts";
import { askToEnrol, type EnrolledStage, meetToEnrol, openEnrolledStage } from "../steps/enrolling.ts";
import { deviceStatementOf, redeemedLogin } from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import { approveTyped, enrolCommandLine, newHome, startLogin, type TypedLogin } from "../steps/real-command-line.ts";
import { newId, now, openStage, RP_ID, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { lastStoredEvent, storedRows } from "../support/server-rows.ts";
import { type Addresses, addressesOf } from "./support-addresses.ts";
import { exchange, type Fields, requestOf } from "./support-raw.ts";
import { enrolmentStepRefused, expectRefused } from "./support-refusals.ts";
import { expectRefusedInput } from "./support-refused-input.ts";

/** Reads of the server's OpenAPI document which group a POST belongs to. */
const documentSchema = v.object({
  paths: v.record(v.string(), v.object({ post: v.optional(v.object({ tags: v.array(v.string()) })) })),
});
/** The groups whose addresses take JSON. Those of the console are asked by its own tests. */
const PROTOCOL_TAGS = ["enrolment", "devices", "login", "authorizations"];

const atEnd = afterTests();

describe("the server", () => {
  let victim: EnrolledStage;
  /** Every address that takes JSON, with a body that has its form. */
  let addresses: Addresses;
  beforeAll(async () => {
    victim = await openEnrolledStage(atEnd);
    addresses = await addressesOf(victim);
  });

  const JSON_TYPE = { "content-type": "application/json" };
  const post = async (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Fields = JSON_TYPE) => {
    const cookie = victim.cookie() ?? "";
    const answer = await fetch(victim.issuer + path, { method: "POST", headers: { ...headers, cookie }, body });
    return { status: answer.status, text: await answer.text() };
  };

  it("is asked at every address that takes JSON", async () => {
    const { paths } = v.parse(documentSchema, await (await fetch(`${victim.issuer}/openapi.json`)).json());
    const routes = Object.entries(paths).flatMap(([path, { post }]) =>
      post?.tags.some((tag) => PROTOCOL_TAGS.includes(tag)) ? [path.replace("{id}", ":id")] : [],
    );
    expect(routes.length).toBeGreaterThan(10);
    expect(Object.keys(addresses).sort()).toEqual(routes.sort());
  });

  it.each(NO_JSON)("takes no JSON such as %s", async (what, body) => {
    const [before, seq] = [storedRows(victim), lastStoredEvent(victim)];
    for (const [address, { path }] of Object.entries(addresses))
      expectRefusedInput(`${what}: ${address}`, await post(path, body));
    expect(storedRows(victim)).toEqual(before);
    expect(lastStoredEvent(victim)).toBe(seq);
  });

  it("refuses free text that is not UTF-8: another text would be shown", async () => {
    const { device } = (await newStranger(victim, "carol")).parties;
    const ticket = await victim.server.ticket("carol");
    const machine = { key_storage: "file", hostname: "h?", os: "o", account: "a" };
    const body = JSON.stringify({ kind: "machine", user: "carol", ticket, loopback: LOOPBACK, machine });
    const url = `${victim.issuer}/api/enrolments`;
    const send = async (bytes: Uint8Array<ArrayBuffer>, nonce?: string) => {
      const dpop = await signDpop(device, { method: "POST", url, jti: newId(), iat: now(), nonce });
      return fetch(url, { method: "POST", headers: { ...JSON_TYPE, dpop }, body: bytes });
    };
    const good = new TextEncoder().encode(body);
    const nonce = (await send(good)).headers.get("dpop-nonce") ?? "";
    const before = storedRows(victim);
    const answer = await send(good.with(body.indexOf("?"), 0xff), nonce);
    expectRefusedInput("hostname", { status: answer.status, text: await answer.text() });
    expect(storedRows(victim)).toEqual(before);
    expect((await send(good, nonce)).status).toBe(201);
  });

  it.each<[string, Fields]>([
    ["no type", {}],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }],
    ["plain text, as a page of another origin sends it", { "content-type": "text/plain" }],
    ["another charset", { "content-type": "application/json; charset=utf-16" }],
    ["compressed", { ...JSON_TYPE, "content-encoding": "gzip" }],
  ])("refuses a body that says it is %s", async (what, headers) => {
    const before = storedRows(victim);
    for (const [address, { path, body }] of Object.entries(addresses)) {
      const text = new TextEncoder().encode(JSON.stringify(body));
      expectRefusedInput(`${what}: ${address}`, await post(path, text, headers));
    }
    expect(storedRows(victim)).toEqual(before);
  });

  it("refuses a member that is missing, wrong or too much", async () => {
    const before = storedRows(victim);
    let changes = 0;
    for (const [address, { path, body }] of Object.entries(addresses)) {
      for (const [what, changed] of changesOf(body)) {
        expectRefusedInput(`${address}: ${what}`, await post(path, JSON.stringify(changed)));
        changes += 1;
      }
    }
    expect(changes).toBeGreaterThan(300);
    expect(storedRows(victim)).toEqual(before);
  });

  describe.each(["/oauth/device_authorization", "/oauth/token"])("%s", (path) => {
    const FORM = { "content-type": "application/x-www-form-urlencoded" };
    const forms: [what: string, form: (good: string) => string | Uint8Array<ArrayBuffer>][] = [
      ["nothing", () => ""],
      ["JSON", () => '{"client_id":"nearside-cli"}'],
      ["a parameter twice", (good) => `${good}&client_id=${CLIENT}`],
      ["half a percent-encoding", (good) => `${good}&x=%f`],
      ["no UTF-8 behind it", (good) => `${good}&x=%ff`],
      ["half a character behind it", (good) => `${good}&x=%ed%a0%80`],
      ["no UTF-8", () => new Uint8Array([0x61, 0x3d, 0xff])],
      ["too many parameters", () => Array.from({ length: 65 }, (_, at) => `p${at}=1`).join("&")],
      ["a prototype", () => "__proto__=1&constructor=1"],
      ["more than any form", (good) => `${good}&x=${"x".repeat(70_000)}`],
      ["a statement that is too long", () => `client_id=${CLIENT}&device_statement=${"x".repeat(20_000)}`],
      [
        "NUL",
        () => `client_id=${CLIENT}&grant_type=%00&device_statement=%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00`,
      ],
    ];
    it.each(forms)("takes no form such as %s", async (what, form) => {
      const device_statement = await deviceStatementOf(victim);
      const good = String(new URLSearchParams({ client_id: CLIENT, grant_type: "x", device_statement }));
      const before = storedRows(victim);
      expectRefusedInput(what, await post(path, form(good), FORM));
      expect(storedRows(victim)).toEqual(before);
    });
  });

  const line = "POST /api/requests/rq_AAAAAAAAAAAAAAAAAAAAAA/nonce HTTP/1.1";
  const usual = (): Fields => ({
    Host: new URL(victim.issuer).host,
    "Content-Type": "application/json",
    Connection: "close",
  });
  const raw: [what: string, bytes: () => string | Uint8Array][] = [
    ["no HTTP", () => "hello?\r\n\r\n"],
    ["only zeros", () => new Uint8Array(5000)],
    ["a TLS greeting", () => new Uint8Array([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])],
    ["HTTP/2 spoken at once", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["a line without end", () => `GET /${"a".repeat(100_000)}`],
    ["headers beyond the limit", () => requestOf(line, { ...usual(), "X-Long": "x".repeat(20_000) })],
    [
      "a thousand headers",
      () =>
        requestOf(line, {
          ...usual(),
          ...Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`X-${at}`, "x"])),
        }),
    ],
    ["NUL in a header", () => requestOf(line, { ...usual(), "X-Nul": "a\0b" })],
    ["no host", () => requestOf(line, { "Content-Length": "2", Connection: "close" }, "{}")],
    ["two lengths", () => requestOf(line, { ...usual(), "Content-Length": "2\r\nContent-Length: 40" }, "{}")],
    [
      "a length and chunks",
      () => requestOf(line, { ...usual(), "Content-Length": "2", "Transfer-Encoding": "chunked" }, "{}"),
    ],
    ["a negative length", () => requestOf(line, { ...usual(), "Content-Length": "-2" }, "{}")],
    [
      "malformed chunks",
      () => requestOf(line, { ...usual(), "Transfer-Encoding": "chunked" }, "zz\r\n{}\r\n0\r\n\r\n"),
    ],
    ["a body that ends early", () => requestOf(line, { ...usual(), "Content-Length": "2000" }, "{}")],
    [
      "chunks beyond the limit, with no length said",
      () =>
        requestOf(line, { ...usual(), "Transfer-Encoding": "chunked" }, `4000\r\n${"x".repeat(0x4000)}\r\n`.repeat(6)),
    ],
    [
      "an upgrade",
      () => requestOf(line, { ...usual(), Connection: "Upgrade", Upgrade: "websocket", "Content-Length": "2" }, "{}"),
    ],
    ["a CONNECT", () => requestOf("CONNECT 127.0.0.1:22 HTTP/1.1", usual())],
    [
      "another's address in full",
      () => requestOf("GET http://elsewhere.example/oauth/jwks HTTP/1.1", { ...usual(), Host: "elsewhere.example" }),
    ],
  ];
  it.each(raw)("answers %s with a 4xx or not at all", async (_what, bytes) => {
    const before = storedRows(victim);
    const answer = await exchange(Number(new URL(victim.issuer).port), bytes());
    expect(answer.slice(0, 60)).toMatch(/^$|^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toMatch(/ at .*\.(ts|js)|node:|Error:/);
    expect(storedRows(victim)).toEqual(before);
  });

  it("takes the form of each of those bodies as it was", async () => {
    for (const [address, { path, body }] of Object.entries(addresses)) {
      const { text } = await post(path, JSON.stringify(body));
      expect([address, text]).toEqual([address, expect.not.stringContaining('"invalid_request"')]);
    }
  });

  it("never failed, stored nothing, and serves honest callers as before", async () => {
    await redeemedLogin(victim);
    const log = victim.server.process.stderr();
    expect(log).not.toMatch(/"level":"(error|fatal)"|a request failed/);
    expect(log).toMatch(/"code":"payload_too_large"/);
    expect(log).toMatch(/"code":"invalid_request"/);
  });
});

describe("the command line's listener", () => {
  let victim: Stage;
  let login: TypedLogin;
  let port: number;
  beforeAll(async () => {
    victim = await openStage(atEnd);
    const nearside = await newHome(atEnd);
    await enrolCommandLine(victim, nearside);
    login = await startLogin(nearside);
    const page = openLoginIn(await victim.postJson(`/api/requests/${login.id}/nonce`, {}));
    ({ port } = await loopbackIn(page.request));
  });

  const REFUSAL = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  const LINE = `POST ${HELLO_PATH} HTTP/1.1`;
  /** All that only an extension's fetch sends, so that nothing but the body is wrong. */
  const from = (): Fields => ({
    Host: `127.0.0.1:${port}`,
    Origin: "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-Mode": "cors",
    "Content-Type": "application/json",
  });
  const withBody = (body: string | Uint8Array): Uint8Array => {
    const bytes = Buffer.from(body);
    return Buffer.concat([Buffer.from(requestOf(LINE, { ...from(), "Content-Length": String(bytes.length) })), bytes]);
  };

  it.each(NO_JSON)("refuses a body such as %s, with the bytes that every refusal has", async (_what, body) => {
    expect(await exchange(port, withBody(body))).toBe(REFUSAL);
  });

  it("refuses every member that is missing, wrong or too much", async () => {
    const hello: Members = { request: "x".repeat(16), nonce: "x".repeat(16), hello: "x".repeat(16) };
    for (const changed of [hello, ...[...changesOf(hello)].map(([, body]) => body)])
      expect(await exchange(port, withBody(JSON.stringify(changed)))).toBe(REFUSAL);
  });

  it.each<[string, () => string | Uint8Array]>([
    ["no HTTP", () => "hello?\r\n\r\n"],
    ["only zeros", () => new Uint8Array(5000)],
    ["HTTP/2 spoken at once", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["headers beyond the limit", () => requestOf(LINE, { ...from(), "X-Long": "x".repeat(20_000) })],
    ["two lengths", () => requestOf(LINE, { ...from(), "Content-Length": "2\r\nContent-Length: 40" }, "{}")],
    [
      "a length and chunks",
      () => requestOf(LINE, { ...from(), "Content-Length": "2", "Transfer-Encoding": "chunked" }, "{}"),
    ],
    ["a body that says it is too long", () => requestOf(LINE, { ...from(), "Content-Length": "9999999" }, "{}")],
    [
      "chunks beyond the limit",
      () =>
        requestOf(LINE, { ...from(), "Transfer-Encoding": "chunked" }, `2000\r\n${" ".repeat(0x2000)}\r\n`.repeat(5)),
    ],
  ])("refuses %s", async (_what, bytes) => {
    expect(await exchange(port, bytes())).toBe(REFUSAL);
  });

  it("printed nothing, lost nothing, and the login completes", async () => {
    expect(login.cli.stdout() + login.cli.stderr()).not.toMatch(/ at .*\.js|Error/);
    await approveTyped(victim, login);
    expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
  });
});

describe("a passkey whose key has a number where bytes belong", () => {
  /** COSE_Key { 1: 2, 3: -7, -1: 1, -2: x, -3: 537,744,950 }: read as a length, it asks for half a gigabyte. */
  const key = Buffer.concat([
    Buffer.from("a5010203262001215820", "hex"),
    Buffer.alloc(32, 1),
    Buffer.from("221a200d5636", "hex"),
  ]);

  it("is refused to a thief with a ticket, and his honest passkey would be taken", async () => {
    const stage = await openStage(atEnd);
    const enrolment = await askToEnrol(stage, "admin", stage.server.bootstrapTicket ?? "");
    const { answer } = await meetToEnrol(stage, enrolment);
    const { jti: id } = enrolment.claims;
    const ceremony = { challenge: answer.options.challenge, rpId: RP_ID, origin: stage.issuer };
    const send = (publicKey?: Uint8Array<ArrayBuffer>) => {
      const response = stage.parties.passkey.create(ceremony, publicKey === undefined ? {} : { publicKey });
      return stage.postJson(`/api/enrolments/${id}/passkey`, { passkey: "create", response });
    };
    await expectRefused(stage, () => send(new Uint8Array(key)), {
      outcome: "400 assertion_invalid",
      event: enrolmentStepRefused(id, "passkey", "assertion_invalid"),
    });
    expect((await send()).status).toBe(200);
  });
});
