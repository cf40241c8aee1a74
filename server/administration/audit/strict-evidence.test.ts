import { type Evidence, readEvidence, writeEvidence } from "@nearside/shared/evidence/evidence.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { passkeyAdditionRequest } from "@nearside/shared/statements/passkey-addition.ts";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import { beforeAll, describe, expect, it } from "vitest";
import { Authenticator } from "../../../test/kit/authenticator.ts";
import { openConsole } from "../../../test/kit/console.ts";
import { metLogin, redeemedLogin, restingLogin } from "../../../test/kit/log-in.ts";
import { approve, decided, poll } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { STANDS } from "../../../test/kit/rules.ts";
import { enrolledMachine, furtherBrowser } from "../../testing/enrol.ts";
import { evidenceOf, verdictOn, withEnrolment } from "../../testing/evidence.ts";
import { addPasskeyOn, newKey } from "../../testing/own-passkeys.ts";
import { ruleBy } from "../../testing/rule-by.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";

// Evidence must be more than a chain of signatures that fit (protocol §7). The server itself is the forger here: it signs
// anything it likes, and changes its own records.

const server = serverForAll();
/** Alice's authenticator counts its signatures. */
let alice: EnrolledMachine;
let honest: Evidence;
beforeAll(async () => {
  alice = await enrolledMachine(server, "alice", { authenticator: new Authenticator("counting", { counts: true }) });
  server.pass(100);
  honest = await evidenceOf(server, (await redeemedLogin(server, alice)).id);
});

/** Returns the error by which the text is refused, before anything in it is verified. */
function refusalOf(text: string): string {
  try {
    readEvidence(text);
  } catch (error) {
    return String(error);
  }
  return "read";
}
const fieldOf = (evidence: Evidence) => refusalOf(writeEvidence(evidence));

describe("the document", () => {
  it("is read with one line feed at its end or none, and with no other line ends", () => {
    const [indented, compact] = [writeEvidence(honest), JSON.stringify(honest)];
    for (const text of [indented, `${indented}\n`, compact, `${compact}\n`]) expect(refusalOf(text)).toBe("read");
    const others = [
      `${indented}\r\n`,
      `${indented}\n\n`,
      `${compact} `,
      indented.replaceAll("\n", "\r\n"),
      `${indented.replaceAll("\n", "\r\n")}\r\n`,
      JSON.stringify(honest, undefined, 4),
      `\n${compact}`,
    ];
    for (const text of others) expect(refusalOf(text)).toContain("malformed: evidence");
  });

  it("names a relying party of its origin's domain", async () => {
    expect(fieldOf({ ...honest, rp_id: "example.test" })).toBe("read");
    expect(await verdictOn({ ...honest, rp_id: "example.test" })).toBe("enrolment.passkey assertion_invalid");
    for (const rp_id of ["test", "evil.example", "xample.test", "more.login.example.test", "LOGIN.example.test"])
      expect(fieldOf({ ...honest, rp_id })).toContain("malformed: rp_id");
  });

  it("has an origin that is a URL, or is malformed", () => {
    for (const origin of ["", "no address", "https://", "https://[::1"])
      expect(fieldOf({ ...honest, origin })).toContain("malformed: ");
  });

  it("has one key of each name", () => {
    const [key] = honest.jwks.keys;
    if (key === undefined) return expect.fail("no key");
    expect(fieldOf({ ...honest, jwks: { keys: [key, key] } })).toContain("malformed: jwks.keys");
    const other = { ...key, x: key.y, y: key.x };
    expect(fieldOf({ ...honest, jwks: { keys: [key, other] } })).toContain("malformed: jwks.keys");
  });

  it("names who typed the words where it was done in the console, and nowhere else", () => {
    const { recorded } = honest.enrolment;
    const unnamed = { ...recorded, confirmed_by: "console" as const };
    const field = "malformed: enrolment.recorded.confirmed_by_user";
    expect(fieldOf(withEnrolment(honest, { recorded: unnamed }))).toContain(field);
    const named = { ...recorded, confirmed_by_user: alice.user };
    expect(fieldOf(withEnrolment(honest, { recorded: named }))).toContain(field);
    expect(fieldOf(withEnrolment(honest, { recorded: { ...unnamed, confirmed_by_user: alice.user } }))).toBe("read");
  });
});

describe("a passkey as it was made", () => {
  const withPasskey = (changed: Partial<Evidence["enrolment"]["passkey"]["response"]>): Evidence => {
    const { passkey } = honest.enrolment;
    return withEnrolment(honest, { passkey: { ...passkey, response: { ...passkey.response, ...changed } } });
  };
  const clientData = (): Record<string, unknown> =>
    JSON.parse(Buffer.from(honest.enrolment.passkey.response.clientDataJSON, "base64url").toString());
  const saying = (text: string) => withPasskey({ clientDataJSON: Buffer.from(text).toString("base64url") });

  it("has a format and a statement beside its data", async () => {
    const data = isoCBOR.decodeFirst<Map<string, Uint8Array>>(
      new Uint8Array(Buffer.from(honest.enrolment.passkey.response.attestationObject, "base64url")),
    );
    for (const change of [
      (made: Map<string, unknown>) => void made.delete("fmt"),
      (made: Map<string, unknown>) => void made.delete("attStmt"),
      (made: Map<string, unknown>) => void made.set("attStmt", "none"),
    ]) {
      const made = new Map<string, Uint8Array>(data);
      change(made);
      const attestationObject = Buffer.from(isoCBOR.encode(made)).toString("base64url");
      expect(await verdictOn(withPasskey({ attestationObject }))).toBe("enrolment.passkey assertion_invalid");
    }
  });

  it("was made in no frame and names nothing twice; what a browser adds is passed over", async () => {
    const verdict = "enrolment.passkey assertion_invalid";
    const added = { ...clientData(), other_keys_can_be_added_here: "do not compare clientDataJSON against a template" };
    expect(await verdictOn(saying(JSON.stringify(added)))).toBe("holds");
    const framed = { ...clientData(), topOrigin: honest.origin };
    expect(await verdictOn(saying(JSON.stringify(framed)))).toBe(verdict);
    const twice = JSON.stringify(clientData()).replace("{", '{"challenge":"AAAA",');
    expect(await verdictOn(saying(twice))).toBe(verdict);
  });
});

describe("a statement of the server's", () => {
  it("ends after it begins", async () => {
    const { signer } = server.services.keys;
    const early = <Claims extends { readonly iat: number }>(claims: Claims) => ({ ...claims, exp: claims.iat - 1 });
    const { claims: requested } = await enrolmentRequest.read(honest.enrolment.enrolment_request);
    const enrolment_request = await enrolmentRequest.sign(signer, early(requested));
    expect(await verdictOn(withEnrolment(honest, { enrolment_request }))).toBe(
      "enrolment.enrolment_request enrolment_expired",
    );
    const { claims: given } = await nonce.read(honest.enrolment.nonce);
    const salt = await nonce.sign(signer, early(given));
    expect(await verdictOn(withEnrolment(honest, { nonce: salt }))).toBe("enrolment.nonce nonce_expired");
  });
});

describe("a signature counter", () => {
  /** Makes evidence of a login whose touch had that counter, by a server that forgot the earlier ones. */
  async function countedSo(machine: EnrolledMachine, counter: number): Promise<Evidence> {
    const forget = () =>
      server.services.db
        .updateTable("passkeys")
        .set({ counter: 0 })
        .where("credential_id", "=", machine.authenticator.id)
        .execute();
    const login = await metLogin(server, machine);
    const shown = await decided(server, machine, login);
    await forget();
    expect((await approve(server, machine, login, shown, { counter })).outcome).toBe("200");
    expect((await poll(server, login)).outcome).toBe("200");
    await forget();
    return evidenceOf(server, login.id);
  }

  it("rises from the passkey's making to its touch, where it keeps one", async () => {
    expect(await verdictOn(honest)).toBe("holds");
    expect(await verdictOn(await countedSo(alice, 1))).toBe("login.assertion assertion_invalid");
    expect(await verdictOn(await countedSo(alice, 0))).toBe("login.assertion assertion_invalid");
    expect(await verdictOn(await countedSo(alice, 1000))).toBe("holds");
  });

  it("may begin after a touch of 0, as WebAuthn has it, and never falls back to 0", async () => {
    server.pass(100);
    const erin = await enrolledMachine(server, "erin");
    const uncounted = await evidenceOf(server, (await redeemedLogin(server, erin)).id);
    expect(await verdictOn(uncounted)).toBe("holds");
    server.pass(100);
    const browser = await furtherBrowser(server, erin);
    server.pass(100);
    // Its making and the touch that let the browser in had 0.
    expect(await verdictOn(await countedSo(browser, 7))).toBe("holds");
    server.pass(100);
    const fallen = await furtherBrowser(server, alice);
    server.pass(100);
    expect(await verdictOn(await countedSo(fallen, 0))).toBe("login.assertion assertion_invalid");
  });

  it("rises from the touch that let a browser in to the one that approved there", async () => {
    server.pass(100);
    const browser = await furtherBrowser(server, alice);
    server.pass(100);
    expect(await verdictOn(await countedSo(browser, 2))).toBe("login.assertion assertion_invalid");
    expect(await verdictOn(await countedSo(browser, 2000))).toBe("holds");
  });

  it("is not held against an honest login where the server's clock was set back a little in between", async () => {
    server.pass(100);
    const dave = await enrolledMachine(server, "dave", {
      authenticator: new Authenticator("dave's", { counts: true }),
    });
    server.pass(100);
    const browser = await furtherBrowser(server, dave);
    server.pass(-30);
    const login = await redeemedLogin(server, browser);
    expect(await verdictOn(await evidenceOf(server, login.id))).toBe("holds");
    server.pass(30);
  });

  it("rises from an earlier approval to the touch that let the later login's browser in, as the times say", async () => {
    await ruleBy(server, STANDS);
    server.pass(900);
    const carol = await enrolledMachine(server, "carol", {
      authenticator: new Authenticator("carol's", { counts: true }),
    });
    server.pass(100);
    await redeemedLogin(server, carol);
    server.pass(100);
    const browser = await furtherBrowser(server, carol);
    const resting = await evidenceOf(server, (await restingLogin(server, browser)).id);
    expect(await verdictOn(resting)).toBe("holds");
    const { rests_on } = resting.login;
    if (rests_on === undefined || resting.browser_enrolment === null) return expect.fail("it rests on nothing");
    const { browser_enrolment } = resting;
    const again = { ...resting, login: { ...resting.login, rests_on: { ...rests_on, browser_enrolment } } };
    expect(await verdictOn(again)).toBe("browser_enrolment.passkey key_already_bound");
    server.pass(900);
    await countedSo(carol, 500);
    server.pass(100);
    const verified = await evidenceOf(server, (await restingLogin(server, await furtherBrowser(server, carol))).id);
    expect(await verdictOn(verified)).toBe("earlier_login.assertion assertion_invalid");
  });
});

describe("a key that joined later", () => {
  it("joined once: no passkey is added twice, and no browser", async () => {
    const page = await openConsole(server, alice);
    const key = newKey();
    expect((await addPasskeyOn(page, key)).outcome).toBe("200");
    const login = await redeemedLogin(server, { ...alice, authenticator: key });
    const evidence = await evidenceOf(server, login.id);
    expect(await verdictOn(evidence)).toBe("holds");
    const [addition] = evidence.passkey_additions ?? [];
    if (addition === undefined) return expect.fail("nothing was added");
    const twice = { ...evidence, passkey_additions: [addition, addition] };
    expect(await verdictOn(twice)).toBe("passkey_addition.passkey key_already_bound");
    const { request, ...change } = JSON.parse(addition.change.text);
    const listed = { ...change.response, clientExtensionResults: [] };
    const withList = JSON.stringify({ label: change.label, request, response: listed });
    const unlike = { ...addition, change: { ...addition.change, text: withList } };
    expect(await verdictOn({ ...evidence, passkey_additions: [unlike] })).toBe(
      "passkey_addition.addition_request malformed",
    );
    const { claims } = await passkeyAdditionRequest.read(request);
    const early = await passkeyAdditionRequest.sign(server.services.keys.signer, { ...claims, exp: claims.iat - 1 });
    const text = JSON.stringify({ label: change.label, request: early, response: change.response });
    const endless = { ...addition, change: { ...addition.change, text } };
    expect(await verdictOn({ ...evidence, passkey_additions: [endless] })).toBe(
      "passkey_addition.addition_request enrolment_expired",
    );
  });
});
