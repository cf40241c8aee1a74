import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { NO_DEMANDS } from "@nearside/shared/api/ticket-demands.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { openConsole } from "../../../test/kit/console.ts";
import { askToEnrol, opened, wordsOf } from "../../../test/kit/enrolment-steps.ts";
import { type MetLogin, metLogin } from "../../../test/kit/log-in.ts";
import { approve } from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { ANYBODY } from "../../../test/kit/rules.ts";
import { askCoDecision } from "../../../test/kit/second-approver.ts";
import { type Actor, type PersonActor, SERVER_SHELL } from "../../platform/audit/actor.ts";
import { admitEnrolment } from "../../protocol/enrolment/decide/admit-enrolment.ts";
import { quarantineMachine, releaseMachine } from "../../protocol/revocation/quarantine-machine.ts";
import { restoreUser, suspendUser } from "../../protocol/revocation/suspend-user.ts";
import { ticketHash } from "../../register/enrolments/create-ticket.ts";
import { giveRole } from "../../testing/console.ts";
import { enrolledMachine, newTicket, pendingMachine } from "../../testing/enrol.ts";
import { actingAs } from "../../testing/people.ts";
import { ruleBy } from "../../testing/rule-by.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { agreeToRecovery } from "../recovery/agree-to-recovery.ts";
import { issueTicket } from "../recovery/issue-recovery-ticket.ts";
import { startRecovery } from "../recovery/start-recovery.ts";
import { stopRecovery } from "../recovery/stop-recovery.ts";
import { freeTicket } from "../tickets/free-ticket.ts";
import { makeTickets } from "../tickets/make-tickets.ts";
import { changeGroup, createGroup } from "./change-group.ts";
import { changeMembers } from "./change-members.ts";
import { createPerson } from "./create-person.ts";

// A person whom somebody admitted lately is no second person for them, however they were admitted, but is one for everybody else (threat I8).

const HOUR = 3600;
const asks = (how: string) =>
  `@id("two") @require_second_approver("group:leads user:bob user:carol user:nina") ${how} forbid (principal, action, resource);`;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let adam: EnrolledMachine;
  let alice: EnrolledMachine;
  let bob: EnrolledMachine;
  beforeEach(async () => {
    adam = await enrolledMachine(server, "adam");
    await giveRole(server, adam.user.id, "owner");
    alice = await enrolledMachine(server, "alice");
    bob = await enrolledMachine(server, "bob");
    await enrolledMachine(server, "carol"); // who always counts
    await ruleBy(server, ANYBODY, asks(""));
  });

  const asAdam = (permission: PersonActor["permission"] = "people.manage"): PersonActor => ({
    ...{ kind: "person", userId: adam.user.id, deviceJkt: adam.device.thumbprint, changeId: "ch_test", permission },
  });
  async function waitingLogin(machine: EnrolledMachine): Promise<MetLogin> {
    const login = await metLogin(server, machine);
    const answer = await approve(server, machine, login, login.met.answer.as(decidedAnswerSchema));
    expect(JSON.parse(answer.text)).toMatchObject({ state: "waiting" });
    return login;
  }
  /** The server's answer to that person as they open a new login of that machine's. */
  const outcomeFor = async (second: EnrolledMachine, whose: EnrolledMachine) =>
    (await askCoDecision(await openConsole(server, second), await waitingLogin(whose))).outcome;
  const admissions = () => server.services.db.selectFrom("let_ins").selectAll().execute();
  const group = async (name: string, members: readonly EnrolledMachine[], by: Actor) => {
    const { id } = await createGroup(server.services, { name, description: "" }, SERVER_SHELL);
    await changeMembers(server.services, id, { add: members.map(({ user }) => user.id), remove: [] }, by);
    return id;
  };
  const beginRecovery = (by: Actor) => {
    const about = { user: bob.user.id, reason: "met him", lost: "laptop", machines: [bob.boundSetId] };
    return startRecovery(server.services, about, by);
  };
  /** The laptop was found: it is used again. */
  async function found(recovery: string): Promise<EnrolledMachine> {
    await stopRecovery(server.services, recovery, null, await actingAs(server, "owner", "recovery.start"));
    await releaseMachine(server.services, bob.boundSetId, why(SERVER_SHELL));
    return bob;
  }
  const why = (by: Actor) => ({ note: null, by });

  /** Each opens for `by`, and gives the machine on which the newcomer answers. The shell does the rest. */
  const WAYS: readonly (readonly [string, (by: Actor) => Promise<EnrolledMachine>])[] = [
    [
      "a person who was made",
      async (by) => {
        const nina = { name: "nina", displayName: "Nina", email: null, role: "user" as const };
        await createPerson(server.services, nina, by);
        return enrolledMachine(server, "nina");
      },
    ],
    [
      "a person who was restored",
      async (by) => {
        await suspendUser(server.services, "bob", why(SERVER_SHELL));
        expect(await restoreUser(server.services, "bob", by)).toBe("restored");
        return bob;
      },
    ],
    [
      "a ticket that was made",
      async (by) => {
        const terms = { seconds: 900, uses: 1, demands: NO_DEMANDS, note: null };
        await makeTickets(server.services, { ...terms, for: { kind: "people", users: [bob.user.id] } }, by);
        return bob;
      },
    ],
    [
      "a ticket that was freed",
      async (by) => {
        const ticket = await newTicket(server, "bob");
        await opened(await askToEnrol(server, await newMachine(), "bob", ticket));
        const freeing = await freeTicket(server.services, await ticketHash(ticket), by);
        expect(freeing.state).toBe("freed");
        return bob;
      },
    ],
    [
      "an enrolment that was confirmed",
      async (by) => {
        const machine = await newMachine();
        const { open, met } = await pendingMachine(server, machine, "bob");
        await admitEnrolment(server.services, open.id, await wordsOf(machine, met), by);
        return { ...bob, ...machine };
      },
    ],
    [
      "a machine that was released from quarantine",
      async (by) => {
        await quarantineMachine(server.services, bob.boundSetId, why(SERVER_SHELL));
        const { state } = await releaseMachine(server.services, bob.boundSetId, why(by));
        expect(state).toBe("released");
        return bob;
      },
    ],
    [
      "a group that the rule names",
      async (by) => {
        const erin = await enrolledMachine(server, "erin");
        await group("leads", [erin], by);
        return erin;
      },
    ],
    [
      "a group that was given the name that the rule has",
      async (by) => {
        const erin = await enrolledMachine(server, "erin");
        const id = await group("friends", [erin], SERVER_SHELL);
        expect(await changeGroup(server.services, id, { name: "leads", description: "" }, by)).toBe(true);
        return erin;
      },
    ],
  ];
  /** The server's shell can't do these. */
  const WAYS_OF_PEOPLE: typeof WAYS = [
    ["a recovery that was started", async (by) => found(await beginRecovery(by))],
    [
      "a recovery that was agreed to",
      async (by) => {
        const id = await beginRecovery(await actingAs(server, "owner", "recovery.start"));
        await agreeToRecovery(server.services, id, by);
        return found(id);
      },
    ],
    [
      "the ticket of a recovery",
      async (by) => {
        const id = await beginRecovery(await actingAs(server, "owner", "recovery.start"));
        await agreeToRecovery(server.services, id, by);
        server.pass(25 * HOUR); // so that agreeing to it was more than a day ago
        await issueTicket(server.services, id, by);
        return found(id);
      },
    ],
  ];

  it.each([...WAYS, ...WAYS_OF_PEOPLE])(
    "%s makes a newcomer for the one who did it, for an hour or as the rule says, and for nobody else",
    async (_door, open) => {
      const second = await open(asAdam("recovery.second"));
      expect(await outcomeFor(second, adam)).toBe("400 co_newcomer");
      expect(await outcomeFor(second, alice)).toBe("200");
      await ruleBy(server, ANYBODY, asks('@newcomers("allowed")'));
      expect(await outcomeFor(second, adam)).toBe("200");
      await ruleBy(server, ANYBODY, asks(""));
      server.pass(HOUR - 60);
      expect(await outcomeFor(second, adam)).toBe("400 co_newcomer");
      server.pass(61);
      expect(await outcomeFor(second, adam)).toBe("200");
      await ruleBy(server, ANYBODY, asks('@newcomers("24h")'));
      expect(await outcomeFor(second, adam)).toBe("400 co_newcomer");
      expect(await outcomeFor(second, alice)).toBe("200");
    },
  );

  it.each(WAYS)("%s makes none where the server's own shell did it", async (_door, open) => {
    const second = await open(SERVER_SHELL);
    expect(await admissions()).toEqual([]);
    expect(await outcomeFor(second, adam)).toBe("200");
  });

  it("does not count a group that the rule does not name, nor what somebody did to themselves", async () => {
    await group("runners", [bob], asAdam());
    await group("readers", [adam], asAdam());
    expect(await outcomeFor(bob, adam)).toBe("200");
    expect(await admissions()).toMatchObject([{ user_id: bob.user.id, by_user_id: adam.user.id, door: "group" }]);
  });

  it("writes down nothing of what was refused", async () => {
    const auditor = await actingAs(server, "auditor");
    const terms = { seconds: 900, uses: 1, demands: NO_DEMANDS, note: null };
    const made = makeTickets(server.services, { ...terms, for: { kind: "people", users: [bob.user.id] } }, auditor);
    await expect(made).rejects.toMatchObject({ code: "not_permitted" });
    expect(await admissions()).toEqual([]);
  });
});
