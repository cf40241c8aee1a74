import { enrolmentDetailSchema } from "@nearside/shared/api/console/enrolments.ts";
import { NO_DEMANDS } from "@nearside/shared/api/ticket-demands.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { redeemedLogin } from "../../../../test/kit/log-in.ts";
import { type EnrolledMachine, newMachine } from "../../../../test/kit/machine.ts";
import { consoleOf } from "../../../testing/console.ts";
import { enrolmentWithPasskey } from "../../../testing/enrol.ts";
import { evidenceOf } from "../../../testing/evidence.ts";
import { lastEventSeq } from "../../../testing/ledger.ts";
import { openPendingStage, type PendingStage, pathOfPending, wordsOfPending } from "../../../testing/pending.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";

// An administrator lets a machine in (protocol §3.5) only by typing the words that its person reads out.

describe.each(DATABASES)("on %s", (database) => {
  let stage: PendingStage;
  beforeAll(async () => {
    stage = await openPendingStage(database);
  });
  afterAll(() => stage.server.close());

  describe("admitting", () => {
    it.each(["approver", "administrator", "owner"] as const)("is done by the words alone, by %s", async (role) => {
      const pending = await stage.pendingFor("bob");
      const wrong = {
        outcome: "400 words_differ",
        event: { kind: "enrolment_step_refused", data: { step: "confirm" } },
      };
      const typed = `${(await wordsOfPending(pending)).split(" ").toReversed().join(" ")}`;
      expect((await stage.confirmBy(role, pending, typed)).outcome).toBe(wrong.outcome);
      expect((await stage.confirmBy(role, pending)).outcome).toBe("200");
      expect(await stage.stateOf(pending)).toBe("active");
      expect(await lastEventOf(pending.open.id)).toMatchObject({
        kind: "enrolment_confirmed",
        actor_user: stage.by(role).machine.user.id,
        actor_device: stage.by(role).machine.device.thumbprint,
      });
    });

    it("names its person in the evidence of a login", async () => {
      const pending = await stage.pendingFor("bob");
      await stage.confirmBy("approver", pending);
      const detail = (await stage.by("auditor").get(pathOfPending(pending.open))).as(enrolmentDetailSchema);
      expect(detail.confirmed).toMatchObject({ by: "console", person: { name: "approver" } });
      const machine: EnrolledMachine = { ...pending.machine, user: pending.open.user, boundSetId: "" };
      const login = await redeemedLogin(stage.server, machine);
      const evidence = await evidenceOf(stage.server, login.id);
      expect(evidence.enrolment.recorded).toMatchObject({
        confirmed_by: "console",
        confirmed_by_user: { id: stage.by("approver").machine.user.id, name: "approver" },
      });
    });

    it.each(["approver", "administrator"] as const)(
      "is never done by %s for a machine of their own (R10)",
      async (role) => {
        const pending = await stage.pendingFor(role);
        const outcome = role === "approver" ? "403 own_enrolment" : "403 not_permitted";
        expect((await stage.confirmBy(role, pending)).outcome).toBe(outcome);
        expect(await stage.stateOf(pending)).toBe("pending");
        expect((await stage.confirmBy("owner", pending)).outcome).toBe("200");
      },
    );

    it.each(["administrator", "owner"] as const)(
      "is done by owners alone for %s, and tickets too: no administrator becomes an owner by enrolling (I1)",
      async (role) => {
        const pending = await stage.pendingFor(role);
        for (const other of ["approver", "administrator"] as const)
          expect((await stage.confirmBy(other, pending)).outcome).toBe("403 not_permitted");
        const ticket = await stage.by("administrator").change("/api/console/tickets", {
          for: { kind: "people", users: [stage.by(role).machine.user.id] },
          seconds: 900,
          uses: 1,
          demands: NO_DEMANDS,
          note: null,
        });
        expect(ticket.outcome).toBe("403 not_permitted");
        expect(await stage.stateOf(pending)).toBe("pending");
      },
    );

    it("is done by owners for themselves only where no other owner could", async () => {
      const pending = await stage.pendingFor("owner");
      const other = await consoleOf(stage.server, "owner");
      expect((await stage.confirmBy("owner", pending)).outcome).toBe("403 own_enrolment");
      const { db } = stage.server.services;
      await db.updateTable("bound_sets").set({ state: "revoked" }).where("id", "=", other.machine.boundSetId).execute();
      expect((await stage.confirmBy("owner", pending)).outcome).toBe("200");
    });

    it("ends with five times other words", async () => {
      const pending = await stage.pendingFor("bob");
      const typed = (await wordsOfPending(pending)).split(" ").toReversed().join(" ");
      const answers = await Promise.all(Array.from({ length: 5 }, () => stage.confirmBy("approver", pending, typed)));
      for (const { outcome } of answers) expect(outcome).toMatch(/^400 (words_differ|enrolment_settled)$/);
      for (let tries = 0; tries < 5; tries++) await stage.confirmBy("approver", pending, typed);
      expect((await stage.confirmBy("approver", pending)).outcome).toBe("400 enrolment_settled");
      expect(await stage.stateOf(pending)).toBe("revoked");
    });

    it("asks for a touch over these very words", async () => {
      const pending = await stage.pendingFor("bob");
      const outcome = { words: await wordsOfPending(pending) };
      const other = { words: outcome.words.split(" ").toReversed().join(" ") };
      const seq = await lastEventSeq(stage.server);
      const answer = await stage
        .by("approver")
        .change(pathOfPending(pending.open, "/admit"), outcome, { signed: other });
      expect(answer.outcome).toMatch(/^400 touch_invalid/);
      expect(await lastEventSeq(stage.server)).toBe(seq + 1);
      expect(await stage.stateOf(pending)).toBe("pending");
    });

    it("refuses an enrolment that lacks proofs, and a second time", async () => {
      const machine = await newMachine();
      const { open, met } = await enrolmentWithPasskey(stage.server, machine, "bob");
      expect((await stage.confirmBy("approver", { machine, open, met })).outcome).toBe("400 enrolment_settled");
      const pending = await stage.pendingFor("bob");
      const answers = await Promise.all([1, 2, 3].map(() => stage.confirmBy("approver", pending)));
      expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual([
        "200",
        "400 enrolment_settled",
        "400 enrolment_settled",
      ]);
    });
  });

  const lastEventOf = async (subject: string) => {
    const events = stage.server.services.db.selectFrom("events").selectAll().where("subject", "=", subject);
    return events.orderBy("seq", "desc").limit(1).executeTakeFirst();
  };
});
