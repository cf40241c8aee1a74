import {
  type EnrolmentDetail,
  enrolmentDetailSchema,
  enrolmentsAnswerSchema,
} from "@nearside/shared/api/console/enrolments.ts";
import { makeTicketsAnswerSchema } from "@nearside/shared/api/console/tickets.ts";
import { NO_DEMANDS } from "@nearside/shared/api/ticket-demands.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askToEnrol, meetToEnrol, opened, showsWords } from "../../../../test/kit/enrolment-steps.ts";
import { newMachine } from "../../../../test/kit/machine.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { expectRefusal } from "../../../testing/ledger.ts";
import { openPendingStage, type PendingStage, pathOfPending, wordsOfPending } from "../../../testing/pending.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";

// A page about an enrolment never shows the words, nor anything that they can be computed from (protocol §3.5).

describe.each(DATABASES)("on %s", (database) => {
  let stage: PendingStage;
  beforeAll(async () => {
    stage = await openPendingStage(database);
  });
  afterAll(() => stage.server.close());

  describe("the description that they are shown", () => {
    it("has everything but the words, and the values from which the words can be computed", async () => {
      const pending = await stage.pendingFor("bob");
      const listed = await stage.by("auditor").get("/api/console/enrolments?state=pending&q=bob");
      const seen = await stage.by("approver").get(pathOfPending(pending.open));
      const row = listed.as(enrolmentsAnswerSchema).rows.find(({ id }) => id === pending.open.id);
      const detail: EnrolmentDetail = seen.as(enrolmentDetailSchema);
      expect(row).toMatchObject({
        kind: "machine",
        state: "pending",
        machine: { hostname: "laptop", os: "Debian 13", account: "ada", key_storage: "file", key_proven: false },
        passkey: { authenticator: { verdict: "not attested" }, synced: false, backed_up: false },
        address: "unknown",
      });
      expect(detail).toMatchObject({ ...row, is_own: false, ticket: { origin: "server_shell", made_by: null } });
      const typed = await wordsOfPending(pending);
      for (const { text } of [listed, seen]) {
        expect([showsWords(text, typed), showsWords(text + JSON.stringify(typed.split(" ")), typed)]).toEqual([
          false,
          true,
        ]);
        for (const hidden of [pending.met.attestation, pending.machine.authenticator.publicKey])
          expect(text).not.toContain(hidden);
      }
    });

    it("names who made the ticket, and from where machine and page asked", async () => {
      const page = stage.by("administrator");
      const made = await page.change("/api/console/tickets", {
        for: { kind: "people", users: [(await enrolledMachine(stage.server, "carol")).user.id] },
        seconds: 900,
        uses: 1,
        demands: NO_DEMANDS,
        note: "new laptop",
      });
      const [ticket] = made.as(makeTicketsAnswerSchema).tickets;
      const machine = await newMachine();
      const open = await opened(
        await askToEnrol(stage.server.from("192.0.2.1"), machine, "carol", ticket?.ticket ?? ""),
      );
      await meetToEnrol(stage.server.from("192.0.2.2"), machine, open);
      const detail = (await stage.by("auditor").get(pathOfPending(open))).as(enrolmentDetailSchema);
      expect(detail).toMatchObject({
        state: "open",
        address: "192.0.2.1",
        page_address: "192.0.2.2",
        ticket: { origin: "console", made_by: { name: "administrator" }, note: "new laptop" },
        other_machines: [{ hostname: "laptop" }],
      });
    });
  });

  it("shows an unknown enrolment to nobody", async () => {
    const unknown = `/api/console/enrolments/en_${stage.server.id()}`;
    expect((await stage.by("approver").get(unknown)).outcome).toBe("404 unknown");
    await expectRefusal(stage.server, () => stage.by("approver").get("/api/console/enrolments/x"), {
      outcome: "404 unknown",
      event: null,
    });
  });
});
