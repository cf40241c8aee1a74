import { givenAnswerSchema, whatIfAnswerSchema } from "@nearside/shared/api/console/rule-trials.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import { beforeEach, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { consoleOf } from "../../testing/console.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { decisionRow, givenNo } from "../../testing/keep-decisions.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { createGroup } from "../people/change-group.ts";
import { changeMembers } from "../people/change-members.ts";

const WHAT_IF = "/api/console/rules/what-if";
const GIVEN = "/api/console/rules/what-if/given";
const LOGIN = `rq_${"A".repeat(22)}`;

const RULES = `@id("base") permit (principal, action, resource);

@id("attested")
@title("Deploying")
@require_attested_passkey
forbid (principal, action == Action::"approve", resource == Client::"deploy")
when { !context.passkey.attested };

@id("support")
forbid (principal in Group::"support", action, resource);

@id("night")
forbid (principal, action, resource) when { context.time.hour < 6 };

@id("try")
@mode("report-only")
forbid (principal, action, resource) when { context.session.remote };
`;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let page: ConsolePage;
  let alice: EnrolledMachine;
  beforeEach(async () => {
    page = await consoleOf(server, "rule_author");
    alice = await enrolledMachine(server, "alice");
  });

  const givenOf = async (body: object) => (await page.post(GIVEN, body)).as(givenAnswerSchema).given;
  const ofAlice = { from: "person", machine: null, client: "deploy" };
  const tried = async (text: string | null, given: Given) =>
    (await page.post(WHAT_IF, { text, given })).as(whatIfAnswerSchema);

  it("says what an ordinary login of somebody would give, whatever data there is", async () => {
    const { id } = await createGroup(server.services, { name: "contractors", description: "" }, SERVER_SHELL);
    await changeMembers(server.services, id, { add: [alice.user.id], remove: [] }, SERVER_SHELL);
    const given = await givenOf({ ...ofAlice, person: alice.user.id });
    expect(given).toMatchObject({
      action: "approve",
      person: { id: alice.user.id, name: "alice", role: "user", groups: ["contractors"] },
      client: { id: "deploy", name: "Deploy", verified: true, api: false },
      machine: { id: alice.device.thumbprint, age_hours: 0 },
      scopes: ["deploy", "read"],
      time: { at: server.services.clock(), weekday: "tuesday", hour: 12, minute: 0 },
      history: { new_client: true, new_machine: true, recent_refusals: 0 },
    });
    server.pass(7200);
    page = await consoleOf(server, "auditor"); // the other one's session has ended
    const { id: login } = await redeemedLogin(server, alice);
    expect(await givenOf({ from: "login", login })).toMatchObject({ action: "approve", person: { name: "alice" } });
    const later = await givenOf({
      ...ofAlice,
      person: alice.user.id,
      machine: alice.boundSetId,
      client: "nearside-cli",
    });
    expect(later.machine.age_hours).toBe(2);
    expect(later.history).toEqual({ new_client: false, new_machine: false, recent_refusals: 0 });
  });

  it("goes by what the same person was like the last time", async () => {
    const past = givenNo(11, server.services.clock());
    const before: Given = {
      ...past,
      person: { ...past.person, id: alice.user.id },
      client: { ...past.client, id: "deploy" },
      machine: { ...past.machine, id: alice.device.thumbprint },
      scopes: ["read"],
    };
    await server.services.db.insertInto("rule_decisions").values(decisionRow(before, LOGIN)).execute();
    const given = await givenOf({ ...ofAlice, person: alice.user.id });
    expect(given.network).toEqual(before.network);
    expect(given.session).toEqual(before.session);
    expect(given.scopes).toEqual(["read"]);
    expect(given.person.name).toBe("alice");
    expect(await givenOf({ from: "login", login: LOGIN })).toEqual(before);
  });

  it("goes by the way on which browser and command line met", async () => {
    const given = await givenOf({ ...ofAlice, person: alice.user.id });
    const text =
      '@id("base") permit (principal, action, resource); @id("keeper") forbid (principal, action, resource) unless { context.proof.channel == "native" };';
    const outcomeBy = async (channel: "loopback" | "native") => {
      const { verdict } = await tried(text, { ...given, proof: { ...given.proof, channel } });
      return verdict.outcome;
    };
    expect(await Promise.all([outcomeBy("loopback"), outcomeBy("native")])).toEqual(["deny", "allow"]);
  });

  it("says which of person, machine, program and login there is not", async () => {
    const bob = await enrolledMachine(server, "bob");
    const refusalOf = async (body: object) => {
      const answer = await page.post(GIVEN, body);
      return [answer.outcome, JSON.parse(answer.text).fields?.[0].field];
    };
    const wrong = "400 invalid_request";
    expect(await refusalOf({ ...ofAlice, person: "us_nobody" })).toEqual([wrong, "person"]);
    const machine = { ...ofAlice, person: alice.user.id, machine: bob.boundSetId };
    expect(await refusalOf(machine)).toEqual([wrong, "machine"]);
    expect(await refusalOf({ ...ofAlice, person: alice.user.id, client: "none" })).toEqual([wrong, "client"]);
    expect(await refusalOf({ from: "login", login: LOGIN })).toEqual(["404 unknown", undefined]);
  });

  it("tells each rule's part in the verdict", async () => {
    const given = { ...(await givenOf({ ...ofAlice, person: alice.user.id })) };
    const { verdict, parts } = await tried(RULES, given);
    expect(verdict).toMatchObject({ version: "draft", outcome: "allow", demands: { attested: true }, would: null });
    expect(verdict.rules.map(({ id }) => id)).toEqual(["base", "attested"]);
    expect(parts.map(({ rule, part, line }) => [rule, part, line])).toEqual([
      ["base", "applies", 1],
      ["attested", "applies", 3],
      ["support", "scope_differs", 9],
      ["night", "condition_fails", 12],
      ["try", "condition_fails", 15],
    ]);
    const remote = await tried(RULES, { ...given, session: { ...given.session, remote: true } });
    expect(remote.verdict).toMatchObject({ outcome: "allow", would: { outcome: "deny" }, reports: [{ id: "try" }] });
    expect(remote.parts.at(-1)).toMatchObject({ rule: "try", part: "applies", report_only: true });
  });

  it("asks the active set where there is no draft", async () => {
    const given = await givenOf({ ...ofAlice, person: alice.user.id });
    const { verdict, parts } = await tried(null, given);
    expect(verdict).toMatchObject({ version: "built-in/1", outcome: "allow" });
    expect(parts).toEqual([
      {
        rule: "same-machine",
        title: "Approved on the machine that asked",
        kind: "permit",
        report_only: false,
        part: "applies",
        error: null,
        line: 1,
      },
    ]);
  });

  it("says where a rule fails, which denies", async () => {
    const given = await givenOf({ ...ofAlice, person: alice.user.id });
    const text = `@id("base") permit (principal, action, resource);
@id("overflows") forbid (principal, action, resource) when { context.time.hour * 9007199254740991 * 9007199254740991 < 0 };`;
    const { verdict, parts } = await tried(text, given);
    expect(verdict).toMatchObject({ outcome: "deny", because: "error", rules: [{ id: "overflows" }] });
    expect(parts[1]).toMatchObject({ part: "error", error: expect.stringContaining("overflow") });
    const reading = `${text}\n@id("local") forbid (principal, action, resource) when { context.network.cli.isLoopback() };`;
    const strange = await tried(reading, { ...given, network: { ...given.network, cli: "nowhere" } });
    expect(strange.verdict).toMatchObject({ outcome: "deny", because: "error", rules: [] });
    expect(strange.parts.map(({ part }) => part)).toEqual(["error", "error", "error"]);
  });

  it("names the place where a draft can't be read", async () => {
    const given = await givenOf({ ...ofAlice, person: alice.user.id });
    const answer = await page.post(WHAT_IF, { text: `@id("a")\npermit (principal, action);`, given });
    expect(answer.outcome).toBe("400 invalid_request");
    expect(JSON.parse(answer.text).fields).toEqual([
      { field: "text", problem: expect.stringMatching(/^These rules can't be tried yet. Line 2, column \d+: /) },
    ]);
  });
});
