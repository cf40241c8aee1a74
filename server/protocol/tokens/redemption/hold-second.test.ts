import { decidedAnswerSchema, standingAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { NO_DEMANDS } from "@nearside/shared/api/ticket-demands.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsolePage, openConsole } from "../../../../test/kit/console.ts";
import { type MetLogin, metLogin } from "../../../../test/kit/log-in.ts";
import { askStanding } from "../../../../test/kit/login-messages.ts";
import { approve, poll } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { ANYBODY } from "../../../../test/kit/rules.ts";
import { askCoDecision, coApprove } from "../../../../test/kit/second-approver.ts";
import { makeTickets } from "../../../administration/tickets/make-tickets.ts";
import { findLogin } from "../../../register/logins/login-store.ts";
import { giveRole } from "../../../testing/console.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { evidenceOf, verdictOn } from "../../../testing/evidence.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { ruleBy, verdictsOf } from "../../../testing/rule-by.ts";
import { serverForEach } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";

// Rules are published while a login waits for other people: they are asked again as its token is made (protocol §11).

const rule = (how: string, when = "") => `@id("two") ${how} forbid (principal, action, resource) ${when};`;
const asks = (who: string, how = "") => rule(`@require_second_approver("${who}") ${how}`);
const TWO = "user:bob user:carol";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let alice: EnrolledMachine;
  let bob: ConsolePage;
  let carol: ConsolePage;
  beforeEach(async () => {
    alice = await enrolledMachine(server, "alice");
    bob = await openConsole(server, await enrolledMachine(server, "bob"));
    carol = await openConsole(server, await enrolledMachine(server, "carol"));
    await ruleBy(server, ANYBODY, asks(TWO));
  });

  async function waitingLogin(): Promise<MetLogin> {
    const login = await metLogin(server, alice);
    const answer = await approve(server, alice, login, login.met.answer.as(decidedAnswerSchema));
    expect(JSON.parse(answer.text)).toMatchObject({ state: "waiting" });
    return login;
  }
  const approvedByBob = async () => {
    const login = await waitingLogin();
    expect((await coApprove(server, bob, login)).text).toContain("approved");
    return login;
  };
  const stateOf = async ({ id }: MetLogin) => (await findLogin(server.services.db, id))?.state;
  const tokensOf = async ({ id }: MetLogin) =>
    (await server.services.db.selectFrom("token_families").select("id").where("login_id", "=", id).execute()).length;

  it.each([
    ["what asks for no more", [ANYBODY, asks(`${TWO} user:dave`)]],
    ["what asks for nobody", [ANYBODY]],
    ["what gives more time", [ANYBODY, asks(TWO, '@within("24h")')]],
    ["what only reports", [ANYBODY, asks(TWO), '@id("no") @mode("report-only") forbid (principal, action, resource);']],
  ])("gives the token under %s", async (_what, rules) => {
    const login = await approvedByBob();
    await ruleBy(server, ...rules);
    (await poll(server, login)).as(tokenAnswerSchema);
    expect(await verdictOn(await evidenceOf(server, login.id))).toBe("holds");
  });

  it("ends a login that they deny now, and keeps the verdict", async () => {
    const login = await approvedByBob();
    const version = await ruleBy(server, ANYBODY, asks(TWO), '@id("shut") forbid (principal, action, resource);');
    const answer = await poll(server, login);
    expect(answer.outcome).toBe("400 access_denied/rule_denied");
    expect(await stateOf(login)).toBe("refused");
    expect(await tokensOf(login)).toBe(0);
    expect((await verdictsOf(server, login.id)).at(-1)).toMatchObject({ action: "approve", outcome: "deny", version });
    expect((await eventsOf(server, login.id)).at(-1)).toMatchObject({
      kind: "login_ruled_out",
      data: { step: "redeem", rules: ["shut"] },
    });
    await ruleBy(server, ANYBODY, asks(TWO));
    expect((await poll(server, login)).status).toBe(400); // and it stays over
    expect(await tokensOf(login)).toBe(0);
  });

  it.each([
    ["another person", asks("user:carol")],
    ["one of fewer", asks("user:bob")],
    ["more people", asks(TWO, '@quorum("2")')],
    ["a second list", `${asks(TWO)} ${asks("user:carol").replace('"two"', '"three"')}`],
    ["a reason", rule("@require_justification")],
    ["a ticket", rule('@require_ticket("OPS")')],
    ["a shorter token", rule('@access_token_life("60s")')],
  ])("ends a login where they ask for %s now, and tells terminal, page and log", async (_what, text) => {
    const login = await approvedByBob();
    const page = askStanding(server, login, alice.browser, "approved");
    const version = await ruleBy(server, ANYBODY, text);
    expect((await poll(server, login)).outcome).toBe("400 access_denied/rule_unmet");
    expect((await page).as(standingAnswerSchema)).toEqual({ state: "refused", reason: "rule_unmet" });
    expect(await tokensOf(login)).toBe(0);
    expect(await stateOf(login)).toBe("refused");
    expect((await eventsOf(server, login.id)).at(-1)).toMatchObject({
      kind: "login_ruled_out",
      data: { step: "redeem", reason: "rule_unmet", version, rules: expect.arrayContaining(["two"]) },
    });
    await ruleBy(server, ANYBODY, asks(TWO));
    expect((await poll(server, login)).outcome).toBe("400 access_denied/rule_unmet"); // and it stays over
    expect(await tokensOf(login)).toBe(0);
  });

  it("ends a login whose second approver may no longer approve, and tells terminal, page and log", async () => {
    const login = await approvedByBob();
    const page = askStanding(server, login, alice.browser, "approved");
    await server.services.db
      .updateTable("devices")
      .set({ state: "revoked" })
      .where("jkt", "=", bob.machine.device.thumbprint)
      .execute();
    expect((await poll(server, login)).outcome).toBe("400 access_denied/co_approval_lost");
    expect((await page).as(standingAnswerSchema)).toEqual({ state: "refused", reason: "co_approval_lost" });
    expect((await eventsOf(server, login.id)).slice(-2)).toMatchObject([
      { kind: "login_step_refused", data: { step: "redeem", code: "device_revoked" } },
      { kind: "login_refused", data: { reason: "co_approval_lost", was: "approved" } },
    ]);
    expect((await poll(server, login)).outcome).toBe("400 access_denied/co_approval_lost");
    expect(await tokensOf(login)).toBe(0);
  });

  it("judges by what the rules were given as it was approved, not by the hour of the second person", async () => {
    const { hour } = server.services.localTime.of(server.services.clock());
    await ruleBy(server, ANYBODY, asks(TWO, '@within("24h")'));
    const login = await waitingLogin();
    server.pass(2 * 3600);
    await poll(server, login, { form: { known_second: "0" } });
    bob = await openConsole(server, bob.machine);
    expect((await coApprove(server, bob, login)).outcome).toBe("200");
    const late = `@id("late") forbid (principal, action, resource) when { context.time.hour != ${hour} };`;
    await ruleBy(server, ANYBODY, asks(TWO, '@within("24h")'), late);
    (await poll(server, login)).as(tokenAnswerSchema);
  });

  it("is asked nothing where no rules were published since, and leaves one verdict", async () => {
    const login = await approvedByBob();
    (await poll(server, login)).as(tokenAnswerSchema);
    expect((await verdictsOf(server, login.id)).map(({ action, outcome }) => [action, outcome])).toEqual([
      ["approve", "allow"],
    ]);
  });

  describe("about people who were admitted lately", () => {
    const inviteBob = async () => {
      await giveRole(server, alice.user.id, "owner");
      const by = { userId: alice.user.id, deviceJkt: alice.device.thumbprint, changeId: "ch_test" };
      const terms = { seconds: 900, uses: 1, demands: NO_DEMANDS, note: null };
      const whom = { kind: "people" as const, users: [bob.machine.user.id] };
      const actor = { kind: "person" as const, ...by, permission: "people.manage" as const };
      await makeTickets(server.services, { ...terms, for: whom }, actor);
    };

    it("does not count whom their person admitted after they had approved", async () => {
      const login = await approvedByBob();
      await inviteBob();
      expect((await poll(server, login)).outcome).toBe("400 access_denied/co_approval_lost");
      expect(await tokensOf(login)).toBe(0);
    });

    it("goes by the stricter of both: an allowance that was revoked while it waited does not count", async () => {
      await inviteBob();
      await ruleBy(server, ANYBODY, asks(TWO, '@newcomers("allowed")'));
      const login = await approvedByBob();
      await ruleBy(server, ANYBODY, asks(TWO));
      expect((await poll(server, login)).outcome).toBe("400 access_denied/co_approval_lost");
      expect(await tokensOf(login)).toBe(0);
    });

    it("goes by the stricter of both: an allowance that came later admits nobody who was asked before", async () => {
      const login = await waitingLogin();
      await inviteBob();
      await ruleBy(server, ANYBODY, asks(TWO, '@newcomers("allowed")'));
      expect((await askCoDecision(bob, login)).outcome).toBe("400 co_newcomer");
      expect((await coApprove(server, carol, login)).outcome).toBe("200");
      (await poll(server, login)).as(tokenAnswerSchema);
    });
  });
});
