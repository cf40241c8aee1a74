import { startRecoverySchema } from "@nearside/shared/api/console/recovery.ts";
import { NO_DEMANDS } from "@nearside/shared/api/ticket-demands.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { askToEnrol, opened, wordsOf } from "../../../test/kit/enrolment-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { type Actor, SERVER_SHELL } from "../../platform/audit/actor.ts";
import { admitEnrolment } from "../../protocol/enrolment/decide/admit-enrolment.ts";
import { askAgain } from "../../protocol/enrolment/decide/decline-enrolment.ts";
import { actOnMachine } from "../../protocol/revocation/machine-actions.ts";
import { suspendUser } from "../../protocol/revocation/suspend-user.ts";
import { ticketHash } from "../../register/enrolments/create-ticket.ts";
import type { UserRow } from "../../register/people/users.ts";
import { tidy } from "../../surfaces/wiring/housekeeping.ts";
import { enrolledMachine, newTicket, pendingMachine } from "../../testing/enrol.ts";
import { allRows, eventsOf } from "../../testing/ledger.ts";
import { actingAs, newPerson } from "../../testing/people.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { makeTickets } from "../tickets/make-tickets.ts";
import { agreeToRecovery } from "./agree-to-recovery.ts";
import { issueTicket } from "./issue-recovery-ticket.ts";
import { listRecoveries, viewRecovery } from "./list-recoveries.ts";
import { startRecovery } from "./start-recovery.ts";
import { stopRecovery } from "./stop-recovery.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let machine: EnrolledMachine;
  let [first, second]: (Actor & { kind: "person" })[] = [];
  beforeEach(async () => {
    machine = await enrolledMachine(server, "ada");
    first = await actingAs(server, "administrator", "recovery.start");
    second = await actingAs(server, "administrator", "recovery.second");
  });

  const one = () => first as Actor & { kind: "person" };
  const two = () => second as Actor & { kind: "person" };
  const start = (changed: object = {}, by: Actor = one()) => {
    const request = { user: machine.user.id, reason: "met her in the office", lost: "laptop, in a train" };
    return startRecovery(server.services, { ...request, machines: [machine.boundSetId], ...changed }, by);
  };
  const refused = async (refusal: object, run: () => Promise<unknown>) => {
    const before = await allRows(server);
    await expect(run()).rejects.toMatchObject(refusal);
    expect(await allRows(server)).toEqual(before);
  };
  const stateOf = async (id: string) => (await viewRecovery(server.services.db, id)).state;

  it("takes two people, and the cooling time; the machine is quarantined at once", async () => {
    const id = await start();
    expect(await viewRecovery(server.services.db, id)).toMatchObject({
      state: "started",
      user: { name: "ada" },
      machines: [{ id: machine.boundSetId, state: "quarantined" }],
      opens_at: null,
    });
    await refused({ code: "conflict" }, () => issueTicket(server.services, id, one()));
    await agreeToRecovery(server.services, id, two());
    server.pass(DAY - 1);
    await refused({ code: "conflict", description: expect.stringContaining("cooling time") }, () =>
      issueTicket(server.services, id, two()),
    );
    server.pass(1);
    const { ticket, user } = await issueTicket(server.services, id, two());
    expect(user).toBe("ada");
    expect(await viewRecovery(server.services.db, id)).toMatchObject({ state: "issued", machine: "none" });
    const { user: whose } = await opened(await askToEnrol(server, await newMachine(), "ada", ticket.ticket));
    expect(whose.name).toBe("ada");
    expect(await viewRecovery(server.services.db, id)).toMatchObject({ state: "issued", machine: "waiting" });
    expect((await eventsOf(server, id)).map(({ kind }) => kind)).toEqual([
      "recovery_started",
      "recovery_agreed",
      "recovery_ticket_made",
    ]);
    const stored = JSON.stringify([await allRows(server), await eventsOf(server, id), server.logged]);
    expect(stored).not.toContain(ticket.ticket);
  });

  it("is agreed to neither by who began it nor by whom it is for (R28)", async () => {
    const id = await start();
    await refused({ code: "not_permitted" }, () => agreeToRecovery(server.services, id, one()));
    await server.services.db.updateTable("users").set({ role: "administrator" }).where("name", "=", "ada").execute();
    const ada = { ...two(), userId: machine.user.id };
    await refused({ code: "not_permitted" }, () => agreeToRecovery(server.services, id, ada));
    await refused({ code: "not_permitted" }, () => agreeToRecovery(server.services, id, SERVER_SHELL));
    await refused({ code: "not_permitted" }, () => start({}, { ...one(), userId: machine.user.id }));
    await server.services.db.updateTable("users").set({ role: "owner" }).where("name", "=", "ada").execute();
    const oneself = { code: "invalid_request", fields: [{ field: "user" }] };
    await refused(oneself, () => start({}, { ...one(), userId: machine.user.id }));
  });

  it("depends on two who still may: one who was suspended since does not count", async () => {
    const id = await start();
    await suspendUser(server.services, (await nameOf(one())).name, { by: SERVER_SHELL, note: null });
    await refused({ code: "conflict" }, () => agreeToRecovery(server.services, id, two()));
    const third = await actingAs(server, "owner", "recovery.start");
    await stopRecovery(server.services, id, null, third);
    const again = await start({}, third);
    await agreeToRecovery(server.services, again, two());
    server.pass(DAY);
    await server.services.db.updateTable("users").set({ role: "auditor" }).where("id", "=", two().userId).execute();
    await refused({ code: "conflict" }, () => issueTicket(server.services, again, third));
    await refused({ code: "not_permitted" }, () => issueTicket(server.services, again, two()));
  });

  const nameOf = (by: { userId: string }): Promise<UserRow> =>
    server.services.db.selectFrom("users").selectAll().where("id", "=", by.userId).executeTakeFirstOrThrow();

  it("gives its ticket to the two alone, for so long, and once more in the place of the first", async () => {
    const id = await start();
    await agreeToRecovery(server.services, id, two());
    server.pass(DAY);
    const third = await actingAs(server, "owner", "recovery.start");
    await refused({ code: "not_permitted" }, () => issueTicket(server.services, id, third));
    const earlier = await issueTicket(server.services, id, one());
    const later = await issueTicket(server.services, id, two());
    const outcome = async (ticket: string) => (await askToEnrol(server, await newMachine(), "ada", ticket)).outcome;
    expect(await outcome(earlier.ticket.ticket)).toBe("400 ticket_expired");
    expect(await outcome(later.ticket.ticket)).toBe("201");
    server.pass(7 * DAY);
    await refused({ code: "conflict" }, () => issueTicket(server.services, id, one()));
  });

  it("stops by any administrator, with the ticket and what began with it", async () => {
    const id = await start();
    await agreeToRecovery(server.services, id, two());
    server.pass(DAY);
    const { ticket } = await issueTicket(server.services, id, one());
    const open = await opened(await askToEnrol(server, await newMachine(), "ada", ticket.ticket));
    const third = await actingAs(server, "administrator", "recovery.start");
    await stopRecovery(server.services, id, "not her voice", third);
    expect(await stateOf(id)).toBe("stopped");
    const { state } = await server.services.db
      .selectFrom("enrolments")
      .select("state")
      .where("id", "=", open.id)
      .executeTakeFirstOrThrow();
    expect(state).toBe("refused");
    expect((await eventsOf(server, open.id)).at(-1)).toMatchObject({
      kind: "enrolment_refused",
      data: { reason: "cancelled", by: "administrator" },
    });
    const named = await server.services.db.selectFrom("events").select("actor_user").where("subject", "=", open.id);
    expect((await named.orderBy("seq", "desc").executeTakeFirst())?.actor_user).toBe(third.userId);
    await refused({ code: "conflict" }, () => issueTicket(server.services, id, one()));
    await refused({ code: "conflict" }, () => stopRecovery(server.services, id, null, one()));
  });

  it("of an administrator is an owner's to begin", async () => {
    await server.services.db.updateTable("users").set({ role: "administrator" }).where("name", "=", "ada").execute();
    await refused({ code: "not_permitted" }, () => start());
    const owner = await actingAs(server, "owner", "recovery.start");
    const id = await start({}, owner);
    await agreeToRecovery(server.services, id, two());
    server.pass(DAY);
    await refused({ code: "not_permitted" }, () => issueTicket(server.services, id, two())); // its ticket is not permitted either (threat I1)
    expect(await issueTicket(server.services, id, owner)).toMatchObject({ user: "ada" });
  });

  it.each([
    ["other machines than there are", { machines: [] }, "conflict"],
    ["one machine twice", { machines: ["bs_x", "bs_x"] }, "conflict"],
    ["nobody", { user: `us_${"A".repeat(22)}` }, "unknown"],
  ])("is not started with %s", async (_what, changed, code) => {
    await refused({ code }, () => start(changed));
  });

  it("is not started for a person who never had a machine or who left, nor twice", async () => {
    const bob = await newPerson(server, "bob");
    await refused({ code: "invalid_request" }, () => start({ user: bob.id, machines: [] }));
    await start();
    await refused({ code: "conflict", description: expect.stringContaining("open recovery") }, () => start({}, two()));
    await suspendUser(server.services, "bob", { by: SERVER_SHELL, note: null });
    await refused({ code: "invalid_request" }, () => start({ user: bob.id, machines: [] }));
  });

  it("lapses where nobody agrees, or nobody asks for the ticket", async () => {
    const id = await start();
    server.pass(7 * DAY);
    await refused({ code: "conflict" }, () => agreeToRecovery(server.services, id, two()));
    await tidy(server.services);
    expect(await stateOf(id)).toBe("lapsed");
    const again = await start();
    await agreeToRecovery(server.services, again, two());
    server.pass(8 * DAY);
    await tidy(server.services);
    expect(await stateOf(again)).toBe("lapsed");
    const listed = await listRecoveries(server.services.db, { q: "ada", sort: "started_at", order: "desc" });
    expect(listed).toMatchObject({ total: 2, rows: [{ id: again }, { id }] });
  });

  it("is the only way to another ticket: one administrator can't enrol the only machine again", async () => {
    const again = (by: Actor) => actOnMachine(server.services, "re_enrol", machine.boundSetId, { by, note: null });
    await refused({ code: "conflict" }, () => again(one()));
    await enrolledMachine(server, "ada");
    expect(await again(one())).toMatchObject({ state: "done" });
    expect(await newTicket(server, "ada")).toMatch(/^[0-9A-Z-]+$/); // the server's own shell may make one
  });

  const act = (what: "quarantine" | "release" | "re_enrol", by: Actor, id = machine.boundSetId) =>
    actOnMachine(server.services, what, id, { by, note: null });
  const ticketFor = (by: Actor) =>
    makeTickets(
      server.services,
      {
        for: { kind: "people", users: [machine.user.id] },
        seconds: 900,
        uses: 1,
        demands: NO_DEMANDS,
        note: null,
      },
      by,
    );
  /** Enrols a machine by that ticket, up to the point where it waits for its words. */
  const pendingBy = async (ticket: string) => {
    const waiting = await newMachine();
    const { open, met } = await pendingMachine(server, waiting, "ada", (to, by, user) =>
      askToEnrol(to, by, user, ticket),
    );
    return { id: open.id, words: await wordsOf(waiting, met) };
  };
  const recoveryRuns = { code: "conflict", description: expect.stringContaining(" is open, so ") };
  const releasedLately = { code: "conflict", description: expect.stringContaining("quarantine only recently") };

  it("while it is started, cooling or issued keeps what was quarantined there, and its ticket the only one (R28)", async () => {
    const id = await start();
    const nothingElse = async () => {
      for (const by of [one(), two()]) {
        await refused(recoveryRuns, () => act("release", by));
        await refused(recoveryRuns, () => act("re_enrol", by));
        await refused(recoveryRuns, () => ticketFor(by));
      }
    };
    await nothingElse();
    await agreeToRecovery(server.services, id, two());
    await nothingElse();
    server.pass(DAY);
    await nothingElse();
    const { ticket } = await issueTicket(server.services, id, one());
    await nothingElse();
    const waiting = await pendingBy(ticket.ticket);
    await nothingElse();
    server.pass(8 * DAY); // the recovery has expired, and the machine still waits
    await nothingElse();
    const request = { note: "once more", seconds: 900, by: one() };
    await refused(recoveryRuns, () => askAgain(server.services, waiting.id, request));
    await admitEnrolment(server.services, waiting.id, waiting.words, SERVER_SHELL);
    expect(await act("release", one())).toMatchObject({ state: "done" });
    expect(await ticketFor(one())).toHaveLength(1);
  });

  it("after it was stopped, gives one administrator no ticket by a machine that they released, before the cooling time has passed (R28)", async () => {
    const id = await start();
    await stopRecovery(server.services, id, null, one());
    expect(await act("release", one())).toMatchObject({ state: "done" });
    await refused(releasedLately, () => ticketFor(one()));
    await refused({ code: "conflict" }, () => act("re_enrol", one()));
    server.pass(DAY - 1);
    await refused(releasedLately, () => ticketFor(two()));
    expect(await newTicket(server, "ada")).toMatch(/^[0-9A-Z-]+$/); // the server's own shell may make one
    server.pass(1);
    expect(await ticketFor(one())).toHaveLength(1);
    expect(await act("quarantine", one())).toMatchObject({ state: "done" });
    expect(await act("release", two())).toMatchObject({ state: "done" });
    await refused(releasedLately, () => ticketFor(one()));
    const other = await enrolledMachine(server, "ada"); // a machine that nobody quarantined counts at once
    expect(await ticketFor(one())).toHaveLength(1);
    expect(await act("quarantine", one(), other.boundSetId)).toMatchObject({ state: "done" });
    await refused(releasedLately, () => ticketFor(one()));
  });

  it("revokes every ticket that was made before, with the machine that waits for its words by one (R28)", async () => {
    const [unused] = await ticketFor(one());
    const [started] = await ticketFor(one());
    const [waits] = await ticketFor(one());
    if (unused === undefined || started === undefined || waits === undefined) throw new Error("three were asked for");
    const open = await opened(await askToEnrol(server, await newMachine(), "ada", started.ticket));
    const waiting = await pendingBy(waits.ticket);
    server.pass(HOUR); // its ticket has expired by now, and the machine still waits
    const late = await ticketFor(one());
    await start();
    const outcome = async (ticket: string) => (await askToEnrol(server, await newMachine(), "ada", ticket)).outcome;
    expect(await outcome(unused.ticket)).toBe("400 ticket_expired");
    for (const { ticket } of late) expect(await outcome(ticket)).toBe("400 ticket_revoked");
    expect(await endOf(open.id)).toBe("refused");
    expect(await endOf(waiting.id)).toBe("refused");
    await refused({ code: "enrolment_settled" }, () =>
      admitEnrolment(server.services, waiting.id, waiting.words, one()),
    );
    const taken = (await eventsOf(server, machine.user.id)).filter(({ kind }) => kind === "ticket_revoked");
    expect(taken.map(({ data }) => (data as { hash: string }).hash)).toEqual(
      await Promise.all(late.map(({ ticket }) => ticketHash(ticket))),
    );
  });

  const endOf = async (id: string) =>
    (await server.services.db.selectFrom("enrolments").select("state").where("id", "=", id).executeTakeFirstOrThrow())
      .state;

  it("is decided once, no matter who comes at once", async () => {
    for (const round of [1, 2, 3]) {
      const whose = await enrolledMachine(server, `eve-${round}`);
      const id = await start({ user: whose.user.id, machines: [whose.boundSetId] });
      const three = await actingAs(server, "administrator", "recovery.second");
      const agreed = await Promise.allSettled([two(), three].map((by) => agreeToRecovery(server.services, id, by)));
      expect(agreed.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      server.pass(DAY);
      const winner = agreed[0]?.status === "fulfilled" ? two() : three;
      const [, stopped] = await Promise.allSettled([
        issueTicket(server.services, id, winner),
        stopRecovery(server.services, id, null, one()),
      ]);
      expect(stopped?.status).toBe("fulfilled");
      expect(await stateOf(id)).toBe("stopped");
      expect(await openTickets(whose.user.id)).toBe(0);
    }
  });

  /** Counts the tickets of that person that nobody used, which began after the machine was enrolled. */
  async function openTickets(userId: string): Promise<number> {
    const rows = await server.services.db
      .selectFrom("tickets")
      .innerJoin("recoveries", "recoveries.ticket_hash", "tickets.hash")
      .select("tickets.hash")
      .where("tickets.user_id", "=", userId)
      .where("tickets.expires_at", ">", server.services.clock())
      .execute();
    return rows.length;
  }
});

describe("the form", () => {
  const good = { user: `us_${"A".repeat(22)}`, reason: "met her", lost: "laptop", machines: [] };
  it.each([
    ["no reason", { reason: "  " }],
    ["nothing that was lost", { lost: "" }],
    ["an end of line", { reason: "a\nb" }],
    ["text that turns around", { lost: "\u202egnp.exe" }],
    ["more than fits", { reason: "a".repeat(257) }],
    ["an invalid person", { user: "us_1' or 1=1" }],
    ["more members than it has", { role: "owner" }],
  ])("takes no %s", async (_what, changed) => {
    const { safeParse } = await import("valibot");
    expect(safeParse(startRecoverySchema, { ...good, ...changed }).success).toBe(false);
    expect(safeParse(startRecoverySchema, good).success).toBe(true);
  });
});
