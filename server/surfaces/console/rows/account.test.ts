import { ownAccountSchema, ownEndedSchema } from "@nearside/shared/api/console/own-account.ts";
import {
  ownEnrolmentsSchema,
  ownMachineDetailSchema,
  ownMachinesSchema,
} from "@nearside/shared/api/console/own-machines.ts";
import { endedSessionsSchema, ownSessionsSchema } from "@nearside/shared/api/console/own-sessions.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsolePage, openConsole } from "../../../../test/kit/console.ts";
import { redeemedLogin } from "../../../../test/kit/log-in.ts";
import { startedLogin } from "../../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../../test/kit/machine.ts";
import { consoleOf } from "../../../testing/console.ts";
import { enrolledMachine, furtherBrowser, pendingMachine } from "../../../testing/enrol.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";

const ACCOUNT = "/api/console/account";
/** The answer about another person's thing tells no more than that there is no such thing. */
const UNKNOWN = "404 unknown";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let page: ConsolePage;
  let laptop: EnrolledMachine;
  beforeEach(async () => {
    page = await consoleOf(server, "user");
    laptop = page.machine;
  });

  const account = async () => (await page.get(ACCOUNT)).as(ownAccountSchema);
  const machines = async () => (await page.get(`${ACCOUNT}/machines`)).as(ownMachinesSchema).machines;
  const detail = async (id: string) => (await page.get(`${ACCOUNT}/machines/${id}`)).as(ownMachineDetailSchema);
  const sessions = async (of = page) => (await of.get(`${ACCOUNT}/sessions`)).as(ownSessionsSchema).sessions;

  it("says who somebody is and where, and counts what is theirs", async () => {
    await redeemedLogin(server, laptop);
    expect(await account()).toMatchObject({
      user: { name: laptop.user.name, role: "user", email: null },
      here: { machine: laptop.boundSetId, hostname: "laptop", key_storage: "file", browser: "Chromium 141" },
      counts: { machines: 1, tokens: 1, sessions: 1, foreign_logins: 0 },
    });
  });

  it("shows every machine with what is on it, and which is the last way to sign in", async () => {
    expect(await machines()).toMatchObject([{ id: laptop.boundSetId, state: "active", is_here: true, is_last: true }]);
    const desk = await enrolledMachine(server, laptop.user.name);
    await furtherBrowser(server, desk);
    await startedLogin(server, desk);
    await pendingMachine(server, await newMachine(), laptop.user.name);
    const all = await machines();
    expect(all.map(({ is_last }) => is_last)).toEqual([false, false, false]);
    expect(all.map(({ state }) => state).toSorted()).toEqual(["active", "active", "pending"]);
    expect(all.find(({ id }) => id === desk.boundSetId)).toMatchObject({ browsers: 2, passkeys: 1, open_logins: 1 });
    const one = await detail(desk.boundSetId);
    expect(one.browsers.map(({ is_here, is_last }) => [is_here, is_last])).toEqual([
      [false, false],
      [false, false],
    ]);
    expect(one.passkeys).toMatchObject([{ state: "active", is_here: false, authenticator: { attested: false } }]);
    expect(one.enrolments.map(({ kind }) => kind).toSorted()).toEqual(["browser", "machine"]);
    expect((await detail(laptop.boundSetId)).passkeys).toMatchObject([{ is_here: true }]);
    const { enrolments } = (await page.get(`${ACCOUNT}/enrolments`)).as(ownEnrolmentsSchema);
    expect(enrolments.map(({ state }) => state).toSorted()).toEqual(["active", "active", "active", "pending"]);
  });

  it("ends a machine for good, with all that depends on it, and tells a lost one apart", async () => {
    const desk = await enrolledMachine(server, laptop.user.name);
    await redeemedLogin(server, desk);
    await startedLogin(server, desk);
    const ended = await page.change(`${ACCOUNT}/machines/${desk.boundSetId}/lost`, { is_last: false });
    expect(ended.as(ownEndedSchema)).toEqual({ logins: 1, enrolments: 0, credentials: 1, signed_out: false });
    expect((await eventsOf(server, desk.device.thumbprint)).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["device_revoked", "device_lost"]),
    );
    expect((await page.change(`${ACCOUNT}/machines/${desk.boundSetId}/revoke`, { is_last: false })).outcome).toBe(
      "409 conflict",
    );
    expect((await detail(desk.boundSetId)).machine).toMatchObject({ state: "revoked", credentials: 0, open_logins: 0 });
  });

  it("takes the last way to sign in only from a person who says that they know it to be the last", async () => {
    const path = `${ACCOUNT}/machines/${laptop.boundSetId}/revoke`;
    const refused = await page.change(path, { is_last: false });
    expect([refused.outcome, refused.text]).toEqual(["409 conflict", expect.stringContaining("last way to sign in")]);
    expect((await detail(laptop.boundSetId)).machine.state).toBe("active");
    expect(await eventsOf(server, laptop.device.thumbprint)).not.toContainEqual(
      expect.objectContaining({ kind: "device_revoked" }),
    );
    expect((await page.change(path, { is_last: true })).as(ownEndedSchema).signed_out).toBe(true);
    expect((await page.get(ACCOUNT)).outcome).toBe("401 not_signed_in/bound_set_revoked");
  });

  it("ends a browser, and the last one of the last machine only knowingly", async () => {
    server.pass(1); // the list has them in the order in which they came
    const further = await furtherBrowser(server, laptop);
    const end = (machine: EnrolledMachine, is_last: boolean) =>
      page.change(`${ACCOUNT}/browsers/${machine.extension.thumbprint}/revoke`, { is_last });
    expect((await end(further, false)).as(ownEndedSchema).signed_out).toBe(false);
    expect((await end(further, false)).outcome).toBe("409 conflict");
    expect((await end(laptop, false)).outcome).toBe("409 conflict");
    expect((await detail(laptop.boundSetId)).browsers.map(({ state, is_last }) => [state, is_last])).toEqual([
      ["active", true],
      ["revoked", false],
    ]);
    expect((await end(laptop, true)).as(ownEndedSchema).signed_out).toBe(true);
  });

  it("shows where somebody is signed in, and ends one session, those elsewhere, or all", async () => {
    const other = await openConsole(server.from("192.0.2.7"), await enrolledMachine(server, laptop.user.name));
    const third = await openConsole(server, laptop);
    const shown = await sessions();
    expect(shown.map(({ state }) => state)).toEqual(["active", "active", "active"]);
    expect(shown.filter(({ is_here }) => is_here)).toHaveLength(1);
    const away = shown.find(({ address }) => address === "192.0.2.7");
    expect(away).toMatchObject({ machine: { hostname: "laptop" }, browser: "Chromium 141" });
    const path = `${ACCOUNT}/sessions/${away?.id}/end`;
    expect((await page.change(path, {})).as(endedSessionsSchema)).toEqual({ sessions: 1, signed_out: false });
    expect((await other.get(ACCOUNT)).outcome).toBe("401 not_signed_in");
    expect((await page.change(path, {})).outcome).toBe("409 conflict");
    const endAll = (this_too: boolean) => page.change(`${ACCOUNT}/sessions/end-all`, { this_too });
    expect((await endAll(false)).as(endedSessionsSchema)).toEqual({ sessions: 1, signed_out: false });
    expect((await third.get(ACCOUNT)).outcome).toBe("401 not_signed_in");
    expect((await endAll(true)).as(endedSessionsSchema)).toEqual({ sessions: 1, signed_out: true });
    expect((await page.get(ACCOUNT)).outcome).toBe("401 not_signed_in");
    expect((await eventsOf(server, laptop.user.id)).filter(({ kind }) => kind === "console_sessions_ended")).toEqual(
      [
        { sessions: 1, this_too: false },
        { sessions: 1, this_too: false },
        { sessions: 1, this_too: true },
      ].map((data) => expect.objectContaining({ data })),
    );
  });

  it("needs a touch for everything that ends something", async () => {
    const desk = await enrolledMachine(server, laptop.user.name);
    for (const [path, change] of [
      [`machines/${desk.boundSetId}/revoke`, { is_last: false }],
      [`browsers/${desk.extension.thumbprint}/revoke`, { is_last: false }],
      ["tokens/end-all", {}],
      ["sessions/end-all", { this_too: true }],
    ] as const) {
      const other = await page.change(`${ACCOUNT}/${path}`, change, { signedPath: `${ACCOUNT}/tokens/end-all/` });
      expect([path, other.outcome]).toEqual([path, "400 touch_invalid/assertion_invalid"]);
      expect([path, (await page.post(`${ACCOUNT}/${path}`, change)).outcome]).toEqual([path, "400 invalid_request"]);
    }
    expect((await detail(desk.boundSetId)).machine.state).toBe("active");
  });

  it("knows nothing of a machine, a browser or a session of somebody else, whatever their role", async () => {
    const victim = await consoleOf(server, "user");
    const hostile = await consoleOf(server, "owner");
    const [session] = await sessions(victim);
    const set = victim.machine.boundSetId;
    const jkt = victim.machine.extension.thumbprint;
    for (const id of [set, victim.machine.device.thumbprint, "bs_AAAAAAAAAAAAAAAAAAAAAA", "bs_", "1", "constructor"])
      expect([id, (await hostile.get(`${ACCOUNT}/machines/${id}`)).outcome]).toEqual([id, UNKNOWN]);
    for (const [path, change] of [
      [`machines/${set}/revoke`, { is_last: true }],
      [`machines/${set}/lost`, { is_last: true }],
      [`browsers/${jkt}/revoke`, { is_last: true }],
      [`sessions/${session?.id}/end`, {}],
    ] as const)
      expect([path, (await hostile.change(`${ACCOUNT}/${path}`, change)).outcome]).toEqual([path, UNKNOWN]);
    expect((await victim.get(ACCOUNT)).as(ownAccountSchema).counts).toMatchObject({ machines: 1, sessions: 1 });
    expect((await hostile.change(`${ACCOUNT}/sessions/end-all`, { this_too: false })).outcome).toBe("200");
    expect((await victim.get(ACCOUNT)).outcome).toBe("200");
  });
});
