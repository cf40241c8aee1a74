// R28: one administrator, or a thief of his session, brings himself in as a person who "lost the only machine". Two administrators and
// a cooling time; the person is told, and stops it by a passkey although their machine is quarantined; no other door gives that ticket.
import {
  objectionOptionsAnswerSchema,
  recoveryAgreedSchema,
  recoveryStartedSchema,
} from "@nearside/shared/api/console/recovery.ts";
import { makeTicketsAnswerSchema } from "@nearside/shared/api/console/tickets.ts";
import { NO_DEMANDS } from "@nearside/shared/api/ticket-demands.ts";
import { beforeAll, expect, it } from "vitest";
import type { Authenticator } from "../kit/authenticator.ts";
import { type ConsolePage, openConsole } from "../kit/console.ts";
import type { Machine } from "../kit/machine.ts";
import { type EnrolledStage, openEnrolledStage, showTicket } from "../steps/enrolling.ts";
import { newColleague, newStranger } from "../steps/people.ts";
import { machineOf, openClient, RP_ID, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { rowsOf } from "../support/server-rows.ts";
import { runSql } from "./support-administrator.ts";
import { expectRefused } from "./support-refusals.ts";

const PATH = "/api/console/recoveries";
const DAY_MS = 86_400_000;

const atEnd = afterTests();
let owner: EnrolledStage;
let [victim, second]: EnrolledStage[] = [];
let [one, two]: ConsolePage<Machine>[] = [];
beforeAll(async () => {
  owner = await openEnrolledStage(atEnd);
  victim = await newColleague(owner, "ada");
  second = await newColleague(owner, "bert");
  one = await openConsole(owner, machineOf(owner));
  expect((await one.change(`/api/console/people/${second.user.id}/role`, { role: "administrator" })).outcome).toBe(
    "200",
  );
  two = await openConsole(second, machineOf(second));
});

const setOf = ({ user }: EnrolledStage): string =>
  String(rowsOf(owner, "SELECT id FROM bound_sets WHERE user_id = ? AND state = 'active'", user.id)[0]?.["id"]);
const begin = async (by: ConsolePage<Machine>, whom: EnrolledStage): Promise<string> => {
  const request = { user: whom.user.id, reason: "he called", lost: "laptop", machines: [setOf(whom)] };
  return (await by.change(PATH, request)).as(recoveryStartedSchema).id;
};
const need = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("not there yet");
  return value;
};
const ticketFor = ({ user }: EnrolledStage) => ({
  ...{ seconds: 900, uses: 1, demands: NO_DEMANDS, note: null },
  for: { kind: "people", users: [user.id] },
});
const objectBy = async (who: Stage, id: string, passkey: Authenticator) => {
  const path = `/api/console/objections/${id}`;
  const { nonce, options } = (await who.postJson(`${path}/options`, {})).as(objectionOptionsAnswerSchema);
  const challenge = new Uint8Array(Buffer.from(options.challenge, "base64url"));
  const assertion = passkey.get({ challenge, rpId: RP_ID, origin: who.issuer });
  return () => who.postJson(path, { nonce, how: "not_me", assertion });
};

it("takes a second administrator and time, and the person stops it from a machine that is quarantined", async () => {
  const ada = need(victim);
  const by = need(one);
  const machine = setOf(ada);
  const id = await begin(by, ada);
  const refused = async (who: ConsolePage<Machine>, path: string, change: unknown, outcome: string) => {
    const tickets = rowsOf(owner, "SELECT * FROM tickets");
    const recoveries = rowsOf(owner, "SELECT * FROM recoveries");
    expect((await who.change(path, change)).outcome).toBe(outcome);
    expect(rowsOf(owner, "SELECT * FROM tickets")).toEqual(tickets);
    expect(rowsOf(owner, "SELECT * FROM recoveries")).toEqual(recoveries);
  };
  await refused(by, `${PATH}/${id}/agree`, {}, "403 not_permitted");
  await refused(by, `${PATH}/${id}/ticket`, {}, "409 conflict");
  await refused(by, `/api/console/machines/${machine}/re-enrol`, { note: null }, "409 conflict");
  await refused(by, "/api/console/tickets", ticketFor(ada), "409 conflict");

  const { opens_at } = (await need(two).change(`${PATH}/${id}/agree`, {})).as(recoveryAgreedSchema);
  expect(opens_at).toBeGreaterThan(Date.now() + DAY_MS - 60_000);
  for (const who of [by, need(two)]) await refused(who, `${PATH}/${id}/ticket`, {}, "409 conflict");

  const thief = { ...need(second), ...openClient(owner.issuer) };
  const wrong = await objectBy(thief, id, thief.parties.passkey);
  await expectRefused(owner, wrong, {
    outcome: "400 passkey_not_bound",
    event: { kind: "recovery_objection_refused", subject: id, data: { code: "passkey_not_bound" } },
  });
  const answer = await (await objectBy({ ...ada, ...openClient(owner.issuer) }, id, ada.parties.passkey))();
  expect(answer.outcome).toBe("200");
  await refused(need(two), `${PATH}/${id}/ticket`, {}, "409 conflict");
  const kinds = rowsOf(owner, "SELECT kind FROM events WHERE subject = ? ORDER BY seq", id).map(({ kind }) => kind);
  expect(kinds).toEqual(["recovery_started", "recovery_agreed", "recovery_objection_refused", "recovery_objected"]);
});

it("is not avoided by a machine that the same administrator gives back, nor by an earlier ticket of his", async () => {
  const ada = need(victim);
  const by = need(one);
  const moved = (path: string, change: unknown = { note: null }) => by.change(path, change);
  const machine = setOf(ada);
  const act = (what: "quarantine" | "release" | "re-enrol") => moved(`/api/console/machines/${machine}/${what}`);
  const outcome = async (answer: Promise<{ readonly outcome: string }>) => (await answer).outcome;
  const stateNow = () => rowsOf(owner, "SELECT state FROM devices WHERE bound_set_id = ?", machine)[0]?.["state"];
  const openTickets = () =>
    rowsOf(owner, "SELECT hash FROM tickets WHERE user_id = ? AND revoked_at IS NULL AND consumed < uses", ada.user.id);

  expect(await outcome(act("release"))).toBe("200");
  expect(await outcome(moved("/api/console/tickets", ticketFor(ada)))).toBe("409 conflict");
  // a day later, without a day's wait
  runSql(owner, "UPDATE devices SET released_at = released_at - 86400000 WHERE bound_set_id = ?", machine);
  const { tickets } = (await moved("/api/console/tickets", ticketFor(ada))).as(makeTicketsAnswerSchema);
  const [early] = tickets;

  const id = await begin(by, ada);
  expect(openTickets()).toEqual([]);
  const stranger = await newStranger(owner, "ada");
  const shown = await showTicket(stranger, "ada", early?.ticket ?? "", stranger.parties.device);
  expect(shown.outcome).toBe("400 ticket_revoked");
  for (const what of ["release", "re-enrol"] as const) expect(await outcome(act(what))).toBe("409 conflict");
  for (const whom of [ticketFor(ada), { ...ticketFor(ada), for: { kind: "names", names: ["ada"] } }])
    expect(await outcome(moved("/api/console/tickets", whom))).toBe("409 conflict");
  expect([stateNow(), openTickets()]).toEqual(["quarantined", []]);

  expect(await outcome(moved(`${PATH}/${id}/stop`, { note: "found again" }))).toBe("200");
  expect(await outcome(act("release"))).toBe("200");
  expect(await outcome(moved("/api/console/tickets", ticketFor(ada)))).toBe("409 conflict");
  expect(await outcome(act("re-enrol"))).toBe("409 conflict");
  expect([stateNow(), openTickets()]).toEqual(["active", []]);
  const events = rowsOf(owner, "SELECT kind FROM events WHERE user_id = ? ORDER BY seq", ada.user.id);
  expect(events.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining([
      "device_released",
      "ticket_created",
      "recovery_started",
      "ticket_revoked",
      "recovery_stopped",
    ]),
  );
});

it("of an owner needs another owner, and an objection is valid once", async () => {
  const request = { user: owner.user.id, reason: "he called", lost: "laptop", machines: [setOf(owner)] };
  expect((await need(two).change(PATH, request)).outcome).toBe("403 not_permitted");
  const ada = need(victim);
  const id = await begin(need(one), ada).catch(() => undefined);
  expect(id).toMatch(/^rc_/);
  const object = await objectBy({ ...ada, ...openClient(owner.issuer) }, need(id), ada.parties.passkey);
  expect((await object()).outcome).toBe("200");
  expect((await object()).outcome).toBe("409 conflict");
});

it("is stopped by a passkey that the same administrator revoked with its machine, before it began or while it runs", async () => {
  const by = need(one);
  const carl = await newColleague(owner, "carl");
  const set = setOf(carl);
  const passkey = carl.parties.passkey;
  const asCarl = { ...carl, ...openClient(owner.issuer) };
  const beginAgain = async () => {
    const request = { user: carl.user.id, reason: "he called", lost: "laptop", machines: [] };
    return (await by.change(PATH, request)).as(recoveryStartedSchema).id;
  };
  const id = await begin(by, carl);
  need((await need(two).change(`${PATH}/${id}/agree`, {})).as(recoveryAgreedSchema).opens_at);
  expect((await by.change(`/api/console/machines/${set}/revoke`, { note: null })).outcome).toBe("200");
  expect((await (await objectBy(asCarl, id, passkey))()).outcome).toBe("200");

  const after = await beginAgain();
  expect((await (await objectBy(asCarl, after, passkey))()).outcome).toBe("200");
  const states = rowsOf(owner, "SELECT state FROM passkeys WHERE bound_set_id = ?", set);
  expect(states.map(({ state }) => state)).toEqual(["revoked"]); // it can stop a recovery, and nothing else

  // a week later, without a week's wait: a thief who has it keeps no person out forever
  const late = await beginAgain();
  runSql(owner, "UPDATE recoveries SET started_at = started_at + 604800000 WHERE id = ?", late);
  await expectRefused(owner, await objectBy(asCarl, late, passkey), {
    outcome: "400 passkey_not_bound",
    event: { kind: "recovery_objection_refused", subject: late, data: { code: "passkey_not_bound" } },
  });
});
