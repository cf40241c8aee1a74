import { approveAnswerSchema, localityAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askToSignIn, openConsole } from "../../../test/kit/console.ts";
import { askForBrowser, askToEnrol, meetToEnrol } from "../../../test/kit/enrolment-steps.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { sayPeerRefused, sayWithdrawn } from "../../../test/kit/login-messages.ts";
import {
  approve,
  askForDecision,
  askForLogin,
  decided,
  deviceStatementOf,
  meetLogin,
  startedLogin,
} from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { consoleOf } from "../../testing/console.ts";
import { enrolledMachine, metEnrolment, newTicket } from "../../testing/enrol.ts";
import { allRows, eventsOf } from "../../testing/ledger.ts";
import { openTestServer, type TestServer, UNHURRIED } from "../../testing/test-server.ts";

// A person whose keys are known adds to tables that only grow. The server counts this by the hour, after verification. A
// refused request has added nothing, and no other person is refused.

/**
 * The least number that may be set: it allows 120 logins an hour and 60 by one machine, 30 approvals, 30 changes, 6 sign-ins
 * and 3 enrolments.
 */
const RECORDS = 120;

let server: TestServer;
let alice: EnrolledMachine;
beforeEach(async () => {
  server = await openTestServer({ limits: { ...UNHURRIED, recordsPerUserPerHour: RECORDS } });
  alice = await enrolledMachine(server, "alice");
});
afterEach(() => server.close());

const countOf = async (table: "console_changes" | "logins" | "enrolments") =>
  (await server.services.db.selectFrom(table).selectAll().execute()).length;

/** Expects that the refusal is logged once and that it changes nothing else. */
const refusedAs = async (
  limit: string,
  about: string,
  send: () => Promise<{ readonly outcome: string }>,
  outcome: string,
) => {
  const before = await allRows(server);
  expect((await send()).outcome).toBe(outcome);
  expect(await allRows(server)).toEqual(before);
  expect((await eventsOf(server, about)).at(-1)).toMatchObject({ kind: "rate_limited", data: { limit } });
};

describe("a person", () => {
  it("makes so many changes, and a touch that is refused is not used up", async () => {
    const page = await openConsole(server, alice);
    const path = "/api/console/account/machines/rename";
    const rename = { device: alice.device.thumbprint, label: "Desk" };
    for (let times = 0; times < 40; times++) await page.change(path, rename, { assertion: { flags: 1 } }); // a failed change counts for nothing
    for (let times = 0; times < RECORDS / 4; times++) expect((await page.change(path, rename)).outcome).toBe("200");
    const nonce = await page.nonce();
    await refusedAs("signed_changes", alice.user.id, () => page.change(path, rename, { nonce }), "429 rate_limited");
    expect(await countOf("console_changes")).toBe(RECORDS / 4);
    const other = await consoleOf(server, "user");
    const own = { device: other.machine.device.thumbprint, label: "Desk" };
    expect((await other.change(path, own)).outcome).toBe("200");
  });

  it("approves so many logins, and one that was refused waits as before", async () => {
    for (let times = 0; times < RECORDS / 4; times++) await redeemedLogin(server, alice);
    const login = await metLogin(server, alice);
    const decision = await decided(server, alice, login);
    await refusedAs("approvals", alice.user.id, () => approve(server, alice, login, decision), "429 rate_limited");
    const redeemed = server.services.db.selectFrom("logins").select("id").where("proof", "is not", null);
    expect(await redeemed.execute()).toHaveLength(RECORDS / 4);
    await redeemedLogin(server, await enrolledMachine(server, "bob"));
  });

  const start = async (machine: EnrolledMachine) =>
    askForLogin(server, { device_statement: await deviceStatementOf(server, machine, await newSigner()) });

  it("starts so many logins on all machines together, each of which is kept", async () => {
    const machines = [alice, await enrolledMachine(server, "alice"), await enrolledMachine(server, "alice")];
    const [third = alice] = machines.slice(2);
    for (let times = 0; times < RECORDS; times++)
      expect((await start(machines[times % machines.length] ?? alice)).status).toBe(200);
    await refusedAs("logins_of_user", alice.user.id, () => start(third), "429 temporarily_unavailable");
    expect(await countOf("logins")).toBe(RECORDS);
  });

  it("logs in on another machine, however often a thief of one machine's key starts and withdraws logins (R9)", async () => {
    const other = await enrolledMachine(server, "alice");
    for (let times = 0; times < RECORDS / 2; times++) {
      const login = await startedLogin(server, alice);
      expect((await sayWithdrawn(server, login, login.session)).status).toBe(204);
    }
    await refusedAs("logins_of_machine", alice.device.thumbprint, () => start(alice), "429 temporarily_unavailable");
    await redeemedLogin(server, other);
  });

  it("pays for no login that was not made because too many are open", async () => {
    await server.close();
    const limits = { ...UNHURRIED, recordsPerUserPerHour: RECORDS, openLoginsPerMachine: 2 };
    server = await openTestServer({ limits });
    alice = await enrolledMachine(server, "alice");
    const other = await enrolledMachine(server, "alice");
    const open = [await startedLogin(server, alice), await startedLogin(server, alice)];
    for (let times = 0; times < RECORDS; times++) expect((await start(alice)).status).toBe(429);
    for (const login of open) expect((await sayWithdrawn(server, login, login.session)).status).toBe(204);
    await redeemedLogin(server, alice);
    await redeemedLogin(server, other);
  });

  it("signs in so often", async () => {
    for (let times = 0; times < RECORDS / 20; times++) await openConsole(server, alice);
    await expect(openConsole(server, alice)).rejects.toThrow("not signed in: 429 rate_limited");
    expect((await eventsOf(server, alice.user.id)).at(-1)).toMatchObject({ data: { limit: "sign_ins" } });
    // a request without a touch costs nothing, so it keeps no person out
    expect((await askToSignIn(server, alice)).options.status).toBe(200);
  });
});

describe("a machine", () => {
  it("begins so many enrolments with a ticket, however often it begins again", async () => {
    const ticket = await newTicket(server, "bob");
    const machine = await newMachine();
    for (let times = 0; times < RECORDS / 40; times++)
      expect((await askToEnrol(server, machine, "bob", ticket)).status).toBe(201);
    const again = () => askToEnrol(server, machine, "bob", ticket);
    await refusedAs("enrolments_of_machine", machine.device.thumbprint, again, "429 rate_limited");
    expect((await askToEnrol(server, await newMachine(), "bob", await newTicket(server, "bob"))).status).toBe(201);
  });

  it("begins so many for browsers, which would each wait for an administrator", async () => {
    const before = await countOf("enrolments");
    for (let times = 1; times < RECORDS / 40; times++) expect((await askForBrowser(server, alice)).status).toBe(201);
    const again = () => askForBrowser(server, alice);
    await refusedAs("enrolments_of_machine", alice.device.thumbprint, again, "429 rate_limited");
    expect(await countOf("enrolments")).toBe(before + RECORDS / 40 - 1);
  });

  it("is met in its enrolments so often", async () => {
    const machine = await newMachine();
    const { open } = await metEnrolment(server, machine, "bob");
    for (let times = 1; times < 60; times++) expect((await meetToEnrol(server, machine, open)).answer.status).toBe(200);
    expect((await meetToEnrol(server, machine, open)).answer.outcome).toBe("429 rate_limited");
    const met = (await eventsOf(server, open.id)).filter(({ kind }) => kind === "enrolment_met");
    expect(met).toHaveLength(60);
  });
});

describe("a login", () => {
  it("is met, decided and told of so often, and continues", async () => {
    const login = await metLogin(server, alice);
    for (let times = 1; times < 15; times++) (await meetLogin(server, alice, login)).answer.as(localityAnswerSchema);
    for (let times = 0; times < 29; times++) await sayPeerRefused(server, login, login.session);
    const decision = await decided(server, alice, login);
    for (const send of [
      () => askForDecision(server, alice, login),
      () => sayPeerRefused(server, login, login.session),
      async () => (await meetLogin(server, alice, login)).answer,
    ])
      expect((await send()).outcome).toBe("429 rate_limited");
    const events = await eventsOf(server, login.id);
    expect(events.filter(({ kind }) => ["login_met", "login_decided"].includes(kind))).toHaveLength(60 - 29);
    expect(events.filter(({ kind }) => kind === "peer_refused")).toHaveLength(8); // the others are alike
    (await approve(server, alice, login, decision)).as(approveAnswerSchema);
  });
});
