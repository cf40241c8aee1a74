import { approvalsAnswerSchema } from "@nearside/shared/api/console/approvals.ts";
import { approveAnswerSchema, decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { openConsole } from "../../../../test/kit/console.ts";
import { metLogin } from "../../../../test/kit/log-in.ts";
import { approve, askForDecision, poll } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { ANYBODY } from "../../../../test/kit/rules.ts";
import { APPROVALS, coApprove } from "../../../../test/kit/second-approver.ts";
import { findLogin } from "../../../register/logins/login-store.ts";
import { noteAdmissions } from "../../../register/people/admissions.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { largeGroup } from "../../../testing/large-group.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { ruleBy } from "../../../testing/rule-by.ts";
import { serverForEach } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { countApprovals } from "./list-approvals.ts";

const asks = (how: string) => `@id("two") ${how} forbid (principal, action == Action::"approve", resource);`;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let alice: EnrolledMachine;
  let bob: EnrolledMachine;

  beforeEach(async () => {
    alice = await enrolledMachine(server, "alice");
    bob = await enrolledMachine(server, "bob");
    await enrolledMachine(server, "carol");
  });

  const inSeconds = (seconds: number) => Math.ceil(server.services.clock() / 1000 + seconds);

  /** Alice admits those people now. */
  const admit = (...ids: string[]) =>
    server.services.db.transaction().execute((trx) =>
      noteAdmissions(
        trx,
        ids.map((userId) => ({ userId, byUserId: alice.user.id, door: "ticket" as const })),
        server.services.clock(),
      ),
    );
  const refusedAtOnce = async () => {
    const login = await metLogin(server, alice);
    const answer = await askForDecision(server, alice, login);
    expect(answer.outcome).toBe("400 co_approver_missing");
    return { login, told: JSON.parse(answer.text) };
  };
  const waits = async () => {
    const login = await metLogin(server, alice);
    const answer = await approve(server, alice, login, login.met.answer.as(decidedAnswerSchema));
    const approved = answer.as(approveAnswerSchema);
    if (approved.state !== "waiting") return expect.fail("it does not wait");
    return { login, second: approved.second };
  };

  it("ends a login at once where only newcomers are named, and tells page, command line and log", async () => {
    await ruleBy(server, ANYBODY, asks('@require_second_approver("user:bob") @within("15m")'));
    await admit(bob.user.id);
    const newcomers = [{ name: "bob", counts_from: inSeconds(3600) }];
    const { login, told } = await refusedAtOnce();
    expect(told).toMatchObject({ newcomers, rules: [{ id: "two" }] });
    expect(await findLogin(server.services.db, login.id)).toMatchObject({
      ...{ state: "refused", newcomers: [{ id: bob.user.id, counts_from: inSeconds(3600) }] },
    });
    expect(JSON.parse((await poll(server, login)).text)).toMatchObject({
      ...{ error: "access_denied", refusal: "co_approver_missing", newcomers, rules: [{ id: "two" }] },
    });
    const ended = (await eventsOf(server, login.id)).filter(({ kind }) => kind === "login_ruled_out");
    expect(ended).toMatchObject([{ data: { reason: "co_approver_missing", step: "decision", rules: ["two"] } }]);
  });

  it("says so once they count", async () => {
    await ruleBy(server, ANYBODY, asks('@require_second_approver("user:bob") @within("15m")'));
    await admit(bob.user.id);
    server.pass(3600);
    const { login, second } = await waits();
    expect(second).toMatchObject({ asked: ["bob"], asked_total: 1 });
    expect(second.newcomers).toBeUndefined();
    expect((await coApprove(server, await openConsole(server, bob), login)).outcome).toBe("200");
  });

  it.each([
    ["nobody has that name", '@require_second_approver("user:dave")'],
    ["it names the person alone who logs in", '@require_second_approver("user:alice")'],
    ["it wants more people than can approve", '@require_second_approver("user:bob user:dave") @quorum("2")'],
  ])("ends it at once where %s", async (_why, how) => {
    await ruleBy(server, ANYBODY, asks(how));
    expect((await refusedAtOnce()).told.newcomers).toBeUndefined();
  });

  it("ends it at once where one of two lists can't be met", async () => {
    const other = asks('@require_second_approver("user:bob")').replace('"two"', '"three"');
    await ruleBy(server, ANYBODY, asks('@require_second_approver("user:carol") @within("15m")'), other);
    await admit(bob.user.id);
    expect((await refusedAtOnce()).told.newcomers).toMatchObject([{ name: "bob" }]);
  });

  it("names who does not count yet while others are asked, and shows them from when they do", async () => {
    await ruleBy(server, ANYBODY, asks('@require_second_approver("user:bob user:carol") @within("2h")'));
    await admit(bob.user.id);
    const { login, second } = await waits();
    const counts_from = inSeconds(3600);
    expect(second).toMatchObject({ asked: ["carol"], asked_total: 1, newcomers: [{ name: "bob", counts_from }] });
    const page = await openConsole(server, bob);
    const approver = { userId: bob.user.id, deviceJkt: bob.device.thumbprint };
    const listed = async () => (await page.get(APPROVALS)).as(approvalsAnswerSchema).waiting;
    expect(await listed()).toMatchObject([{ id: login.id, counts_from: expect.closeTo(counts_from * 1000, -4) }]);
    expect(await countApprovals(server.services, approver)).toBe(0);
    expect((await coApprove(server, page, login)).outcome).toBe("400 co_newcomer");
  });

  it("waits for a newcomer who counts before the time is over", async () => {
    await ruleBy(server, ANYBODY, asks('@require_second_approver("user:bob") @within("15m")'));
    await admit(bob.user.id);
    server.pass(3600 - 300);
    const { login, second } = await waits();
    expect(second).toMatchObject({ asked: [], newcomers: [{ name: "bob", counts_from: inSeconds(300) }] });
    server.pass(301);
    await poll(server, login, { form: { known_second: "0" } });
    const page = await openConsole(server, bob);
    expect((await page.get(APPROVALS)).as(approvalsAnswerSchema).waiting[0]?.counts_from).toBeUndefined();
    expect((await coApprove(server, page, login)).outcome).toBe("200");
  });

  it("looks at everybody of a large group where the first of them do not suffice", async () => {
    await largeGroup(server, 250);
    await ruleBy(server, ANYBODY, asks('@require_second_approver("group:leads") @within("15m")'));
    const first = Array.from({ length: 240 }, (_, n) => `m-${String(n).padStart(5, "0")}`);
    await admit(...first);
    const { second } = await waits();
    expect(second).toMatchObject({ asked_total: 10, newcomers: { length: 16 } });
    await admit(...first, ...Array.from({ length: 10 }, (_, n) => `m-${String(n + 240).padStart(5, "0")}`));
    expect((await refusedAtOnce()).told.newcomers).toHaveLength(16);
  });
});
