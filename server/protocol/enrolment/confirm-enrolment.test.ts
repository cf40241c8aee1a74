import { enrolmentDetailSchema } from "@nearside/shared/api/console/enrolments.ts";
import { NO_DEMANDS } from "@nearside/shared/api/ticket-demands.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { consoleOf, consolesOf } from "../../testing/console.ts";
import { enrolmentWithPasskey } from "../../testing/enrol.ts";
import { evidenceOf } from "../../testing/evidence.ts";
import { lastEvent } from "../../testing/ledger.ts";
import {
  DECIDERS,
  type Decider,
  newPending,
  type Pending,
  pathOfPending,
  wordsOfPending,
} from "../../testing/pending.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

// An administrator lets a machine in (protocol §3.5) only by typing the words that its person reads out.

describe.each(DATABASES)("on %s", (database) => {
  let server: TestServer;
  let by: (role: Decider) => ConsolePage;
  beforeAll(async () => {
    server = await openTestServer({ database });
    by = await consolesOf(server, DECIDERS);
  });
  afterAll(() => server.close());

  const at = pathOfPending;
  const pendingFor = (user: string) => newPending(server, user);
  const words = wordsOfPending;
  const confirmBy = async (role: Decider, pending: Pending, typed?: string) =>
    by(role).change(at(pending.open, "/confirm"), { words: typed ?? (await words(pending)) });
  const stateOf = async ({ machine }: Pending) =>
    server.services.db
      .selectFrom("devices")
      .select("state")
      .where("jkt", "=", machine.device.thumbprint)
      .executeTakeFirst();

  describe("letting in", () => {
    it.each(["approver", "administrator", "owner"] as const)("is done by the words alone, by %s", async (role) => {
      const pending = await pendingFor("bob");
      const wrong = { said: "400 words_differ", event: { kind: "enrolment_step_refused", data: { step: "confirm" } } };
      const typed = `${(await words(pending)).split(" ").toReversed().join(" ")}`;
      expect((await confirmBy(role, pending, typed)).said).toBe(wrong.said);
      expect((await confirmBy(role, pending)).said).toBe("200");
      expect(await stateOf(pending)).toEqual({ state: "active" });
      const { rows } = await eventRows(pending.open.id);
      expect(rows.at(-1)).toMatchObject({
        kind: "enrolment_confirmed",
        actor_user: by(role).machine.user.id,
        actor_device: by(role).machine.device.thumbprint,
      });
    });

    it("names its person in the evidence of a login", async () => {
      const pending = await pendingFor("bob");
      await confirmBy("approver", pending);
      const detail = (await by("auditor").get(at(pending.open))).as(enrolmentDetailSchema);
      expect(detail.confirmed).toMatchObject({ by: "console", person: { name: "approver" } });
      const machine: EnrolledMachine = { ...pending.machine, user: pending.open.user, boundSetId: "" };
      const login = await redeemedLogin(server, machine);
      const evidence = await evidenceOf(server, login.id);
      expect(evidence.enrolment.recorded).toMatchObject({
        confirmed_by: "console",
        confirmed_by_user: { id: by("approver").machine.user.id, name: "approver" },
      });
    });

    it.each(["approver", "administrator"] as const)(
      "is never done by %s for a machine of their own (R10)",
      async (role) => {
        const pending = await pendingFor(role);
        const said = role === "approver" ? "403 own_enrolment" : "403 not_permitted";
        expect((await confirmBy(role, pending)).said).toBe(said);
        expect(await stateOf(pending)).toEqual({ state: "pending" });
        expect((await confirmBy("owner", pending)).said).toBe("200");
      },
    );

    it.each(["administrator", "owner"] as const)(
      "is done by owners alone for %s, and tickets too: no administrator becomes an owner by enrolling (I1)",
      async (role) => {
        const pending = await pendingFor(role);
        for (const other of ["approver", "administrator"] as const)
          expect((await confirmBy(other, pending)).said).toBe("403 not_permitted");
        const ticket = await by("administrator").change("/api/console/tickets", {
          for: { kind: "people", users: [by(role).machine.user.id] },
          seconds: 900,
          uses: 1,
          demands: NO_DEMANDS,
          note: null,
        });
        expect(ticket.said).toBe("403 not_permitted");
        expect(await stateOf(pending)).toEqual({ state: "pending" });
      },
    );

    it("is done by an owner for himself only where no other owner could", async () => {
      const pending = await pendingFor("owner");
      const other = await consoleOf(server, "owner");
      expect((await confirmBy("owner", pending)).said).toBe("403 own_enrolment");
      const { db } = server.services;
      await db.updateTable("bound_sets").set({ state: "revoked" }).where("id", "=", other.machine.boundSetId).execute();
      expect((await confirmBy("owner", pending)).said).toBe("200");
    });

    it("ends with five times other words", async () => {
      const pending = await pendingFor("bob");
      const typed = (await words(pending)).split(" ").toReversed().join(" ");
      const answers = await Promise.all(Array.from({ length: 5 }, () => confirmBy("approver", pending, typed)));
      for (const { said } of answers) expect(said).toMatch(/^400 (words_differ|enrolment_settled)$/);
      for (let tries = 0; tries < 5; tries++) await confirmBy("approver", pending, typed);
      expect((await confirmBy("approver", pending)).said).toBe("400 enrolment_settled");
      expect(await stateOf(pending)).toEqual({ state: "revoked" });
    });

    it("asks for a touch over these very words", async () => {
      const pending = await pendingFor("bob");
      const said = { words: await words(pending) };
      const other = { words: said.words.split(" ").toReversed().join(" ") };
      const seq = await lastEvent(server);
      const answer = await by("approver").change(at(pending.open, "/confirm"), said, { signed: other });
      expect(answer.said).toMatch(/^400 touch_invalid/);
      expect(await lastEvent(server)).toBe(seq + 1);
      expect(await stateOf(pending)).toEqual({ state: "pending" });
    });

    it("is not done of one that has not come to all its proofs, nor twice", async () => {
      const machine = await newMachine();
      const { open, met } = await enrolmentWithPasskey(server, machine, "bob");
      expect((await confirmBy("approver", { machine, open, met })).said).toBe("400 enrolment_settled");
      const pending = await pendingFor("bob");
      const answers = await Promise.all([1, 2, 3].map(() => confirmBy("approver", pending)));
      expect(answers.map(({ said }) => said).toSorted()).toEqual([
        "200",
        "400 enrolment_settled",
        "400 enrolment_settled",
      ]);
    });
  });

  const eventRows = async (subject: string) => ({
    rows: await server.services.db
      .selectFrom("events")
      .selectAll()
      .where("subject", "=", subject)
      .orderBy("seq")
      .execute(),
  });
});
