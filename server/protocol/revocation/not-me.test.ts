import { logAnswerSchema } from "@nearside/shared/api/console/log.ts";
import { type NotMe, notMeDoneSchema, notMePreviewSchema } from "@nearside/shared/api/console/not-me.ts";
import { ownEnrolmentsSchema } from "@nearside/shared/api/console/own-machines.ts";
import { ownSessionsSchema } from "@nearside/shared/api/console/own-sessions.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsolePage, openConsole } from "../../../test/kit/console.ts";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { refresh, startedLogin } from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { consoleOf } from "../../testing/console.ts";
import { enrolledMachine, pendingBrowser, pendingMachine } from "../../testing/enrol.ts";
import { allRows, eventsOf } from "../../testing/ledger.ts";
import { fourAtOnce, outcomesOf } from "../../testing/races.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { releaseMachine } from "./quarantine-machine.ts";

const ACCOUNT = "/api/console/account";
const PATH = `${ACCOUNT}/not-me`;

describe.each(DATABASES)('"This wasn\'t me", on %s', (database) => {
  const server = serverForAll({ database });
  let page: ConsolePage;
  let laptop: EnrolledMachine;
  let desk: EnrolledMachine;
  beforeEach(async () => {
    page = await consoleOf(server, "user");
    laptop = page.machine;
    desk = await enrolledMachine(server, laptop.user.name);
  });

  const preview = async (notMe: NotMe) => (await page.post(`${PATH}/preview`, notMe)).as(notMePreviewSchema);
  const say = async (notMe: NotMe) => (await page.change(PATH, notMe)).as(notMeDoneSchema);
  const stateOf = async ({ boundSetId }: EnrolledMachine) =>
    (
      await server.services.db
        .selectFrom("devices")
        .select("state")
        .where("bound_set_id", "=", boundSetId)
        .executeTakeFirstOrThrow()
    ).state;
  const alarms = async ({ id }: NotMe) =>
    (await eventsOf(server, id)).filter(({ kind }) => kind === "account_alarm").length;
  const enrolments = async () => (await page.get(`${ACCOUNT}/enrolments`)).as(ownEnrolmentsSchema).enrolments;

  it("ends what a login gave, sets its machine aside, ends sign-ins elsewhere, and raises an alarm", async () => {
    const login = await redeemedLogin(server, desk);
    await startedLogin(server, desk);
    await openConsole(server, desk);
    await openConsole(server, laptop);
    const notMe = { what: "login", id: login.id } as const;
    expect(await preview(notMe)).toMatchObject({
      machine: { hostname: "laptop", will: "quarantine", is_here: false, is_last: false },
      tokens: 1,
      sessions: 2,
      is_open: false,
    });
    expect(await say(notMe)).toEqual({
      machine: "quarantined",
      tokens: 1,
      logins: 1,
      enrolments: 0,
      sessions: 2,
      signed_out: false,
    });
    expect(await stateOf(desk)).toBe("quarantined");
    expect((await page.get(ACCOUNT)).outcome).toBe("200");
    const auditor = await consoleOf(server, "auditor");
    const { rows } = (await auditor.get("/api/console/log?topic=alarm")).as(logAnswerSchema);
    expect(rows[0]).toMatchObject({
      kind: "account_alarm",
      topic: "alarm",
      subject: login.id,
      person: { id: laptop.user.id },
      machine: { device: desk.device.thumbprint },
      actor: { id: laptop.user.id, device: laptop.device.thumbprint },
      data: { what: "login", machine: "quarantined", tokens: 1, logins: 1, sessions: 2 },
    });

    // only an administrator undoes it, and the tokens of the login stay ended
    await releaseMachine(server.services, desk.boundSetId, { by: SERVER_SHELL, note: null });
    expect((await refresh(server, desk, login, login.tokens.refresh_token ?? "")).outcome).toBe(
      "400 invalid_grant/credential_revoked",
    );
  });

  it("says of the machine one sits at that it signs out, and that it is the last way in", async () => {
    await say({ what: "login", id: (await startedLogin(server, desk)).id });
    const login = await startedLogin(server, laptop);
    const notMe = { what: "login", id: login.id } as const;
    expect(await preview(notMe)).toMatchObject({ machine: { is_here: true, is_last: true }, tokens: 0, is_open: true });
    expect(await say(notMe)).toMatchObject({ machine: "quarantined", logins: 1, signed_out: true });
    expect((await page.get(ACCOUNT)).outcome).toBe("401 not_signed_in");
  });

  it("can be said of a machine that is quarantined already, and again", async () => {
    const login = await redeemedLogin(server, desk);
    const notMe = { what: "login", id: login.id } as const;
    await say({ what: "login", id: (await startedLogin(server, desk)).id });
    expect(await preview(notMe)).toMatchObject({ machine: { will: "none" }, tokens: 1 });
    expect(await say(notMe)).toMatchObject({ machine: "was_out_of_force", tokens: 1 });
    const before = await alarms(notMe);
    for (let times = 0; times < 3; times += 1)
      expect(await say(notMe)).toMatchObject({ machine: "was_out_of_force", tokens: 0 });
    expect(await alarms(notMe)).toBe(before); // every owner and administrator gets a letter of each (threat I1)
    server.pass(25 * 3600);
    page = await openConsole(server, laptop);
    await say(notMe);
    expect(await alarms(notMe)).toBe(before + 1);
  });

  it("never admits a machine that waits, and quarantines one that was admitted", async () => {
    await pendingMachine(server, await newMachine(), laptop.user.name);
    const waiting = (await enrolments()).find(({ state }) => state === "pending");
    const notMe = { what: "enrolment", id: waiting?.id ?? "" } as const;
    expect(await preview(notMe)).toMatchObject({ machine: { will: "revoke" }, is_open: true });
    expect(await say(notMe)).toMatchObject({ machine: "revoked", enrolments: 1, signed_out: false });
    expect((await enrolments()).find(({ id }) => id === notMe.id)?.state).toBe("refused");
    const theirs = { kind: "enrolment_refused", data: { reason: "cancelled", by: "person" } };
    expect(await eventsOf(server, notMe.id)).toContainEqual({ ...theirs, subject: notMe.id });

    const admitted = (await enrolments()).find(({ machine }) => machine === desk.boundSetId);
    expect(await say({ what: "enrolment", id: admitted?.id ?? "" })).toMatchObject({ machine: "quarantined" });
    expect(await stateOf(desk)).toBe("quarantined");
  });

  it("refuses a further browser that waits, and quarantines the machine that asked for it", async () => {
    const { open } = await pendingBrowser(server, desk);
    expect(await say({ what: "enrolment", id: open.id })).toMatchObject({ machine: "quarantined", enrolments: 1 });
    expect((await enrolments()).find(({ id }) => id === open.id)?.state).toBe("refused");
    const extensions = await server.services.db
      .selectFrom("extensions")
      .select("state")
      .where("bound_set_id", "=", desk.boundSetId)
      .execute();
    expect(extensions.map(({ state }) => state).sort()).toEqual(["active", "revoked"]);
  });

  it("ends a sign-in to the console and quarantines where it was, but not the one that it is said from", async () => {
    await openConsole(server, desk);
    const { sessions } = (await page.get(`${ACCOUNT}/sessions`)).as(ownSessionsSchema);
    const [away, here] = [sessions.find(({ is_here }) => !is_here), sessions.find(({ is_here }) => is_here)];
    expect((await page.change(PATH, { what: "session", id: here?.id })).outcome).toBe("409 conflict");
    expect(await say({ what: "session", id: away?.id ?? "" })).toMatchObject({ machine: "quarantined", sessions: 1 });
  });

  it("knows nothing of what is somebody else's, whatever their role, and moves nothing", async () => {
    const login = await redeemedLogin(server, desk);
    const { sessions } = (await page.get(`${ACCOUNT}/sessions`)).as(ownSessionsSchema);
    const [enrolment] = await enrolments();
    const hostile = await consoleOf(server, "owner");
    const before = await allRows(server);
    for (const notMe of [
      { what: "login", id: login.id },
      { what: "login", id: `rq_${"A".repeat(22)}` },
      { what: "enrolment", id: enrolment?.id },
      { what: "session", id: sessions[0]?.id },
    ]) {
      expect((await hostile.post(`${PATH}/preview`, notMe)).outcome).toBe("404 unknown");
      expect((await hostile.change(PATH, notMe)).outcome).toBe("404 unknown");
    }
    for (const notMe of [
      {},
      { what: "login", id: "1" },
      { what: "login", id: "\0" },
      { what: "x", id: login.id },
      null,
    ])
      expect((await hostile.change(PATH, notMe)).outcome).toBe("400 invalid_request");
    expect(await allRows(server)).toEqual(before);
  });

  it("is done once, however many say it at once", async () => {
    const login = await redeemedLogin(server, desk);
    const answers = await fourAtOnce(() => page.change(PATH, { what: "login", id: login.id }));
    expect(outcomesOf(answers)).toEqual(["200", "200", "200", "200"]);
    const done = answers.map((answer) => answer.as(notMeDoneSchema));
    expect(done.map(({ machine }) => machine).toSorted()).toEqual([
      "quarantined",
      "was_out_of_force",
      "was_out_of_force",
      "was_out_of_force",
    ]);
    expect(done.map(({ tokens }) => tokens).toSorted()).toEqual([0, 0, 0, 1]);
  });
});
