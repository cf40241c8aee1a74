import { askAgainAnswerSchema } from "@nearside/shared/api/console/enrolments.ts";
import { ticketsAnswerSchema } from "@nearside/shared/api/console/tickets.ts";
import { NO_DEMANDS } from "@nearside/shared/api/ticket-demands.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { askToEnrol, meetToEnrol, opened, prove, usePasskey, viewedBy } from "../../../test/kit/enrolment-steps.ts";
import { type Machine, newMachine } from "../../../test/kit/machine.ts";
import { postJson } from "../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { consolesOf } from "../../testing/console.ts";
import { enrolledMachine, newTicket, pendingBrowser } from "../../testing/enrol.ts";
import { eventsOf } from "../../testing/ledger.ts";
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
import { revokeMachine } from "../revocation/revoke-machine.ts";

// An administrator declines an enrolment, and the person hears about that.

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

  describe("a no", () => {
    it("ends it, and the person reads why", async () => {
      const pending = await pendingFor("bob");
      const answer = await by("approver").change(at(pending.open, "/decline"), {
        note: "Not on this machine, please.",
      });
      expect(answer.said).toBe("200");
      expect(await stateOf(pending)).toEqual({ state: "revoked" });
      expect(await viewedBy(server, pending.machine.device, pending.open)).toMatchObject({
        state: "refused",
        end: { reason: "declined", note: "Not on this machine, please." },
      });
      expect((await eventsOf(server, pending.open.id)).at(-1)).toEqual({
        kind: "enrolment_refused",
        subject: pending.open.id,
        data: { reason: "declined", by: "administrator", note: "Not on this machine, please." },
      });
      expect((await confirmBy("owner", pending)).said).toBe("400 enrolment_settled");
    });

    it("is told to the page that met, and to no other", async () => {
      const pending = await pendingFor("bob");
      await by("approver").change(at(pending.open, "/decline"), { note: "No." });
      const asked = { known: "pending" };
      const path = `/api/enrolments/${pending.open.id}/state`;
      const ask = (browser: Machine["browser"]) => postJson(server, path, asked, { browser });
      expect((await ask(pending.machine.browser)).text).toContain('"note":"No."');
      expect((await ask((await newMachine()).browser)).text).not.toContain("No.");
    });

    it.each(["a\nb", "x\u202ey", " ", "n".repeat(501)])("is not given with the note %j", async (note) => {
      const pending = await pendingFor("bob");
      const answer = await by("approver").change(at(pending.open, "/decline"), { note });
      expect(answer.said).toBe("400 invalid_request");
      expect(answer.text).toContain('"field":"note"');
      expect(await stateOf(pending)).toEqual({ state: "pending" });
    });

    it("is not lost to words that are mistyped at once", async () => {
      const pending = await pendingFor("bob");
      const typed = (await words(pending)).split(" ").toReversed().join(" ");
      const [, no] = await Promise.all([
        confirmBy("administrator", pending, typed),
        by("approver").change(at(pending.open, "/decline"), { note: null }),
      ]);
      expect(no.said).toBe("200");
      expect(await stateOf(pending)).toEqual({ state: "revoked" });
    });
  });

  describe("asking again", () => {
    it("ends it, tells the person what to do otherwise, and gives a fresh ticket that asks for the same", async () => {
      const demands = { ...NO_DEMANDS, device_bound: true };
      const machine = await newMachine();
      const open = await opened(
        await askToEnrol(server, machine, "bob", await newTicket(server, "bob", { demands, uses: 3 })),
      );
      const met = await meetToEnrol(server, machine, open);
      await usePasskey(server, machine, open, met);
      for (const signer of [machine.extension, machine.device]) await prove(server, machine, open, signer);
      const change = { note: "Use your security key.", seconds: 3600 };
      expect((await by("approver").change(at(open, "/ask-again"), change)).said).toBe("403 not_permitted");
      const answer = await by("administrator").change(at(open, "/ask-again"), change);
      const { ticket, user } = answer.as(askAgainAnswerSchema);
      expect(user.name).toBe("bob");
      expect(await viewedBy(server, machine.device, open)).toMatchObject({
        end: { reason: "asked_again", note: "Use your security key." },
      });
      const listed = await by("auditor").get("/api/console/tickets?state=open&q=bob&order=desc");
      const rows = listed.as(ticketsAnswerSchema).rows.filter(({ made_by }) => made_by?.name === "administrator");
      expect(rows).toMatchObject([{ demands, uses: 1 }]);
      expect((await askToEnrol(server, await newMachine(), "bob", ticket?.ticket ?? "")).status).toBe(201);
    });

    it("gives one administrator no ticket for who comes back by two, so that their no ends it (threat R26)", async () => {
      const only = await enrolledMachine(server, "carol");
      const pending = await pendingFor("carol");
      await revokeMachine(server.services, only.boundSetId, { by: SERVER_SHELL, note: null });
      const change = { note: "Once more, please.", seconds: 3600 };
      expect((await by("administrator").change(at(pending.open, "/ask-again"), change)).said).toBe("409 conflict");
      expect(await stateOf(pending)).toEqual({ state: "pending" });
      expect((await by("administrator").change(at(pending.open, "/decline"), { note: null })).said).toBe("200");
    });

    it("needs no ticket for a further browser", async () => {
      const { open } = await pendingBrowser(server, await enrolledMachine(server, "bob"));
      const change = { note: "In Firefox, please.", seconds: 900 };
      const answer = await by("administrator").change(at(open, "/ask-again"), change);
      expect(answer.as(askAgainAnswerSchema).ticket).toBeNull();
    });
  });
});
