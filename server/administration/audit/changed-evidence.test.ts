import type { Evidence } from "@nearside/shared/evidence/evidence.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { enrolledMachine, furtherBrowser } from "../../testing/enrol.ts";
import { evidenceOf, verdictOn, withEnrolment, withLogin } from "../../testing/evidence.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";

// Evidence is exported and then changed. The first link that fails is the changed one, or the one that names it.

const server = serverForAll();
/**
 * The evidence of one login of alice's, another one of the same machine, one from a browser that joined later, and one of
 * bob's machine.
 */
let honest: Evidence;
let other: Evidence;
let further: Evidence;
let bobs: Evidence;

beforeAll(async () => {
  const [alice, bob] = [await enrolledMachine(server, "alice"), await enrolledMachine(server, "bob")];
  server.pass(100);
  honest = await evidenceOf(server, (await redeemedLogin(server, alice)).id);
  other = await evidenceOf(server, (await redeemedLogin(server, alice)).id);
  further = await evidenceOf(server, (await redeemedLogin(server, await furtherBrowser(server, alice))).id);
  bobs = await evidenceOf(server, (await redeemedLogin(server, bob)).id);
});

/** Returns the text with one bit of its signature changed. */
const bent = (jws: string): string =>
  jws.replace(/\.(.)([^.]+)$/, (_all, first, rest) => `.${first === "A" ? "B" : "A"}${rest}`);

/** Names the link that breaks when that text is taken from another honest login of the same machine. */
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
} as const satisfies Record<
  Exclude<keyof Evidence["login"], "recorded" | "relay" | "security_key" | "rests_on" | "co_approvals">,
  string
>;

/** Names the link that breaks when that text is taken from another honest machine's enrolment. */
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
} as const satisfies Record<Exclude<keyof Evidence["enrolment"], "recorded" | "key_attestation">, string>;

const keysOf = <T extends object>(value: T) => Object.keys(value) as (keyof T & string)[];

describe("one text that is another's", () => {
  it.each(keysOf(SWAPPED))("of the login: %s", async (name) => {
    expect(await verdictOn(withLogin(honest, { [name]: other.login[name] }))).toBe(SWAPPED[name]);
  });
  it.each(keysOf(ENROLMENT_SWAPPED))("of the enrolment: %s", async (name) => {
    expect(await verdictOn(withEnrolment(honest, { [name]: bobs.enrolment[name] }))).toBe(ENROLMENT_SWAPPED[name]);
  });
  it("the whole enrolment, or the whole login", async () => {
    expect(await verdictOn({ ...honest, enrolment: bobs.enrolment })).toBe("login.device_statement key_mismatch");
    expect(await verdictOn({ ...honest, login: bobs.login })).toBe("login.device_statement key_mismatch");
    expect(await verdictOn({ ...further, enrolment: bobs.enrolment })).toBe(
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
    expect(await verdictOn(withLogin(honest, { [name]: bent(honest.login[name]) }))).toBe(
      `login.${name} bad_signature`,
    );
  });
  it.each(ENROLMENT)("of the enrolment's %s", async (name) => {
    const changed = { [name]: bent(honest.enrolment[name]) };
    expect(await verdictOn(withEnrolment(honest, changed))).toBe(`enrolment.${name} bad_signature`);
  });
  it.each(["browser_statement", ...ENROLMENT] as const)("of the further browser's %s", async (name) => {
    const { browser_enrolment: browser } = further;
    if (browser === null) throw new Error("no further browser");
    const changed = { ...further, browser_enrolment: { ...browser, [name]: bent(browser[name]) } };
    expect(await verdictOn(changed)).toBe(`browser_enrolment.${name} bad_signature`);
  });
  it("of the passkey, at the approval and where it let a browser in", async () => {
    const { assertion } = honest.login;
    const bend = (text: string): string => `${text.slice(0, 20)}${text[20] === "A" ? "B" : "A"}${text.slice(21)}`;
    const response = { ...assertion.response, signature: bend(assertion.response.signature) };
    expect(await verdictOn(withLogin(honest, { assertion: { ...assertion, response } }))).toBe(
      "login.assertion assertion_invalid",
    );
    const { browser_enrolment: browser } = further;
    if (browser === null) throw new Error("no further browser");
    const passkey = {
      ...browser.passkey,
      response: { ...browser.passkey.response, signature: bend(browser.passkey.response.signature) },
    };
    expect(await verdictOn({ ...further, browser_enrolment: { ...browser, passkey } })).toBe(
      "browser_enrolment.passkey assertion_invalid",
    );
  });
});

describe("a part that nobody signed", () => {
  it("the facts' text is held to its hash", async () => {
    const facts = honest.login.facts.replace('"scope":"read"', '"scope":"write"');
    expect(facts).not.toBe(honest.login.facts);
    expect(await verdictOn(withLogin(honest, { facts }))).toBe("login.request facts_mismatch");
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
    expect(await verdictOn(changed)).toBe(verdictThen);
  });

  it("issuer, rp id and origin are held to what was signed", async () => {
    expect(await verdictOn({ ...honest, issuer: "https://evil.example" })).toBe(
      "enrolment.enrolment_request wrong_issuer",
    );
    expect(await verdictOn({ ...honest, rp_id: "evil.example" })).toBe("enrolment.passkey assertion_invalid");
    expect(await verdictOn({ ...honest, origin: "https://evil.example" })).toBe("enrolment.passkey assertion_invalid");
  });

  it("whether the passkey can be copied is held to what it signed at the approval", async () => {
    const { passkey } = honest.enrolment;
    const bytes = Buffer.from(passkey.response.attestationObject, "base64url");
    const at = bytes.indexOf(Buffer.from("authData")) + "authData".length + 2 + 32;
    bytes[at] = (bytes[at] ?? 0) | 0x08; // the bit is BE, "backup eligible"
    const response = { ...passkey.response, attestationObject: bytes.toString("base64url") };
    const changed = withEnrolment(honest, { passkey: { ...passkey, response } });
    expect(await verdictOn(changed)).toBe("login.assertion backup_state_changed");
  });
});
