import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsolePage, openConsole } from "../../../../test/kit/console.ts";
import { type MetLogin, metLogin } from "../../../../test/kit/log-in.ts";
import { approve, poll } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { ANYBODY } from "../../../../test/kit/rules.ts";
import { coApprove } from "../../../../test/kit/second-approver.ts";
import { findLogin } from "../../../register/logins/login-store.ts";
import { noteAdmissions } from "../../../register/people/admissions.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { ruleBy } from "../../../testing/rule-by.ts";
import { serverForEach } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";

const ASKS =
  '@id("two") @require_second_approver("user:bob user:carol") @quorum("2") @within("24h") @newcomers("1h") forbid (principal, action == Action::"approve", resource);';

describe.each(DATABASES)("the facts that rules read of a login that waits, on %s", (database) => {
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
  const stateOf = async ({ id }: MetLogin) => (await findLogin(server.services.db, id))?.state;
  const both = async (login: MetLogin) => {
    expect((await coApprove(server, bob, login)).outcome).toBe("200");
    expect((await coApprove(server, carol, login)).text).toContain('"approved"');
  };

  it("are the groups of its person as the token is made", async () => {
    const { db } = server.services;
    const now = server.services.clock();
    const named = { id: "gr_deployers", name: "deployers", appearance: "deployers", name_key: "deployers" };
    await db
      .insertInto("groups")
      .values({ ...named, description: "", created_at: now })
      .execute();
    const member = { group_id: named.id, user_id: alice.user.id, added_at: now };
    await db.insertInto("group_members").values(member).execute();
    await ruleBy(server, '@id("p") permit (principal in Group::"deployers", action, resource);', ASKS);
    const stays = await waitingLogin();
    await both(stays);
    expect((await poll(server, stays)).status).toBe(200);
    const leaves = await waitingLogin();
    await db.deleteFrom("group_members").where("user_id", "=", alice.user.id).execute();
    await both(leaves);
    expect((await poll(server, leaves)).outcome).toBe("400 access_denied/rule_denied");
    expect(await stateOf(leaves)).toBe("refused");
  });

  it("is her role as the token is made", async () => {
    const as = (role: "user" | "owner") =>
      server.services.db.updateTable("users").set({ role }).where("id", "=", alice.user.id).execute();
    await as("owner");
    await ruleBy(server, '@id("p") permit (principal, action, resource) when { principal.role == "owner" };', ASKS);
    const login = await waitingLogin();
    await as("user");
    await both(login);
    expect((await poll(server, login)).outcome).toBe("400 access_denied/rule_denied");
  });

  it("are newcomers as rules have them now, where those are stricter", async () => {
    await ruleBy(server, ANYBODY, ASKS);
    const at = server.services.clock();
    const carolIn = { userId: carol.machine.user.id, byUserId: alice.user.id, door: "ticket" } as const;
    await server.services.db.transaction().execute((trx) => noteAdmissions(trx, [carolIn], at));
    server.pass(2 * 3600);
    bob = await openConsole(server, bob.machine);
    carol = await openConsole(server, carol.machine);
    const [first, second] = [await waitingLogin(), await waitingLogin()];
    expect((await coApprove(server, bob, first)).outcome).toBe("200");
    await both(second);
    await ruleBy(server, ANYBODY, ASKS.replace('"1h"', '"30d"'));
    expect((await coApprove(server, carol, first)).outcome).toBe("400 co_newcomer");
    expect((await poll(server, second)).outcome).toBe("400 access_denied/co_approval_lost");
    expect(await stateOf(second)).toBe("refused");
  });
});
