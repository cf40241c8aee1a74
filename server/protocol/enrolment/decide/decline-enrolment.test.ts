import { askAgainAnswerSchema } from "@nearside/shared/api/console/enrolments.ts";
import { ticketsAnswerSchema } from "@nearside/shared/api/console/tickets.ts";
import { NO_DEMANDS } from "@nearside/shared/api/ticket-demands.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askToEnrol, meetToEnrol, opened, prove, usePasskey, viewedBy } from "../../../../test/kit/enrolment-steps.ts";
import { type Machine, newMachine } from "../../../../test/kit/machine.ts";
import { postJson } from "../../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import { enrolledMachine, newTicket, pendingBrowser } from "../../../testing/enrol.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { openPendingStage, type PendingStage, pathOfPending, wordsOfPending } from "../../../testing/pending.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { revokeMachine } from "../../revocation/revoke-machine.ts";

// An administrator declines an enrolment, and the person learns about that.

describe.each(DATABASES)("on %s", (database) => {
  let stage: PendingStage;
  beforeAll(async () => {
    stage = await openPendingStage(database);
  });
  afterAll(() => stage.server.close());

  describe("a refusal", () => {
    it("ends it, and the person reads why", async () => {
      const pending = await stage.pendingFor("bob");
      const answer = await stage.by("approver").change(pathOfPending(pending.open, "/refuse"), {
        note: "Not on this machine, please.",
      });
      expect(answer.outcome).toBe("200");
      expect(await stage.stateOf(pending)).toBe("revoked");
      expect(await viewedBy(stage.server, pending.machine.device, pending.open)).toMatchObject({
        state: "refused",
        end: { reason: "declined", note: "Not on this machine, please." },
      });
      expect((await eventsOf(stage.server, pending.open.id)).at(-1)).toEqual({
        kind: "enrolment_refused",
        subject: pending.open.id,
        data: { reason: "declined", by: "administrator", note: "Not on this machine, please." },
      });
      expect((await stage.confirmBy("owner", pending)).outcome).toBe("400 enrolment_settled");
    });

    it("is told to the page that met, and to no other", async () => {
      const pending = await stage.pendingFor("bob");
      await stage.by("approver").change(pathOfPending(pending.open, "/refuse"), { note: "No." });
      const body = { known: "pending" };
      const path = `/api/enrolments/${pending.open.id}/state`;
      const ask = (browser: Machine["browser"]) => postJson(stage.server, path, body, { browser });
      expect((await ask(pending.machine.browser)).text).toContain('"note":"No."');
      expect((await ask((await newMachine()).browser)).text).not.toContain("No.");
    });

    it.each(["a\nb", "x\u202ey", " ", "n".repeat(501)])("is not given with the note %j", async (note) => {
      const pending = await stage.pendingFor("bob");
      const answer = await stage.by("approver").change(pathOfPending(pending.open, "/refuse"), { note });
      expect(answer.outcome).toBe("400 invalid_request");
      expect(answer.text).toContain('"field":"note"');
      expect(await stage.stateOf(pending)).toBe("pending");
    });

    it("is not lost to words that are mistyped at once", async () => {
      const pending = await stage.pendingFor("bob");
      const typed = (await wordsOfPending(pending)).split(" ").toReversed().join(" ");
      const [, no] = await Promise.all([
        stage.confirmBy("administrator", pending, typed),
        stage.by("approver").change(pathOfPending(pending.open, "/refuse"), { note: null }),
      ]);
      expect(no.outcome).toBe("200");
      expect(await stage.stateOf(pending)).toBe("revoked");
    });
  });

  describe("asking again", () => {
    it("ends it, tells the person what to do otherwise, and gives a fresh ticket that asks for the same", async () => {
      const demands = { ...NO_DEMANDS, device_bound: true };
      const machine = await newMachine();
      const open = await opened(
        await askToEnrol(stage.server, machine, "bob", await newTicket(stage.server, "bob", { demands, uses: 3 })),
      );
      const met = await meetToEnrol(stage.server, machine, open);
      await usePasskey(stage.server, machine, open, met);
      for (const signer of [machine.extension, machine.device]) await prove(stage.server, machine, open, signer);
      const change = { note: "Use your security key.", seconds: 3600 };
      expect((await stage.by("approver").change(pathOfPending(open, "/ask-again"), change)).outcome).toBe(
        "403 not_permitted",
      );
      const answer = await stage.by("administrator").change(pathOfPending(open, "/ask-again"), change);
      const { ticket, user } = answer.as(askAgainAnswerSchema);
      expect(user.name).toBe("bob");
      expect(await viewedBy(stage.server, machine.device, open)).toMatchObject({
        end: { reason: "asked_again", note: "Use your security key." },
      });
      const listed = await stage.by("auditor").get("/api/console/tickets?state=open&q=bob&order=desc");
      const rows = listed.as(ticketsAnswerSchema).rows.filter(({ made_by }) => made_by?.name === "administrator");
      expect(rows).toMatchObject([{ demands, uses: 1 }]);
      expect((await askToEnrol(stage.server, await newMachine(), "bob", ticket?.ticket ?? "")).status).toBe(201);
    });

    it("gives one administrator no ticket for a person whom only two can bring back, so a refusal ends it (threat R26)", async () => {
      const only = await enrolledMachine(stage.server, "carol");
      const pending = await stage.pendingFor("carol");
      await revokeMachine(stage.server.services, only.boundSetId, { by: SERVER_SHELL, note: null });
      const change = { note: "Once more, please.", seconds: 3600 };
      expect((await stage.by("administrator").change(pathOfPending(pending.open, "/ask-again"), change)).outcome).toBe(
        "409 conflict",
      );
      expect(await stage.stateOf(pending)).toBe("pending");
      expect(
        (await stage.by("administrator").change(pathOfPending(pending.open, "/refuse"), { note: null })).outcome,
      ).toBe("200");
    });

    it("needs no ticket for a further browser", async () => {
      const { open } = await pendingBrowser(stage.server, await enrolledMachine(stage.server, "bob"));
      const change = { note: "In Firefox, please.", seconds: 900 };
      const answer = await stage.by("administrator").change(pathOfPending(open, "/ask-again"), change);
      expect(answer.as(askAgainAnswerSchema).ticket).toBeNull();
    });
  });
});
