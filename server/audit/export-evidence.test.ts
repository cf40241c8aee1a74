import type { Evidence } from "@nearside/shared/evidence/evidence.ts";
import { type EvidenceReport, verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enrolledMachine, furtherBrowser } from "../testing/enrol.ts";
import { eventsOf } from "../testing/ledger.ts";
import { approvedLogin, metLogin, redeemedLogin } from "../testing/log-in.ts";
import { deny, startedLogin } from "../testing/login-steps.ts";
import type { EnrolledMachine } from "../testing/machine.ts";
import { openTestServer, type TestServer } from "../testing/test-server.ts";
import { exportEvidence } from "./export-evidence.ts";

let server: TestServer;
let alice: EnrolledMachine;
let bob: EnrolledMachine;
/** One login of alice's, another one of the same machine, one from a browser that joined later, and one of bob's machine. */
let honest: Evidence;
let other: Evidence;
let further: Evidence;
let bobs: Evidence;

beforeAll(async () => {
  server = await openTestServer();
  alice = await enrolledMachine(server, "alice");
  bob = await enrolledMachine(server, "bob");
  server.pass(100);
  honest = await evidenceOf((await redeemedLogin(server, alice)).id);
  other = await evidenceOf((await redeemedLogin(server, alice)).id);
  further = await evidenceOf((await redeemedLogin(server, await furtherBrowser(server, alice))).id);
  bobs = await evidenceOf((await redeemedLogin(server, bob)).id);
});
afterAll(() => server.close());

async function evidenceOf(login: string): Promise<Evidence> {
  const exported = await exportEvidence(server.ground, login);
  if (exported.state !== "exported") throw new Error(`the evidence is ${exported.state}`);
  return exported.evidence;
}

/** The first link that fails and why: `login.request facts_mismatch`. */
const told = ({ failed }: EvidenceReport): string =>
  failed?.outcome.state === "fails" ? `${failed.part}.${failed.name} ${failed.outcome.code}` : "holds";
const verdict = async (evidence: Evidence): Promise<string> => told(await verifyEvidence(evidence, undefined));

const inLogin = (evidence: Evidence, changed: Partial<Evidence["login"]>): Evidence => ({
  ...evidence,
  login: { ...evidence.login, ...changed },
});
const inEnrolment = (evidence: Evidence, changed: Partial<Evidence["enrolment"]>): Evidence => ({
  ...evidence,
  enrolment: { ...evidence.enrolment, ...changed },
});
/** A text whose signature has one bit changed. */
const bent = (jws: string): string =>
  jws.replace(/\.(.)([^.]+)$/, (_all, first, rest) => `.${first === "A" ? "B" : "A"}${rest}`);

describe("what is exported", () => {
  it("holds, says who, where, what and when, and names a key at each link", async () => {
    const report = await verifyEvidence(honest, undefined);
    expect(told(report)).toBe("holds");
    expect(report).toMatchObject({ issuer: server.ground.config.issuer, trust: "keys_in_file", failed: null });
    expect(report.links.map(({ part, name }) => `${part}.${name}`)).toHaveLength(18);
    for (const { key, outcome } of report.links) expect([key, outcome.state]).toEqual([expect.any(String), "holds"]);
    expect(report.facts).toMatchObject({
      user: { name: "alice", id: alice.user.id },
      client: { id: "nearside-cli" },
      scope: "read",
      context: { hostname: "laptop", command: "deploy prod" },
      device: { id: alice.device.thumbprint, key_storage: "file" },
      passkey: { credential_id: alice.authenticator.id, may_be_copied: false },
      enrolled_by: "server_shell",
    });
    expect(report.facts?.times.enrolled).toBeLessThanOrEqual(report.facts?.times.asked ?? 0);
  });

  it("holds for a browser that joined later, by its own enrolment beside the machine's (protocol §3.7)", async () => {
    const report = await verifyEvidence(further, undefined);
    expect(told(report)).toBe("holds");
    expect(report.links).toHaveLength(28);
    expect(await verdict({ ...further, browser_enrolment: null })).toBe("login.attestation not_one_bound_set");
  });

  it("stands in the log of events", async () => {
    const events = await eventsOf(server, (await loginOf(honest)) ?? "");
    expect(events.filter(({ kind }) => kind === "evidence_exported")).toEqual([
      expect.objectContaining({ data: { by: "server_shell" } }),
    ]);
  });

  it("is nothing where the login is unknown, open or came to no token", async () => {
    const state = async (login: string) => (await exportEvidence(server.ground, login)).state;
    for (const strange of ["", "rq_", "rq_AAAAAAAAAAAAAAAAAAAAAA", "__proto__", "'; drop table logins"])
      expect(await state(strange)).toBe("unknown");
    expect(await state((await startedLogin(server, alice)).id)).toBe("pending");
    const met = await metLogin(server, alice);
    expect(await state(met.id)).toBe("met");
    await deny(server, met, met.met.attestation, alice.extension);
    expect(await state(met.id)).toBe("denied");
    const approved = await approvedLogin(server, alice);
    expect(await state(approved.id)).toBe("approved");
    expect((await eventsOf(server, approved.id)).map(({ kind }) => kind)).not.toContain("evidence_exported");
  });

  it("is nothing where the facts were erased", async () => {
    const { id } = await redeemedLogin(server, alice);
    const { db } = server.ground;
    const { data } = await db
      .selectFrom("evidence")
      .select("data")
      .where("login_id", "=", id)
      .executeTakeFirstOrThrow();
    const stored = JSON.parse(data);
    const erased = JSON.stringify({ ...stored, chain: { ...stored.chain, facts: null } });
    await db.updateTable("evidence").set({ data: erased }).where("login_id", "=", id).execute();
    expect(await exportEvidence(server.ground, id)).toEqual({ state: "facts_erased" });
  });
});

const loginOf = async (evidence: Evidence) => (await verifyEvidence(evidence, undefined)).facts?.login;

/** Where the chain breaks when that text is another honest login's of the same machine. */
const SWAPPED = {
  device_statement: "login.request device_mismatch",
  request: "login.request device_mismatch",
  facts: "login.request facts_mismatch",
  nonce: "login.nonce nonce_mismatch",
  hello: "login.hello request_mismatch",
  presence_proof: "login.presence_proof key_mismatch",
  attestation: "login.attestation presence_mismatch",
  decision: "login.decision decision_mismatch",
  assertion: "login.assertion assertion_invalid",
  access_token: "login.access_token token_mismatch",
} as const satisfies Record<Exclude<keyof Evidence["login"], "recorded">, string>;

/** The same of another honest machine's enrolment. */
const ENROLMENT_SWAPPED = {
  enrolment_request: "enrolment.nonce nonce_mismatch",
  nonce: "enrolment.nonce nonce_mismatch",
  hello: "enrolment.hello request_mismatch",
  presence_proof: "enrolment.presence_proof key_mismatch",
  attestation: "enrolment.attestation extension_mismatch",
  passkey: "enrolment.passkey assertion_invalid",
  extension_proof: "enrolment.extension_proof request_mismatch",
  device_proof: "enrolment.device_proof request_mismatch",
  receipt: "enrolment.receipt wrong_user",
} as const satisfies Record<Exclude<keyof Evidence["enrolment"], "recorded">, string>;

const keysOf = <T extends object>(value: T) => Object.keys(value) as (keyof T & string)[];

describe("one text that is another's", () => {
  it.each(keysOf(SWAPPED))("of the login: %s", async (name) => {
    expect(await verdict(inLogin(honest, { [name]: other.login[name] }))).toBe(SWAPPED[name]);
  });
  it.each(keysOf(ENROLMENT_SWAPPED))("of the enrolment: %s", async (name) => {
    expect(await verdict(inEnrolment(honest, { [name]: bobs.enrolment[name] }))).toBe(ENROLMENT_SWAPPED[name]);
  });
  it("the whole enrolment, or the whole login", async () => {
    expect(await verdict({ ...honest, enrolment: bobs.enrolment })).toBe("login.device_statement key_mismatch");
    expect(await verdict({ ...honest, login: bobs.login })).toBe("login.device_statement key_mismatch");
    expect(await verdict({ ...further, enrolment: bobs.enrolment })).toBe(
      "browser_enrolment.browser_statement key_mismatch",
    );
  });
});

describe("one bit of one signature", () => {
  const LOGIN = [
    "device_statement",
    "request",
    "nonce",
    "hello",
    "presence_proof",
    "attestation",
    "decision",
    "access_token",
  ] as const;
  const ENROLMENT = [
    "enrolment_request",
    "nonce",
    "hello",
    "presence_proof",
    "attestation",
    "extension_proof",
    "device_proof",
    "receipt",
  ] as const;
  it.each(LOGIN)("of the login's %s", async (name) => {
    expect(await verdict(inLogin(honest, { [name]: bent(honest.login[name]) }))).toBe(`login.${name} bad_signature`);
  });
  it.each(ENROLMENT)("of the enrolment's %s", async (name) => {
    const changed = { [name]: bent(honest.enrolment[name]) };
    expect(await verdict(inEnrolment(honest, changed))).toBe(`enrolment.${name} bad_signature`);
  });
  it.each(["browser_statement", ...ENROLMENT] as const)("of the further browser's %s", async (name) => {
    const { browser_enrolment: browser } = further;
    if (browser === null) throw new Error("no further browser");
    const changed = { ...further, browser_enrolment: { ...browser, [name]: bent(browser[name]) } };
    expect(await verdict(changed)).toBe(`browser_enrolment.${name} bad_signature`);
  });
  it("of the passkey, at the approval and where it let a browser in", async () => {
    const { assertion } = honest.login;
    const bend = (text: string): string => `${text.slice(0, 20)}${text[20] === "A" ? "B" : "A"}${text.slice(21)}`;
    const response = { ...assertion.response, signature: bend(assertion.response.signature) };
    expect(await verdict(inLogin(honest, { assertion: { ...assertion, response } }))).toBe(
      "login.assertion assertion_invalid",
    );
    const { browser_enrolment: browser } = further;
    if (browser === null) throw new Error("no further browser");
    const passkey = {
      ...browser.passkey,
      response: { ...browser.passkey.response, signature: bend(browser.passkey.response.signature) },
    };
    expect(await verdict({ ...further, browser_enrolment: { ...browser, passkey } })).toBe(
      "browser_enrolment.passkey assertion_invalid",
    );
  });
});

describe("what nobody signed", () => {
  it("the facts' text is held to its hash", async () => {
    const facts = honest.login.facts.replace('"scope":"read"', '"scope":"write"');
    expect(facts).not.toBe(honest.login.facts);
    expect(await verdict(inLogin(honest, { facts }))).toBe("login.request facts_mismatch");
  });

  it.each([
    ["login", { met_at: 61 + 60 }, "login.attestation nonce_expired"],
    ["login", { met_at: -61 }, "login.attestation nonce_expired"],
    ["login", { approved_at: 400 }, "login.assertion request_expired"],
    ["login", { approved_at: -70 }, "login.assertion request_expired"],
    ["login", { approved_at: 1 }, "login.access_token token_mismatch"],
    ["enrolment", { met_at: 200 }, "enrolment.attestation nonce_expired"],
    ["enrolment", { proved_at: 1000 }, "enrolment.device_proof enrolment_expired"],
    ["enrolment", { proved_at: -100 }, "enrolment.device_proof enrolment_expired"],
    ["enrolment", { confirmed_at: 100 }, "enrolment.receipt clock_skew"],
    ["enrolment", { confirmed_at: -100 }, "enrolment.receipt clock_skew"],
  ] as const)("recorded times of the %s, %o seconds from what was recorded", async (where, moved, verdictThen) => {
    const recorded: Record<string, unknown> = { ...honest[where].recorded };
    for (const [name, by] of Object.entries(moved)) recorded[name] = Number(recorded[name]) + by;
    const changed = { ...honest, [where]: { ...honest[where], recorded } };
    expect(await verdict(changed)).toBe(verdictThen);
  });

  it("issuer, rp id and origin are held to what was signed", async () => {
    expect(await verdict({ ...honest, issuer: "https://evil.example" })).toBe(
      "enrolment.enrolment_request wrong_issuer",
    );
    expect(await verdict({ ...honest, rp_id: "evil.example" })).toBe("enrolment.passkey assertion_invalid");
    expect(await verdict({ ...honest, origin: "https://evil.example" })).toBe("enrolment.passkey assertion_invalid");
  });

  it("whether the passkey can be copied is held to what it signed at the approval", async () => {
    const { passkey } = honest.enrolment;
    const bytes = Buffer.from(passkey.response.attestationObject, "base64url");
    const at = bytes.indexOf(Buffer.from("authData")) + "authData".length + 2 + 32;
    bytes[at] = (bytes[at] ?? 0) | 0x08; // BE
    const response = { ...passkey.response, attestationObject: bytes.toString("base64url") };
    const changed = inEnrolment(honest, { passkey: { ...passkey, response } });
    expect(await verdict(changed)).toBe("login.assertion backup_state_changed");
  });
});

describe("the server's keys", () => {
  const stranger = async (): Promise<TestServer> => openTestServer();

  it("are the file's own, unless the reader has them from elsewhere", async () => {
    const trusted = serverKeysOf({ keys: server.ground.keys.jwks.keys });
    const report = await verifyEvidence(honest, trusted);
    expect([told(report), report.trust]).toEqual(["holds", "given_keys"]);
    expect(told(await verifyEvidence({ ...honest, jwks: bobs.jwks }, trusted))).toBe("holds");
  });

  it("of another server prove nothing, by their own name or under this one's", async () => {
    const foreign = await stranger();
    const [theirs] = foreign.ground.keys.jwks.keys;
    const [ours] = honest.jwks.keys;
    await foreign.close();
    if (theirs === undefined || ours === undefined) throw new Error("no keys");
    expect(told(await verifyEvidence(honest, [theirs]))).toBe("enrolment.enrolment_request key_mismatch");
    expect(await verdict({ ...honest, jwks: { keys: [theirs] } })).toBe("enrolment.enrolment_request key_mismatch");
    const renamed = { ...theirs, kid: ours.kid };
    expect(await verdict({ ...honest, jwks: { keys: [renamed] } })).toBe("enrolment.enrolment_request bad_signature");
  });

  it("do not make a machine older than it is: who was enrolled later asked for nothing before", async () => {
    const { claims } = await receipt.read(honest.enrolment.receipt);
    const late = await receipt.sign(server.ground.keys.signer, { ...claims, iat: claims.iat + 500 });
    const recorded = { ...honest.enrolment.recorded, confirmed_at: claims.iat + 500 };
    expect(await verdict(inEnrolment(honest, { receipt: late, recorded }))).toBe("login.request bound_set_pending");
  });
});
