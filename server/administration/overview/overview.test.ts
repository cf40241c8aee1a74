import { type Figures, overviewApi } from "@nearside/shared/api/console/overview.ts";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { sayStartedElsewhere } from "../../../test/kit/login-messages.ts";
import { deny, loginNonce, startedLogin } from "../../../test/kit/login-steps.ts";
import { newMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { quarantineMachine } from "../../protocol/revocation/quarantine-machine.ts";
import { consoleOf } from "../../testing/console.ts";
import { enrolledMachine, newTicket, pendingMachine } from "../../testing/enrol.ts";
import { newPerson } from "../../testing/people.ts";
import { plansOf } from "../../testing/query-plan.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { makeCodes } from "../recovery/break-glass/make-codes.ts";
import { countFigures } from "./figures.ts";

const DAY_MS = 86_400_000;
const NONE = { issued: 0, approved: 0, waiting: 0, denied: 0, refused: 0, expired: 0, cancelled: 0 };

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let owner: ConsolePage;
  /** Beginnings of three days and the end of the last. What the test does is done in the last two of them. */
  let midnights: readonly number[];
  beforeAll(async () => {
    const begin = server.services.clock();
    midnights = [-2, -1, 0, 1].map((day) => begin + day * DAY_MS + 3_600_000);
    const alice = await enrolledMachine(server, "alice");
    const mallory = await enrolledMachine(server, "mallory");
    await redeemedLogin(server, alice);
    await redeemedLogin(server, alice);
    const denied = await metLogin(server, alice);
    await deny(server, denied, denied.met.attestation, alice.extension, true);
    const foreign = await startedLogin(server, mallory);
    await sayStartedElsewhere(server, foreign, alice.extension, await loginNonce(server, alice.browser, foreign));
    await startedLogin(server, alice); // nobody ends it

    server.pass(2 * 3600);
    const bob = await enrolledMachine(server, "bob");
    await startedLogin(server, bob);
    await startedLogin(server, mallory);
    await quarantineMachine(server.services, mallory.boundSetId, { note: null, by: SERVER_SHELL });
    await pendingMachine(server, await newMachine(), "carol");
    await newTicket(server, "dan");
    await newPerson(server, "erin");
    owner = await consoleOf(server, "owner", "owner");
  });

  const query = (days = midnights) => `${overviewApi.figures.path}?midnights=${days.join(",")}`;
  const figures = async (page = owner, days = midnights): Promise<Figures> =>
    (await page.get(query(days))).as(overviewApi.figures.output);
  const overview = async (page = owner) => (await page.get(overviewApi.state.path)).as(overviewApi.state.output);

  it("counts logins on the day on which they were started, by outcome", async () => {
    const { logins } = await figures();
    expect(logins).toEqual([
      NONE,
      { ...NONE, issued: 2, denied: 1, refused: 1, expired: 1 },
      { ...NONE, waiting: 1, refused: 1 },
    ]);
    expect((await figures(owner, midnights.slice(0, 2))).logins).toEqual([NONE]);
  });

  it("counts what was tried from elsewhere, and why logins were refused", async () => {
    const { foreign, refusals } = await figures();
    expect(foreign).toEqual([
      { opened: 0, disowned: 0 },
      { opened: 1, disowned: 1 },
      { opened: 0, disowned: 0 },
    ]);
    expect(refusals).toEqual({ reasons: [{ reason: "device_quarantined", logins: 2 }], others: 0 });
  });

  it("counts nothing that came after the last day", async () => {
    const { foreign, refusals, programs } = await figures(owner, midnights.slice(0, 3));
    expect(foreign).toHaveLength(2);
    expect(refusals.reasons).toEqual([{ reason: "device_quarantined", logins: 1 }]);
    expect(programs.clients.map(({ logins }) => logins)).toEqual([5]);
  });

  it("counts programs, people, keys and models as they are", async () => {
    const { programs, people, keys, models } = await figures();
    expect(programs.clients).toEqual([{ id: expect.any(String), name: expect.any(String), logins: 7 }]);
    expect(people).toEqual({ enrolled: 4, not_enrolled: 3, open_tickets: expect.any(Number) });
    // the machine in quarantine and the one that waits do not count
    expect(Object.values(keys ?? {}).reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(models?.models.reduce((sum, { passkeys }) => sum + passkeys, 0)).toBe(5);
  });

  it("takes days only that follow each other, and not too many", async () => {
    const [first = 0, second = 0, third = 0] = midnights;
    for (const days of [
      [first],
      [second, first],
      [first, third],
      [first, first],
      Array.from({ length: 92 }, (_, at) => at),
    ])
      expect((await owner.get(query(days))).outcome, String(days.length)).toBe("400 invalid_request");
  });

  it("says what needs attention, the most pressing first", async () => {
    const { attention } = await overview();
    expect(attention.map(({ kind, count }) => [kind, count])).toEqual([
      ["alarms", 2],
      ["break_glass_codes", 0], // none were ever made
      ["enrolments", 1],
      ["quarantined", 1],
      ["mail_off", 1],
      ["tickets_expiring", 1],
    ]);
  });

  it("shows the steps of the first day, until each is done", async () => {
    const stepsDone = async () => (await overview()).first_day.flatMap(({ step, done }) => (done ? [step] : []));
    expect(await stepsDone()).toEqual(["own_machine", "invitation", "client"]);
    await makeCodes(server.services, 3, SERVER_SHELL);
    expect((await overview()).attention.map(({ kind }) => kind)).not.toContain("break_glass_codes");
    await newPerson(server, "second", { role: "owner" });
    expect(await stepsDone()).toEqual(["own_machine", "break_glass_codes", "invitation", "second_owner", "client"]);
    await server.services.db.updateTable("break_glass_codes").set({ used_at: 1 }).where("number", ">", 1).execute();
    expect((await overview()).attention).toContainEqual({ kind: "break_glass_codes", count: 1, at: null });
  });

  it("shows each role what it may read, and no more", async () => {
    const author = await consoleOf(server, "rule_author");
    expect((await overview(author)).attention.map(({ kind }) => kind)).toEqual(["alarms", "quarantined"]);
    expect((await overview(author)).first_day).toEqual([]);
    expect(await figures(author)).toMatchObject({ models: null, keys: { tpm: 0 } });
    expect((await figures(author)).people).not.toHaveProperty("open_tickets");
    const auditor = await consoleOf(server, "auditor");
    expect((await overview(auditor)).attention).toContainEqual({ kind: "mail_off", count: 1, at: null });
    const user = await consoleOf(server, "user");
    expect(await overview(user)).toEqual({ attention: [], first_day: [] });
    expect((await user.get(query())).outcome).toBe("403 not_permitted");
  });

  it("goes through no table of logins, events or machines", async () => {
    const plans = await plansOf(server, async (db) => {
      await countFigures({ ...server.services, db }, "owner", { midnights: [...midnights] });
    });
    expect(plans.length).toBeGreaterThan(8);
    for (const plan of plans) expect(plan).not.toMatch(/SCAN (?:logins|events|devices)(?! USING)/);
    if (database === "sqlite") {
      expect(plans[0]).toMatch(/SEARCH logins USING COVERING INDEX logins_issued/);
      const programs = plans.filter((plan) => /COVERING INDEX logins_of_client/.test(plan));
      expect(programs).toHaveLength(1);
      expect(programs[0]).not.toMatch(/SCAN logins/);
      expect(
        plans.filter((plan) => /SEARCH logins USING INDEX logins_by_reason \(<expr>=\? AND created_at/.test(plan)),
      ).toHaveLength(1);
      const people = plans.filter((plan) => plan.includes("people_index"));
      expect(people).toHaveLength(1);
      expect(people[0]?.match(/SCAN users USING INDEX users_ended/g)).toHaveLength(2);
    }
  });
});
