import type { DecidedAnswer } from "@nearside/shared/api/login-requests.ts";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Authenticator, type CeremonyTwist, FLAGS } from "../../../../test/kit/authenticator.ts";
import { approvedLogin, type MetLogin, metLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import { approve, askForDecision, decided, meetLogin, startedLogin } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { Browser, postJson } from "../../../../test/kit/send.ts";
import { findLogin } from "../../../register/logins/login-store.ts";
import { enrolledMachine, furtherBrowser } from "../../../testing/enrol.ts";
import { expectRefusal } from "../../../testing/ledger.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { decideLogin } from "../decide/decide-login.ts";

// POST /api/requests/{id}/decision and …/approve (protocol §4.5) make each refusal for its own reason.

const server = serverForAll();
let machine: EnrolledMachine;
let login: MetLogin;
let decision: DecidedAnswer;
beforeAll(async () => {
  machine = await enrolledMachine(server, "alice");
});
beforeEach(async () => {
  login = await metLogin(server, machine);
  decision = await decided(server, machine, login);
});

const telling = (step: "decision" | "approve", code: string, field: string, subject = login.id) => ({
  outcome: `400 ${code}`,
  event: { kind: "login_step_refused", subject, data: { step, code, field } },
});

const { UP, UV, BE, BS } = FLAGS;
const assertions: [what: string, code: string, field: string, twist: CeremonyTwist][] = [
  ["another challenge", "assertion_invalid", "assertion", { clientData: { challenge: "A".repeat(43) } }],
  ["another origin", "assertion_invalid", "assertion", { clientData: { origin: "https://evil.example" } }],
  ["another ceremony", "assertion_invalid", "assertion", { clientData: { type: "webauthn.create" } }],
  ["another rp id", "assertion_invalid", "assertion", { rpId: "evil.example" }],
  ["nobody there (UP)", "assertion_invalid", "assertion", { flags: UV }],
  ["nobody recognised (UV)", "user_not_verified", "assertion.UV", { flags: UP }],
  ["another key", "assertion_invalid", "assertion", { signedBy: new Authenticator("stranger") }],
  ["a frame", "assertion_invalid", "clientDataJSON.crossOrigin", { clientData: { crossOrigin: true } }],
  [
    "a frame in a page that is named",
    "assertion_invalid",
    "assertion",
    { clientData: { topOrigin: "https://evil.example" } },
  ],
  ["a passkey that may be copied now (BE)", "backup_state_changed", "assertion.BE", { flags: UP | UV | BE }],
  ["one that was copied (BE, BS)", "backup_state_changed", "assertion.BE", { flags: UP | UV | BE | BS }],
];

describe("an assertion is refused, nothing moves, and the honest approval continues", () => {
  it.each(assertions)("%s: %s", async (_what, code, field, twist) => {
    const send = () => approve(server, machine, login, decision, twist);
    await expectRefusal(server, send, telling("approve", code, field));
    expect((await approve(server, machine, login, decision)).status).toBe(200);
  });

  it("BS without BE, which no authenticator may say", async () => {
    const send = () => approve(server, machine, login, decision, { flags: UP | UV | BS });
    await expectRefusal(server, send, telling("approve", "assertion_invalid", "assertion"));
  });

  it.each(["a stranger's", "another machine's"])("%s passkey", async (whose) => {
    const authenticator =
      whose === "a stranger's" ? new Authenticator(whose) : (await enrolledMachine(server, "alice")).authenticator;
    const send = () => approve(server, { ...machine, authenticator }, login, decision);
    await expectRefusal(server, send, telling("approve", "passkey_not_bound", "passkey"));
  });

  it("a passkey with two names", async () => {
    const { authenticator, browser } = machine;
    const request = { ...decision.options, origin: server.services.config.issuer };
    const assertion = { ...authenticator.get(request), rawId: new Authenticator("stranger").id };
    const body = { decision: decision.decision, assertion };
    const send = () => postJson(server, `/api/requests/${login.id}/approve`, body, { browser });
    await expectRefusal(server, send, telling("approve", "passkey_not_bound", "assertion.rawId"));
  });
});

describe("the signature counter", () => {
  let counting: EnrolledMachine;
  let theirs: MetLogin;
  beforeEach(async () => {
    const authenticator = new Authenticator(`counts ${server.id()}`, { counts: true });
    counting = await enrolledMachine(server, "carol", { authenticator });
    theirs = await metLogin(server, counting);
  });

  it("must increase: a counter that does not is a copy of the authenticator's", async () => {
    await approve(server, counting, theirs, await decided(server, counting, theirs), { counter: 7 });
    const next = await metLogin(server, counting);
    const decision = await decided(server, counting, next);
    for (const counter of [7, 6, 0]) {
      const send = () => approve(server, counting, next, decision, { counter });
      await expectRefusal(server, send, telling("approve", "assertion_invalid", "assertion", next.id));
    }
    expect((await approve(server, counting, next, decision, { counter: 8 })).status).toBe(200);
  });
});

describe("the decision", () => {
  it("is void once there is a newer one", async () => {
    const newer = await decided(server, machine, login);
    const send = () => approve(server, machine, login, decision);
    await expectRefusal(server, send, telling("approve", "decision_stale", "decision"));
    expect((await approve(server, machine, login, newer)).status).toBe(200);
  });

  it("is void once the login was met again (threat P4)", async () => {
    await meetLogin(server, machine, login);
    const send = () => approve(server, machine, login, decision);
    await expectRefusal(server, send, telling("approve", "decision_stale", "decision"));
  });

  it("is void for the session that met before", async () => {
    const further = await furtherBrowser(server, machine);
    const met = await metLogin(server, machine);
    const theirs = await decided(server, machine, met);
    expect((await meetLogin(server, further, met)).answer.outcome).toBe("200");
    const other = telling("approve", "other_session", "session", met.id);
    await expectRefusal(server, () => approve(server, machine, met, theirs), other);
    const again = telling("decision", "other_session", "session", met.id);
    await expectRefusal(server, () => askForDecision(server, machine, met), again);
  });

  it("of another login approves nothing", async () => {
    const other = await metLogin(server, machine);
    const theirs = await decided(server, machine, other);
    const send = () => approve(server, machine, login, theirs);
    await expectRefusal(server, send, telling("approve", "decision_stale", "decision"));
  });

  it("must be there", async () => {
    const fresh = await metLogin(server, machine);
    const send = () => approve(server, machine, fresh, decision);
    await expectRefusal(server, send, telling("approve", "decision_stale", "decision", fresh.id));
  });

  it("and the approval belong to the browser that met (threat R2, R18)", async () => {
    const browser = new Browser();
    const none = { outcome: "400 other_session", event: null };
    await expectRefusal(server, () => askForDecision(server, { browser }, login), none);
    await expectRefusal(server, () => approve(server, { ...machine, browser }, login, decision), none);
    await postJson(server, `/api/requests/${login.id}/nonce`, {}, { browser });
    const decide = () => askForDecision(server, { browser }, login);
    await expectRefusal(server, decide, telling("decision", "other_session", "session"));
    const send = () => approve(server, { ...machine, browser }, login, decision);
    await expectRefusal(server, send, telling("approve", "other_session", "session"));
  });

  it("is not to be had before a meeting", async () => {
    const started = await startedLogin(server, machine);
    const send = () => askForDecision(server, machine, started);
    await expectRefusal(server, send, telling("decision", "other_session", "request", started.id));
  });

  it.each([
    ["approved", approvedLogin],
    ["redeemed", redeemedLogin],
  ] as const)("and the approval have ended once the login is %s", async (_state, reach) => {
    const settled = await reach(server, machine);
    const decide = () => askForDecision(server, machine, settled);
    await expectRefusal(server, decide, telling("decision", "request_settled", "request", settled.id));
    const send = () => approve(server, machine, settled, decision);
    await expectRefusal(server, send, telling("approve", "request_settled", "request", settled.id));
  });

  it("expires with its request", async () => {
    server.pass(300);
    await askForDecision(server, machine, login); // this request moves it to expired
    const expired = telling("decision", "request_expired", "request");
    await expectRefusal(server, () => askForDecision(server, machine, login), expired);
    const send = () => approve(server, machine, login, decision);
    await expectRefusal(server, send, telling("approve", "request_expired", "request"));
  });
});

it("decides nothing for a program that was removed meanwhile", async () => {
  const { services } = server;
  const without = { ...services, config: { ...services.config, clients: [] } };
  const row = await findLogin(services.db, login.id);
  const session = row?.state === "met" ? row.meeting.browser_session : "";
  await expect(decideLogin(without, login.id, { session, typed: {}, address: "192.0.2.1" })).rejects.toThrow(
    "client_unknown",
  );
  expect((await findLogin(services.db, login.id))?.version).toBe(row?.version);
});

it("refuses a login that does not exist", async () => {
  const unknown = { ...login, id: `rq_${server.id()}` };
  const none = { outcome: "404 request_unknown", event: null };
  await expectRefusal(server, () => askForDecision(server, machine, unknown), none);
  await expectRefusal(server, () => approve(server, machine, unknown, decision), none);
});
