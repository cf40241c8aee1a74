import { makeTicketsAnswerSchema, ticketsAnswerSchema } from "@nearside/shared/api/console/tickets.ts";
import { NO_DEMANDS } from "@nearside/shared/api/ticket-demands.ts";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { askToEnrol } from "../../../test/kit/enrolment-steps.ts";
import { newMachine } from "../../../test/kit/machine.ts";
import { consolesOf } from "../../testing/console.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { DECIDERS, type Decider } from "../../testing/pending.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// The tests make tickets as the console does.

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let by: (role: Decider) => ConsolePage;
  beforeAll(async () => {
    by = await consolesOf(server, DECIDERS);
  });

  describe("tickets in bulk", () => {
    const request = { seconds: 900, uses: 1, demands: NO_DEMANDS, note: null };
    const make = (whom: unknown, role: Decider = "administrator") =>
      by(role).change("/api/console/tickets", { for: whom, ...request });

    it("are one for each member of a group who is active, told once", async () => {
      const { db } = server.services;
      const people = [(await enrolledMachine(server, "gina")).user, (await enrolledMachine(server, "gus")).user];
      const group = { id: "gr_1", name: "G", appearance: "g", name_key: "g", description: "", created_at: 1 };
      await db.insertInto("groups").values(group).execute();
      const members = people.map(({ id }) => ({ group_id: "gr_1", user_id: id, added_at: 1 }));
      await db.insertInto("group_members").values(members).execute();
      const made = (await make({ kind: "group", group: "gr_1" })).as(makeTicketsAnswerSchema).tickets;
      expect(made.map(({ user }) => user.name)).toEqual(["gina", "gus"]);
      const listed = await by("administrator").get("/api/console/tickets?q=gina");
      for (const { ticket } of made) expect(listed.text).not.toContain(ticket);
      for (const [nth, { ticket }] of made.entries())
        expect((await askToEnrol(server, await newMachine(), nth === 0 ? "gina" : "gus", ticket)).status).toBe(201);
    });

    it("are all or none: the field names whom there is no ticket for", async () => {
      const { id } = (await enrolledMachine(server, "hal")).user;
      const nobody = `us_${server.id()}`;
      const before = await countTickets();
      const answer = await make({ kind: "people", users: [id, nobody] });
      expect([answer.outcome, answer.text]).toEqual(["400 invalid_request", expect.stringContaining("for.users.1")]);
      expect((await make({ kind: "group", group: "gr_none" })).outcome).toBe("404 unknown");
      expect((await make({ kind: "people", users: [id, id] })).outcome).toBe("400 invalid_request");
      expect((await make({ kind: "people", users: [] })).outcome).toBe("400 invalid_request");
      expect((await make({ kind: "people", users: [id] }, "approver")).outcome).toBe("403 not_permitted");
      expect(await countTickets()).toBe(before);
    });

    it.each([
      ["seconds", { seconds: 604_801 }],
      ["seconds", { seconds: 0.5 }],
      ["uses", { uses: 21 }],
      ["uses", { uses: 0 }],
      ["note", { note: "=1\u0007" }],
      ["demands.aaguids", { demands: { ...NO_DEMANDS, aaguids: ["00112233-4455-6677-8899-aabbccddeeff"] } }],
    ])("are not made with a bad %s", async (field, wrong) => {
      const users = [by("approver").machine.user.id];
      const change = { for: { kind: "people", users }, ...request, ...wrong };
      const answer = await by("administrator").change("/api/console/tickets", change);
      expect([answer.outcome, answer.text]).toEqual(["400 invalid_request", expect.stringContaining(`"${field}`)]);
    });

    it("are revoked one by one", async () => {
      const { id } = (await enrolledMachine(server, "ida")).user;
      await make({ kind: "people", users: [id] });
      const listed = (await by("auditor").get(`/api/console/tickets?user=${id}&state=open`)).as(ticketsAnswerSchema);
      const [row] = listed.rows;
      const revoke = () => by("administrator").change("/api/console/tickets/revoke", { ticket: row?.id });
      expect((await revoke()).text).toBe('{"ended":0}');
      expect((await revoke()).outcome).toBe("409 conflict");
      const unknown = await by("administrator").change("/api/console/tickets/revoke", { ticket: "A".repeat(43) });
      expect(unknown.outcome).toBe("404 unknown");
    });

    const countTickets = async () => (await server.services.db.selectFrom("tickets").select("hash").execute()).length;
  });
});
