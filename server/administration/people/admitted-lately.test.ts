import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import type { Permission } from "@nearside/shared/roles.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { openConsole } from "../../../test/kit/console.ts";
import { askToEnrol, meetToEnrol, opened, prove, usePasskey, wordsOf } from "../../../test/kit/enrolment-steps.ts";
import { type MetLogin, metLogin } from "../../../test/kit/log-in.ts";
import { approve } from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { ANYBODY } from "../../../test/kit/rules.ts";
import { coApprove } from "../../../test/kit/second-approver.ts";
import { type PersonActor, SERVER_SHELL } from "../../platform/audit/actor.ts";
import { admitEnrolment } from "../../protocol/enrolment/decide/admit-enrolment.ts";
import { createTicket } from "../../register/enrolments/create-ticket.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { ruleBy } from "../../testing/rule-by.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { admitMachine } from "../recovery/break-glass/admit-machine.ts";
import { makeCodes } from "../recovery/break-glass/make-codes.ts";
import { useCode } from "../recovery/break-glass/use-code.ts";

const asks = (how: string) => `@id("two") ${how} forbid (principal, action == Action::"approve", resource);`;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let alice: EnrolledMachine;

  beforeEach(async () => {
    alice = await enrolledMachine(server, "alice");
    await enrolledMachine(server, "bob");
    await enrolledMachine(server, "carol"); // who always counts
    await hasRole("bob", "administrator");
  });

  const hasRole = (name: string, role: "owner" | "administrator") =>
    server.services.db.updateTable("users").set({ role }).where("name", "=", name).execute();
  const actorOf = (machine: EnrolledMachine, permission: Permission): PersonActor => ({
    kind: "person",
    userId: machine.user.id,
    deviceJkt: machine.device.thumbprint,
    changeId: "ch_attack",
    permission,
  });

  async function waitingLogin(): Promise<MetLogin> {
    const login = await metLogin(server, alice);
    const answer = await approve(server, alice, login, login.met.answer.as(decidedAnswerSchema));
    expect(answer.outcome).toBe("200");
    return login;
  }

  /** Enrols a new machine in the name of that person, up to where its words have to be typed. */
  async function bring(user: string, ticket: string) {
    const machine = await newMachine();
    const started = await opened(await askToEnrol(server, machine, user, ticket));
    const met = await meetToEnrol(server, machine, started);
    await usePasskey(server, machine, started, met);
    await prove(server, machine, started, machine.extension);
    expect((await prove(server, machine, started, machine.device)).outcome).toBe("200");
    return { id: started.id, words: await wordsOf(machine, met), enrolled: { ...machine, user: started.user } };
  }

  it("counts a machine that came by a break-glass code as admitted by everybody, who could have typed it", async () => {
    await hasRole("alice", "owner");
    await ruleBy(server, ANYBODY, asks('@require_second_approver("user:bob user:carol") @newcomers("30d")'));
    server.pass(40 * 86_400);
    const login = await waitingLogin();
    const { codes } = await makeCodes(server.services, 1, actorOf(alice, "break_glass.manage"));
    const [code = ""] = codes;
    const typed = { code, user: "bob", sessionJkt: "p", address: "203.0.113.9" };
    const { use, ticket } = await useCode(server.services, typed);
    const { words, enrolled } = await bring("bob", ticket.ticket);
    await admitMachine(server.services, use, words);
    const page = await openConsole(server, enrolled);
    expect((await coApprove(server, page, login)).outcome).toBe("400 co_newcomer");
  });

  it("counts a ticket from when a machine came by it, and not only from when it was made", async () => {
    await hasRole("alice", "administrator");
    await ruleBy(server, ANYBODY, asks('@require_second_approver("user:bob user:carol") @newcomers("24h")'));
    const { ticket } = await server.services.db.transaction().execute(async (trx) => {
      const user = await trx.selectFrom("users").select("id").where("name", "=", "bob").executeTakeFirstOrThrow();
      const by = actorOf(alice, "tickets.manage");
      return createTicket(trx, { user, by, seconds: 7 * 86_400 }, server.services);
    });
    server.pass(25 * 3600);
    const { id, words, enrolled } = await bring("bob", ticket);
    await admitEnrolment(server.services, id, words, SERVER_SHELL);
    const login = await waitingLogin();
    const page = await openConsole(server, enrolled);
    expect((await coApprove(server, page, login)).outcome).toBe("400 co_newcomer");
    server.pass(24 * 3600 + 1);
    expect((await coApprove(server, await openConsole(server, enrolled), await waitingLogin())).outcome).toBe("200");
  });
});
