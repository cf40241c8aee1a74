import { RULE_TEMPLATES } from "@nearside/rules/cards/templates.ts";
import {
  givenAnswerSchema,
  type ReplayAnswer,
  replayAnswerSchema,
  replayBegunSchema,
  whatIfAnswerSchema,
} from "@nearside/shared/api/console/rule-trials.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import { DEFAULT_NEWCOMER_SECONDS, DEFAULT_WITHIN_SECONDS } from "@nearside/shared/rules/second-approver.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { askLease, leaseDetail, leaseForm } from "../../../test/kit/leases.ts";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { refresh } from "../../../test/kit/login-steps.ts";
import { ANYBODY } from "../../../test/kit/rules.ts";
import { consoleOf } from "../../testing/console.ts";
import { type ExchangeStage, ORDERS, openExchangeStage } from "../../testing/exchange-stage.ts";
import { decisionRow, givenNo } from "../../testing/keep-decisions.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { ruleBy } from "../../testing/rule-by.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { countReports } from "../rules/count-reports.ts";

// Rules about second people and about leases (protocol §11 and §12), tried before they are active.

const RULES = "/api/console/rules";
const LEADS = '@require_second_approver("group:leads")';
const rule = (id: string, how: string, when = "") =>
  `@id("${id}") ${how} forbid (principal, action, resource) ${when};\n`;
const AGENTS = "when { context.session.agent }";
const SECOND = {
  approvers: [{ among: ["group:leads"], quorum: 1 }],
  within: DEFAULT_WITHIN_SECONDS,
  newcomers: DEFAULT_NEWCOMER_SECONDS,
};
const template = (id: string): string => RULE_TEMPLATES.find((one) => one.id === id)?.text ?? expect.fail(id);

describe.each(DATABASES)("on %s", (database) => {
  let stage: ExchangeStage;
  let page: ConsolePage;
  beforeEach(async () => {
    stage = await openExchangeStage({ database });
    page = await consoleOf(stage.server, "rule_author");
  });
  afterEach(() => stage.server.close());

  const lease = () =>
    redeemedLogin(
      stage.server,
      stage.machine,
      leaseForm(leaseDetail([{ resource: ORDERS, scope: "read", tools: ["list_orders"] }], { calls: 3 })),
    );
  const givenOf = async (body: object) => (await page.post(`${RULES}/what-if/given`, body)).as(givenAnswerSchema).given;
  const tried = async (given: Given, ...rules: readonly string[]) =>
    (await page.post(`${RULES}/what-if`, { text: [ANYBODY, ...rules].join("\n"), given })).as(whatIfAnswerSchema);

  describe("a what-if", () => {
    const ofAlice = (client = "nearside-cli") =>
      givenOf({ from: "person", person: stage.machine.user.id, machine: null, client });

    it("says whom a rule would ask, and what a rule in report-only would ask", async () => {
      const given = await ofAlice();
      const asked = await tried(given, rule("two", `${LEADS} @quorum("1")`));
      expect(asked.verdict).toMatchObject({ outcome: "allow", demands: { second: SECOND }, would: null });
      expect(asked.parts.map(({ rule: id, part }) => [id, part])).toEqual([
        ["anybody", "applies"],
        ["two", "applies"],
      ]);
      const { verdict } = await tried(given, rule("two", `@mode("report-only") ${LEADS} @alarm`));
      expect(verdict).toMatchObject({
        ...{ outcome: "allow", demands: { second: null, alarm: false }, reports: [{ id: "two" }] },
        would: { outcome: "allow", demands: { second: SECOND, alarm: true } },
      });
    });

    it("says that nobody can meet more lists than a decision has", async () => {
      const lists = ["a", "b", "c", "d", "e"].map((id) => rule(id, `@require_second_approver("group:${id}")`));
      const given = await ofAlice();
      expect((await tried(given, ...lists)).verdict).toMatchObject({ outcome: "deny", because: "impossible" });
      const { verdict } = await tried(
        given,
        ...lists.slice(1),
        (lists[0] ?? "").replace("@id", '@mode("report-only") @id'),
      );
      expect(verdict).toMatchObject({ outcome: "allow", would: { outcome: "deny", because: "impossible" } });
    });

    it("goes by the lease that somebody approved last by that program, and by none for another program", async () => {
      await lease();
      const given = await ofAlice();
      expect(given).toMatchObject({
        ...{ resources: [ORDERS], scopes: ["read"], detail_types: ["nearside_lease"], session: { agent: true } },
        agent: { name: "Claude Code", tools: ["list_orders"], calls_left: 3 },
      });
      const production = template("agent-two-people").replace("https://production.example.com", ORDERS);
      expect((await tried(given, production)).verdict.demands.second).toEqual({ ...SECOND, within: 900 });
      const other = await ofAlice("deploy");
      expect(other).toMatchObject({ detail_types: [], session: { agent: false } });
      expect(other).not.toHaveProperty("agent");
      expect((await tried(other, rule("none", "", AGENTS))).verdict.outcome).toBe("allow");
    });
  });

  describe("a replay", () => {
    const agent = (calls_left?: number): Partial<Given> => ({
      agent: {
        name: "Claude Code",
        tools: ["list_orders"],
        any_tool: false,
        ...(calls_left === undefined ? {} : { calls_left }),
      },
      session: { remote: false, container: false, terminal: true, agent: true },
      detail_types: ["nearside_lease"],
    });
    const keep = async (...parts: readonly Partial<Given>[]) => {
      const { db, clock } = stage.server.services;
      const rows = parts.map((part, no) => decisionRow({ ...givenNo(1, clock()), ...part }, `rq_${no}`));
      await db.insertInto("rule_decisions").values(rows).execute();
    };
    const replay = async (text: string, promotes = false): Promise<ReplayAnswer> => {
      const body = { text: `${ANYBODY}\n${text}`, days: 30, report_only_active: promotes };
      const { id } = (await page.post(`${RULES}/replays`, body)).as(replayBegunSchema);
      return vi.waitFor(
        async () => {
          const answer = (await page.get(`${RULES}/replays/${id}`)).as(replayAnswerSchema);
          expect(answer.state).toBe("done");
          return answer;
        },
        { timeout: 60_000, interval: 50 },
      );
    };
    const of = ({ changed, unchanged }: ReplayAnswer) => ({ ...changed, unchanged });
    const NONE = { newly_refused: 0, newly_stepped_up: 0, newly_let_through: 0, less_asked: 0 };
    const logins = ({ cases }: ReplayAnswer) => cases.map(({ login }) => login).sort();

    it("finds the leases for which somebody else would be asked, and no other login", async () => {
      await ruleBy(stage.server, ANYBODY);
      await keep({}, agent(3), {}, agent());
      const found = await replay(rule("two", LEADS, AGENTS));
      expect(of(found)).toEqual({ ...NONE, newly_stepped_up: 2, unchanged: 2 });
      expect(logins(found)).toEqual(["rq_1", "rq_3"]);
      expect(found.cases[0]?.after.demands.second).toEqual(SECOND);
      expect(found.by_rule).toMatchObject([{ key: "two", change: "newly_stepped_up", logins: 2 }]);
    });

    it("changes nothing by a rule in report-only, until it is looked at as if it were promoted", async () => {
      await ruleBy(stage.server, ANYBODY);
      await keep({}, agent());
      const report = rule("two", `@mode("report-only") ${LEADS}`, AGENTS);
      expect(of(await replay(report))).toEqual({ ...NONE, unchanged: 2 });
      expect(of(await replay(report, true))).toEqual({ ...NONE, newly_stepped_up: 1, unchanged: 1 });
    });

    it("reads from a lease how much was left at each token", async () => {
      await ruleBy(stage.server, ANYBODY);
      await keep({}, agent(1), agent(2), agent());
      const few = "when { context has agent && context.agent has calls_left && context.agent.calls_left < 2 }";
      const found = await replay(rule("few", "", few));
      expect(of(found)).toEqual({ ...NONE, newly_refused: 1, unchanged: 3 });
      expect(logins(found)).toEqual(["rq_1"]);
    });
  });

  describe("in report-only", () => {
    /** Activates that set, in which the rule of that id has reported from now on. */
    const reportBy = async (id: string, ...rules: readonly string[]) => {
      const { db, clock } = stage.server.services;
      await ruleBy(stage.server, ANYBODY, ...rules);
      const versions = db.selectFrom("rule_versions").selectAll().orderBy("number", "desc").limit(1);
      const last = await versions.executeTakeFirstOrThrow();
      const row = { ...last, number: last.number + 1, report_since: JSON.stringify({ [id]: clock() }) };
      await db.insertInto("rule_versions").values(row).execute();
    };
    const counts = async () => {
      const [found, ...more] = await countReports(stage.server.services);
      expect(more).toEqual([]);
      return found && { denied: found.denied, stepped_up: found.stepped_up, people: found.people };
    };

    it("a second person is counted where they would be asked for, and nobody is asked", async () => {
      await reportBy("two", rule("two", `@mode("report-only") ${LEADS} @alarm`, AGENTS));
      await stage.newLogin("no details");
      expect(await counts()).toEqual({ denied: 0, stepped_up: 0, people: 0 });
      const login = await lease();
      expect(login.tokens.access_token).not.toBe("");
      expect(await counts()).toEqual({ denied: 0, stepped_up: 1, people: 1 });
      const kinds = (await eventsOf(stage.server, login.id)).map(({ kind }) => kind);
      expect(kinds).toContain("login_redeemed");
      expect(kinds).not.toContain("login_second_wanted");
      expect(kinds).not.toContain("login_alarm");
    });

    it("a rule about agents is counted at each token out of the lease, and ends none", async () => {
      await reportBy("no-agents", rule("no-agents", '@mode("report-only")', AGENTS));
      const login = await lease();
      expect((await askLease(stage.server, login, { resource: ORDERS })).outcome).toBe("200");
      const renewed = await refresh(stage.server, stage.machine, login, login.tokens.refresh_token);
      expect(renewed.outcome).toBe("200");
      expect(await counts()).toEqual({ denied: 3, stepped_up: 0, people: 1 });
    });

    it("a rule that would ask for nobody more than is asked for is counted for nothing", async () => {
      const reason = "@require_device_bound_passkey";
      await reportBy("same", rule("in-force", reason), rule("same", `@mode("report-only") ${reason}`));
      await stage.newLogin("no details");
      expect(await counts()).toEqual({ denied: 0, stepped_up: 0, people: 1 });
    });
  });
});
