import { sha256Base64url } from "@nearside/shared/sha256.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routesOf } from "../app.ts";
import type { Answer } from "../testing/answer.ts";
import { changesOf, expectRefused, type Json, NO_JSON } from "../testing/bad-input.ts";
import { enrolledMachine, enrolmentWithPasskey, metEnrolment, newTicket } from "../testing/enrol.ts";
import { proofText } from "../testing/enrolment-steps.ts";
import { everything } from "../testing/ledger.ts";
import { metLogin } from "../testing/log-in.ts";
import { decided, loginNonce } from "../testing/login-steps.ts";
import { type EnrolledMachine, LOOPBACK, newMachine } from "../testing/machine.ts";
import { meet } from "../testing/meeting.ts";
import { Browser, type Headers, proofOf } from "../testing/send.ts";
import { ISSUER, openTestServer, type TestServer } from "../testing/test-server.ts";

// Whatever is sent: a closed code, never a bug of ours, nothing stored (threat P7).

let server: TestServer;
let machine: EnrolledMachine;
beforeAll(async () => {
  server = await openTestServer();
  machine = await enrolledMachine(server, "alice");
});
afterAll(() => {
  expect(server.logged.join("")).not.toContain("a request failed");
  return server.close();
});

/** One address with a body that is good. */
interface Good {
  readonly path: string;
  readonly body: { readonly [name: string]: Json };
  readonly browser?: Browser;
  /** Fresh for each request. */
  readonly proof?: () => Promise<Headers>;
}

async function post(good: Good, body: string | Uint8Array<ArrayBuffer>, headers: Headers = {}): Promise<Answer> {
  return server.fetch(
    new Request(ISSUER + good.path, {
      method: "POST",
      headers: {
        host: new URL(ISSUER).host,
        "content-type": "application/json",
        ...good.browser?.headers,
        ...(await good.proof?.()),
        ...headers,
      },
      body,
    }),
  );
}

async function loginBodies(): Promise<Record<string, Good>> {
  const { browser } = machine;
  const login = await metLogin(server, machine);
  const { decision, options } = await decided(server, machine, login);
  const assertion = machine.authenticator.get({ ...options, origin: ISSUER }, { flags: 0 });
  const nonce = await loginNonce(server, browser, login);
  const who = { request: login.asked.request, nonce, extension: machine.extension, session: login.session };
  const denied = await denial.sign(machine.extension, { attestation: await sha256Base64url("another meeting") });
  const path = `/api/requests/${login.id}`;
  const jws = denied;
  return {
    "/api/requests/:id/nonce": { path: `${path}/nonce`, body: {}, browser },
    "/api/requests/:id/locality": { path: `${path}/locality`, body: { ...(await meet(server, who, STALE)) }, browser },
    "/api/requests/:id/decision": { path: `${path}/decision`, body: {}, browser },
    "/api/requests/:id/approve": {
      path: `${path}/approve`,
      body: { decision, assertion: JSON.parse(JSON.stringify(assertion)) },
      browser,
    },
    "/api/requests/:id/deny": { path: `${path}/deny`, body: { denial: denied, alert: true } },
    "/api/requests/:id/report": { path: `${path}/report`, body: { report: jws } },
    "/api/requests/:id/peer": { path: `${path}/peer`, body: { peer_refusal: jws } },
    "/api/requests/:id/trouble": { path: `${path}/trouble`, body: { code: "unreachable" }, browser },
  };
}

/** Good in form, and refused at last: what is good in form and content would move something. */
const STALE = { presence: { xn: "A".repeat(22) } } as const;

async function enrolmentBodies(): Promise<Record<string, Good>> {
  const fresh = await newMachine();
  const ticket = await newTicket(server, "bob");
  const { open } = await metEnrolment(server, fresh, "bob");
  const ready = await newMachine();
  const { open: later } = await enrolmentWithPasskey(server, ready, "bob");
  const { browser } = fresh;
  const path = `/api/enrolments/${open.id}`;
  const asked = { challenge: "A".repeat(43), rpId: server.ground.config.rpId, origin: ISSUER };
  const response = JSON.parse(JSON.stringify(fresh.authenticator.create(asked)));
  const about = { key_storage: "file", hostname: "h", os: "o", account: "a" };
  const byDevice = (to: string) => () => proofOf(server, fresh.device, "POST", to);
  return {
    "/api/enrolments": {
      path: "/api/enrolments",
      body: { kind: "machine", user: "somebody else", ticket, loopback: { ...LOOPBACK }, machine: about },
      proof: byDevice("/api/enrolments"),
    },
    "/api/key-attestations": {
      path: "/api/key-attestations",
      body: { kind: "tpm", user: "somebody else", ticket, ek_certificate: "AAAA", attestation_key: "AAAA" },
      proof: byDevice("/api/key-attestations"),
    },
    "/api/devices/key-storage": {
      path: "/api/devices/key-storage",
      body: { key_storage: "keyring" },
      proof: byDevice("/api/devices/key-storage"),
    },
    "/api/enrolments/:id/nonce": { path: `${path}/nonce`, body: {}, browser },
    "/api/enrolments/:id/locality": {
      path: `${path}/locality`,
      body: { hello: "x".repeat(20), presence_proof: "x".repeat(20), attestation: "x".repeat(20) },
      browser,
    },
    "/api/enrolments/:id/passkey": { path: `${path}/passkey`, body: { passkey: "create", response }, browser },
    "/api/enrolments/:id/state": { path: `${path}/state`, body: { known: "waiting" }, browser: new Browser() },
    "/api/enrolments/:id/proof": {
      path: `/api/enrolments/${later.id}/proof`,
      body: { proof: await proofText(ready, later, ready.extension, { request: "A".repeat(43) }) },
    },
    "/api/enrolments/:id/refusal": {
      path: `${path}/refusal`,
      body: { reason: "cancelled" },
      proof: () => proofOf(server, machine.device, "POST", `${path}/refusal`),
    },
  };
}

describe("every address that takes JSON", () => {
  let all: Record<string, Good>;
  beforeAll(async () => {
    all = { ...(await loginBodies()), ...(await enrolmentBodies()) };
  });

  it("is in this table", () => {
    const addresses = routesOf(server.ground).filter(
      ({ method, path }) => method === "POST" && path.startsWith("/api"),
    );
    expect(Object.keys(all).sort()).toEqual(addresses.map(({ path }) => path).sort());
  });

  it.each(NO_JSON)("refuses %s", async (what, body) => {
    const before = await everything(server);
    for (const [address, good] of Object.entries(all)) expectRefused(`${what}: ${address}`, await post(good, body));
    expect(await everything(server)).toEqual(before);
  });

  it.each([
    ["no content type", { "content-type": "" }],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }],
    ["plain text, as a form of another origin sends it", { "content-type": "text/plain" }],
    ["another charset", { "content-type": "application/json; charset=utf-16" }],
    ["a compressed body", { "content-encoding": "gzip" }],
    ["a length that is none", { "content-length": "x" }],
  ])("refuses %s", async (what, headers) => {
    const before = await everything(server);
    for (const [address, good] of Object.entries(all))
      expectRefused(`${what}: ${address}`, await post(good, JSON.stringify(good.body), headers));
    expect(await everything(server)).toEqual(before);
  });

  it("refuses every member that is missing, wrong or too much", async () => {
    const before = await everything(server);
    let changes = 0;
    for (const [address, good] of Object.entries(all)) {
      for (const [what, changed] of changesOf(good.body)) {
        expectRefused(`${what}: ${address}`, await post(good, JSON.stringify(changed)));
        changes += 1;
      }
    }
    expect(changes).toBeGreaterThan(300);
    expect(await everything(server)).toEqual(before);
  });
});
