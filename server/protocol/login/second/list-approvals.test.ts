import { approvalsAnswerSchema } from "@nearside/shared/api/console/approvals.ts";
import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsolePage, openConsole } from "../../../../test/kit/console.ts";
import { type MetLogin, metLogin } from "../../../../test/kit/log-in.ts";
import { approve, poll } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { ANYBODY } from "../../../../test/kit/rules.ts";
import { APPROVALS, coApprove } from "../../../../test/kit/second-approver.ts";
import { postJson } from "../../../../test/kit/send.ts";
import { eraseFacts } from "../../../register/logins/erase-facts.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { ruleBy } from "../../../testing/rule-by.ts";
import { serverForEach } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";

const asks = (how: string) => `@id("two") ${how} forbid (principal, action == Action::"approve", resource);`;
const LEADS = { id: "gr_leads", name: "leads", appearance: "leads", name_key: "leads", description: "" };

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let alice: EnrolledMachine;
  let bob: ConsolePage;
  let carol: ConsolePage;

  beforeEach(async () => {
    alice = await enrolledMachine(server, "alice");
    bob = await openConsole(server, await enrolledMachine(server, "bob"));
    carol = await openConsole(server, await enrolledMachine(server, "carol"));
  });

  async function waitingLogin(): Promise<MetLogin> {
    const login = await metLogin(server, alice);
    const answer = await approve(server, alice, login, login.met.answer.as(decidedAnswerSchema));
    expect(answer.text).toContain('"waiting"');
    return login;
  }
  const listOf = async (page: ConsolePage) => (await page.get(APPROVALS)).as(approvalsAnswerSchema);
  const putIntoLeads = ({ machine }: ConsolePage) =>
    server.services.db
      .insertInto("group_members")
      .values({ group_id: LEADS.id, user_id: machine.user.id, added_at: server.services.clock() })
      .execute();

  it("shows somebody who is named since then what waits for them, and nothing of what was asked before", async () => {
    const created_at = server.services.clock();
    await server.services.db
      .insertInto("groups")
      .values({ ...LEADS, created_at })
      .execute();
    const dave = await openConsole(server, await enrolledMachine(server, "dave"));
    await putIntoLeads(bob);
    await putIntoLeads(dave);
    await ruleBy(server, ANYBODY, asks('@require_second_approver("group:leads")'));
    const [ended, waits] = [await waitingLogin(), await waitingLogin()];
    await coApprove(server, bob, ended);
    expect((await poll(server, ended)).status).toBe(200);
    server.pass(60);
    await putIntoLeads(carol);
    const { waiting, recent } = await listOf(carol);
    expect(waiting.map(({ id }) => id)).toEqual([waits.id]);
    expect(recent).toEqual([]);
    expect((await listOf(dave)).recent).toMatchObject([{ id: ended.id, command: "deploy prod", mine: null }]);
    expect((await listOf(bob)).recent).toMatchObject([{ id: ended.id, mine: { outcome: "approved" } }]);
  });

  it("shows the reason that was typed until the login's facts are erased", async () => {
    await ruleBy(
      server,
      ANYBODY,
      asks('@require_second_approver("user:bob")'),
      '@id("why") @require_justification forbid (principal, action, resource);',
    );
    const login = await metLogin(server, alice);
    const justification = "The shop is down since ten.";
    const at = `/api/requests/${login.id}/decision`;
    const answer = await postJson(server, at, { justification }, { browser: alice.browser });
    await approve(server, alice, login, answer.as(decidedAnswerSchema));
    expect((await listOf(bob)).waiting).toMatchObject([{ id: login.id, justification }]);
    await coApprove(server, bob, login);
    expect((await poll(server, login)).status).toBe(200);
    expect((await listOf(bob)).recent).toMatchObject([{ id: login.id, justification }]);
    await server.services.db.transaction().execute((trx) => eraseFacts(trx, alice.user.id, server.now(), 10));
    expect((await listOf(bob)).recent).toMatchObject([{ id: login.id, justification: null }]);
  });

  it("has nobody whose approval was dropped among those who approved, and lets them end nothing", async () => {
    const dave = await openConsole(server, await enrolledMachine(server, "dave"));
    await ruleBy(server, ANYBODY, asks('@require_second_approver("user:bob user:carol user:dave") @quorum("2")'));
    const login = await waitingLogin();
    const jkt = bob.machine.device.thumbprint;
    const setBob = (state: "quarantined" | "active") =>
      server.services.db.updateTable("devices").set({ state }).where("jkt", "=", jkt).execute();
    expect((await coApprove(server, bob, login)).outcome).toBe("200");
    await setBob("quarantined");
    expect((await coApprove(server, carol, login)).text).toContain('"waiting"');
    expect((await coApprove(server, dave, login)).text).toContain('"approved"');
    expect((await poll(server, login)).status).toBe(200);
    await setBob("active");
    expect((await listOf(bob)).recent).toMatchObject([{ id: login.id, mine: null, tokens: [] }]);
    expect((await bob.change(`${APPROVALS}/${login.id}/end`, {})).outcome).toBe("404 unknown");
    expect((await carol.change(`${APPROVALS}/${login.id}/end`, {})).text).toBe('{"credentials":1}');
  });
});
