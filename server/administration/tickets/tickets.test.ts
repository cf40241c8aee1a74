import { NO_DEMANDS } from "@nearside/shared/api/ticket-demands.ts";
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { Authenticator, FLAGS } from "../../../test/kit/authenticator.ts";
import {
  askToEnrol,
  meetToEnrol,
  type OpenEnrolment,
  opened,
  prove,
  usePasskey,
  viewedBy,
} from "../../../test/kit/enrolment-steps.ts";
import { type Machine, newMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { refuseEnrolment } from "../../protocol/enrolment/refuse-enrolment.ts";
import { ticketHash } from "../../register/enrolments/create-ticket.ts";
import { findEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { enrolledMachine, newTicket } from "../../testing/enrol.ts";
import { eventsOf, eventsSince, expectRefusal, lastEventSeq } from "../../testing/ledger.ts";
import { outcomesOf } from "../../testing/races.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { openTestServer } from "../../testing/test-server.ts";
import { freeTicket } from "./free-ticket.ts";
import { listTickets } from "./list-tickets.ts";
import { revokeTicket } from "./revoke-ticket.ts";

// A ticket can be for several machines, carry demands, and be revoked (protocol §3.1).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  beforeAll(async () => {
    await enrolledMachine(server, "admin");
  });

  const show = (machine: Machine, ticket: string) => askToEnrol(server, machine, "bob", ticket);
  const cancel = ({ machine, open }: { machine: Machine; open: OpenEnrolment }): Promise<void> =>
    refuseEnrolment(server.services, open.id, machine.device.thumbprint, "cancelled");
  const rowOf = async (ticket: string) =>
    server.services.db
      .selectFrom("tickets")
      .select(["reserved", "consumed", "revoked_at"])
      .where("hash", "=", await ticketHash(ticket))
      .executeTakeFirstOrThrow();

  /** Runs all of an enrolment but the administrator's confirmation. */
  async function proveAll(machine: Machine, ticket: string) {
    const open = await opened(await show(machine, ticket));
    const met = await meetToEnrol(server, machine, open);
    await usePasskey(server, machine, open, met);
    await prove(server, machine, open, machine.extension);
    return { open, last: () => prove(server, machine, open, machine.device) };
  }

  describe.each([1, 2, 3])("round %d", () => {
    it("lets exactly three of eight machines have a ticket for three, no matter who asks twice", async () => {
      const ticket = await newTicket(server, "bob", { uses: 3 });
      const machines = await Promise.all(Array.from({ length: 8 }, () => newMachine()));
      const twice = await Promise.all([...machines, ...machines].map((machine) => show(machine, ticket)));
      const answers = machines.map((_, at) => [twice[at], twice[at + 8]]);
      const winners = machines.filter((_, at) => answers[at]?.some((answer) => answer?.status === 201));
      expect(winners).toHaveLength(3);
      expect(await rowOf(ticket)).toMatchObject({ reserved: 3, consumed: 0 });
      expect(outcomesOf(await Promise.all(winners.map((machine) => show(machine, ticket))))).toEqual(
        Array(3).fill("201"),
      );
    });

    it("enrols as many at once, and each once", async () => {
      const ticket = await newTicket(server, "bob", { uses: 2 });
      const started = await Promise.all([await newMachine(), await newMachine()].map((one) => proveAll(one, ticket)));
      const answers = await Promise.all(started.flatMap(({ last }) => [last(), last()]));
      expect(outcomesOf(answers).toSorted()).toEqual(["200", "200", "400 enrolment_settled", "400 enrolment_settled"]);
      expect(await rowOf(ticket)).toMatchObject({ reserved: 2, consumed: 2 });
    });

    it("is either revoked or used by the last proof, and not both", async () => {
      const ticket = await newTicket(server, "bob");
      const { open, last } = await proveAll(await newMachine(), ticket);
      const hash = await ticketHash(ticket);
      const [proof, revocation] = await Promise.all([last(), revokeTicket(server.services, hash, SERVER_SHELL)]);
      const { consumed, revoked_at } = await rowOf(ticket);
      expect(revocation).toEqual(consumed === 1 ? { state: "settled" } : { state: "revoked", ended: [open.id] });
      expect([proof.status === 200, revoked_at !== null]).toEqual([consumed === 1, consumed === 0]);
    });
  });

  it("ends no try of another machine by one's own, and supersedes one's own", async () => {
    const ticket = await newTicket(server, "bob", { uses: 2 });
    const [one, other] = [await newMachine(), await newMachine()];
    const first = await opened(await show(one, ticket));
    const second = await opened(await show(other, ticket));
    await show(other, ticket);
    const states = await server.services.db
      .selectFrom("enrolments")
      .select(["id", "state"])
      .where("id", "in", [first.id, second.id])
      .execute();
    expect(new Map(states.map(({ id, state }) => [id, state]))).toEqual(
      new Map([
        [first.id, "waiting"],
        [second.id, "refused"],
      ]),
    );
  });

  it("lives as long as was asked for, to the second", async () => {
    const ticket = await newTicket(server, "bob", { seconds: 604_800 });
    server.pass(604_799);
    const machine = await newMachine();
    expect((await show(machine, ticket)).status).toBe(201);
    server.pass(1);
    expect((await show(machine, ticket)).outcome).toBe("400 ticket_expired");
  });

  describe("one that is revoked", () => {
    it("is shown in vain, and what had started with it ends at once", async () => {
      const ticket = await newTicket(server, "bob", { uses: 2 });
      const machine = await newMachine();
      const open = await opened(await show(machine, ticket));
      const seq = await lastEventSeq(server);
      const hash = await ticketHash(ticket);
      expect(await revokeTicket(server.services, hash, SERVER_SHELL)).toEqual({ state: "revoked", ended: [open.id] });
      expect(await eventsSince(server, seq)).toMatchObject([
        { kind: "enrolment_refused", subject: open.id, data: { reason: "ticket_revoked", by: "administrator" } },
        { kind: "ticket_revoked", subject: open.user.id, data: { hash, by: "server_shell", ended: [open.id] } },
      ]);
      const view = await viewedBy(server, machine.device, open);
      expect(view).toMatchObject({ state: "refused", end: { reason: "ticket_revoked", note: null } });
      for (const next of [machine, await newMachine()])
        await expectRefusal(server, () => show(next, ticket), {
          outcome: "400 ticket_revoked",
          event: { kind: "ticket_refused", subject: open.user.id, data: { ticket_hash: hash, reason: "revoked" } },
        });
      expect(await revokeTicket(server.services, hash, SERVER_SHELL)).toEqual({ state: "settled" });
      expect(await revokeTicket(server.services, "A".repeat(43), SERVER_SHELL)).toEqual({ state: "unknown" });
    });
  });

  describe("an enrolment that got no proofs", () => {
    /** Begins an enrolment on a machine whose name is known, up to the meeting. */
    async function startWith(ticket: string, hostname = "build-7") {
      const machine = await newMachine();
      const open = await opened(await askToEnrol(server, machine, "bob", ticket, { hostname }));
      return { machine, open, met: await meetToEnrol(server, machine, open) };
    }
    const stateOf = async ({ id }: OpenEnrolment) => (await findEnrolment(server.services.db, id))?.state;

    it("keeps its ticket from every other machine while it is under way, which hears where and since when", async () => {
      const ticket = await newTicket(server, "bob");
      const { open } = await startWith(ticket);
      server.pass(180);
      const other = await newMachine();
      await expectRefusal(server, () => show(other, ticket), {
        outcome: "400 ticket_begun",
        event: { kind: "ticket_refused", subject: open.user.id, data: { reason: "other_device" } },
      });
      const shown = JSON.parse((await show(other, ticket)).text);
      expect(shown.begun).toEqual({ hostname: "build-7", seconds_ago: 180 });
      expect(await stateOf(open)).toBe("met");
      const named = JSON.parse((await askToEnrol(server, other, "eve", ticket)).text);
      expect(named).toEqual({ error: "ticket_foreign", error_description: sentenceOf("ticket_foreign") });
    });

    it.each([
      ["was answered no", (one: { machine: Machine; open: OpenEnrolment }) => cancel(one), 0],
      ["ran out of time", () => Promise.resolve(), 900],
    ] as const)(
      "that %s gives its use back: another machine begins, and the first can't continue",
      async (_, end, seconds) => {
        const ticket = await newTicket(server, "bob", { seconds: 3600 });
        const one = await startWith(ticket);
        await usePasskey(server, one.machine, one.open, one.met);
        await end(one);
        server.pass(seconds);
        const other = await newMachine();
        expect((await show(other, ticket)).status).toBe(201);
        expect(await rowOf(ticket)).toMatchObject({ reserved: 1, consumed: 0 });
        expect((await show(one.machine, ticket)).outcome).toBe("400 ticket_begun");
        expect((await prove(server, one.machine, one.open, one.machine.device)).status).toBe(400);
      },
    );

    it("is started again by the same machine with the same ticket", async () => {
      const ticket = await newTicket(server, "bob");
      const one = await startWith(ticket);
      await cancel(one);
      expect((await show(one.machine, ticket)).status).toBe(201);
    });

    it("gives one of four machines its use, however many ask at once", async () => {
      const ticket = await newTicket(server, "bob");
      await cancel(await startWith(ticket));
      const machines = await Promise.all([1, 2, 3, 4].map(() => newMachine()));
      const answers = await Promise.all(machines.map((machine) => show(machine, ticket)));
      expect(outcomesOf(answers).toSorted()).toEqual(["201", ...Array(3).fill("400 ticket_begun")]);
      expect(await rowOf(ticket)).toMatchObject({ reserved: 1, consumed: 0 });
    });

    it("ends where its ticket is freed, and any machine begins again", async () => {
      const ticket = await newTicket(server, "bob");
      const hash = await ticketHash(ticket);
      const { machine, open } = await startWith(ticket);
      const seq = await lastEventSeq(server);
      expect(await freeTicket(server.services, hash, SERVER_SHELL)).toEqual({ state: "freed", ended: [open.id] });
      expect(await eventsSince(server, seq)).toMatchObject([
        { kind: "enrolment_refused", subject: open.id, data: { reason: "ticket_freed", by: "administrator" } },
        { kind: "ticket_freed", subject: open.user.id, data: { hash, by: "server_shell", ended: [open.id] } },
      ]);
      const view = await viewedBy(server, machine.device, open);
      expect(view).toMatchObject({ state: "refused", end: { reason: "ticket_freed", note: null } });
      expect(await rowOf(ticket)).toMatchObject({ reserved: 0, consumed: 0 });
      expect((await show(await newMachine(), ticket)).status).toBe(201);
    });

    it("frees nothing that got its proofs, nothing that nobody began with, and no ticket that expired", async () => {
      const [proved, fresh, back] = [
        await newTicket(server, "bob", { uses: 2 }),
        await newTicket(server, "bob"),
        await newTicket(server, "bob"),
      ];
      const free = async (ticket: string) => freeTicket(server.services, await ticketHash(ticket), SERVER_SHELL);
      const { open, last } = await proveAll(await newMachine(), proved);
      await last();
      await startWith(back);
      await revokeTicket(server.services, await ticketHash(back), SERVER_SHELL);
      for (const ticket of [proved, fresh, back]) expect(await free(ticket)).toEqual({ state: "settled" });
      expect(await freeTicket(server.services, "A".repeat(43), SERVER_SHELL)).toEqual({ state: "unknown" });
      expect([await stateOf(open), await rowOf(proved)]).toMatchObject(["pending", { reserved: 1, consumed: 1 }]);
      const second = await startWith(proved);
      expect(await free(proved)).toEqual({ state: "freed", ended: [second.open.id] });
      expect([await stateOf(open), await rowOf(proved)]).toMatchObject(["pending", { reserved: 1, consumed: 1 }]);
    });

    it("is either freed or gets its last proof, and not both", async () => {
      const ticket = await newTicket(server, "bob");
      const { open, last } = await proveAll(await newMachine(), ticket);
      const [proof, freeing] = await Promise.all([
        last(),
        freeTicket(server.services, await ticketHash(ticket), SERVER_SHELL),
      ]);
      const { reserved, consumed } = await rowOf(ticket);
      expect(freeing).toEqual(consumed === 1 ? { state: "settled" } : { state: "freed", ended: [open.id] });
      expect([proof.status === 200, reserved]).toEqual([consumed === 1, consumed]);
    });

    it("is listed with its ticket while it is under way", async () => {
      const ticket = await newTicket(server, "bob");
      const one = await startWith(ticket, "build-8");
      const listed = async () => {
        const query = { q: "", sort: "created_at", order: "desc", limit: 50 } as const;
        const { rows } = await listTickets(server.services.db, query, server.services.clock());
        const hash = await ticketHash(ticket);
        return rows.find(({ id }) => id === hash)?.begun;
      };
      expect(await listed()).toMatchObject([{ hostname: "build-8", account: "ada", at: server.services.clock() }]);
      await cancel(one);
      expect(await listed()).toEqual([]);
    });
  });

  describe("its demands on the new machine", () => {
    const refusedStep = (code: string, field: string) => ({
      outcome: `400 ${code}`,
      event: { kind: "enrolment_step_refused", data: { step: "passkey", code, field } },
    });

    it("is where its key is, before anything of the ticket is reserved", async () => {
      const ticket = await newTicket(server, "bob", { demands: { ...NO_DEMANDS, key_storage: "keyring" } });
      expect((await show(await newMachine(), ticket)).outcome).toBe("400 key_storage_too_weak");
      expect(await rowOf(ticket)).toMatchObject({ reserved: 0 });
      const inKeyring = await askToEnrol(server, await newMachine(), "bob", ticket, { key_storage: "keyring" });
      expect(inKeyring.status).toBe(201);
    });

    it.each([
      ["device_bound", { device_bound: true }, "passkey_synced", { flags: FLAGS.UP | FLAGS.UV | FLAGS.BE }],
      ["attested", { attested: true }, "authenticator_not_attested", {}],
    ] as const)("is a passkey that is %s, and another one may be tried", async (field, demand, code, kind) => {
      const lenient = await openTestServer({
        database,
        policy: { ...server.services.config.policy, acceptSyncedPasskeys: true },
      });
      const ticket = await newTicket(lenient, "bob", { demands: { ...NO_DEMANDS, ...demand } });
      const machine = await newMachine({ authenticator: new Authenticator(`demanded ${field}`, kind) });
      const open = await opened(await askToEnrol(lenient, machine, "bob", ticket));
      const met = await meetToEnrol(lenient, machine, open);
      const telling = refusedStep(code, `ticket.${field}`);
      await expectRefusal(lenient, () => usePasskey(lenient, machine, open, met), telling);
      if (field === "device_bound") {
        const better = { ...machine, authenticator: new Authenticator("demanded, another") };
        expect((await usePasskey(lenient, better, open, met)).outcome).toBe("200");
      }
      await lenient.close();
    });
  });

  it("is told nowhere: the event has its hash, with what it is for", async () => {
    const ticket = await newTicket(server, "dora", { uses: 2, note: "two laptops", seconds: 3600 });
    const { id } = await server.services.db
      .selectFrom("users")
      .select("id")
      .where("name", "=", "dora")
      .executeTakeFirstOrThrow();
    const events = await eventsOf(server, id);
    expect(events.at(-1)).toMatchObject({
      kind: "ticket_created",
      data: { hash: await ticketHash(ticket), by: "server_shell", uses: 2, note: "two laptops", demands: NO_DEMANDS },
    });
    expect(JSON.stringify(events) + server.logged.join("")).not.toContain(ticket);
  });
});
