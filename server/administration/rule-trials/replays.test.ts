import {
  type ReplayAnswer,
  type ReplayChange,
  replayAnswerSchema,
  replayBegunSchema,
} from "@nearside/shared/api/console/rule-trials.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { consoleOf } from "../../testing/console.ts";
import { decisionRow, givenNo, keepDecisions } from "../../testing/keep-decisions.ts";
import { allRows } from "../../testing/ledger.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { samplesOf } from "./stored-decisions.ts";

const REPLAYS = "/api/console/rules/replays";
const DAY_MS = 86_400_000;
const LOGINS = 2000;

const BEFORE = `@id("base") permit (principal, action, resource);
@id("support") forbid (principal in Group::"support", action, resource == Client::"database");
@id("reason") @require_justification forbid (principal, action, resource == Client::"nearside-cli");
`;
const AFTER = `@id("base") permit (principal, action, resource);
@id("reason") @require_justification forbid (principal in Group::"contractors", action, resource == Client::"nearside-cli");
@id("attested") @title("Deploying") @require_attested_passkey
forbid (principal, action == Action::"approve", resource == Client::"deploy") when { !context.passkey.attested };
@id("night") forbid (principal, action, resource) when { context.time.hour < 2 };
@id("remote") @mode("report-only") forbid (principal, action, resource) when { context.session.remote };
`;

/** A replay of this many logins, with a draft that names so much, takes so long that it still runs whenever a test looks. */
const MANY_LOGINS = 10_000;
const SLOW = `@id("long") forbid (principal, action, resource) when { context.scopes.containsAny([${Array.from(
  { length: 1000 },
  (_, at) => `"s${at}"`,
)}]) };`;

/** Computes the same outcome in the test's own way. */
function expected({ person, client, passkey, time, action, session }: Given, promotes: boolean): ReplayChange | null {
  const isSupport = person.groups.includes("support") && client.id === "database";
  const isClosed = time.hour < 2 || (promotes && session.remote);
  if (isClosed) return isSupport ? null : "newly_refused";
  if (isSupport) return "newly_let_through";
  if (client.id === "deploy") return action === "approve" && !passkey.attested ? "newly_stepped_up" : null;
  return client.id === "nearside-cli" && !person.groups.includes("contractors") ? "less_asked" : null;
}

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let page: ConsolePage;
  beforeEach(async () => {
    page = await consoleOf(server, "rule_author");
    const about = { reason: "a test", actor: "{}", second: null, origin: "published" as const };
    const row = { ...about, number: 1, tests: "[]", report_since: "{}", rule_count: 1 };
    const published = { ...row, text: BEFORE, restores: null, results: "{}", created_at: server.services.clock() };
    await server.services.db.insertInto("rule_versions").values(published).execute();
  });

  const draft = { text: AFTER, days: 30, report_only_active: false };
  const slow = { ...draft, text: SLOW };
  const begin = async (body: object = draft, by = page) => (await by.post(REPLAYS, body)).as(replayBegunSchema).id;
  const look = async (id: string, by = page) => (await by.get(`${REPLAYS}/${id}`)).as(replayAnswerSchema);
  const ended = (id: string): Promise<ReplayAnswer> =>
    vi.waitFor(
      async () => {
        const answer = await look(id);
        expect(answer.state).not.toBe("running");
        return answer;
      },
      { timeout: 60_000, interval: 50 },
    );

  it.each([false, true])("finds what each login would find by itself (promoted: %s)", async (promotes) => {
    await keepDecisions(server.services.db, LOGINS, server.services.clock());
    const before = await allRows(server);
    const answer = await ended(await begin({ ...draft, report_only_active: promotes }));
    const changes = Array.from({ length: LOGINS }, (_, no) => expected(givenNo(no, 0), promotes));
    const of = (change: ReplayChange | null) => changes.filter((each) => each === change).length;
    expect(answer).toMatchObject({ state: "done", against: "rules/1", done: LOGINS, total: LOGINS, unread: 0 });
    expect(answer.unchanged).toBe(of(null));
    expect(answer.changed).toEqual({
      newly_refused: of("newly_refused"),
      newly_stepped_up: of("newly_stepped_up"),
      newly_let_through: of("newly_let_through"),
      less_asked: of("less_asked"),
    });

    const byRule = new Map(answer.by_rule.map(({ key, change, logins }) => [`${key} ${change}`, logins]));
    expect(byRule.get("attested newly_stepped_up")).toBe(of("newly_stepped_up"));
    expect(byRule.get("support newly_let_through")).toBe(of("newly_let_through"));
    expect(byRule.get("reason less_asked")).toBe(of("less_asked"));
    expect(answer.by_rule.find(({ key }) => key === "attested")?.name).toBe("Deploying");
    expect(byRule.has("remote newly_refused")).toBe(promotes);
    const sum = answer.by_person.filter(({ change }) => change === "newly_refused");
    expect(sum.reduce((all, { logins }) => all + logins, 0)).toBe(of("newly_refused"));

    const refused = answer.cases.filter(({ change }) => change === "newly_refused");
    const newest = changes.flatMap((change, no) => (change === "newly_refused" ? [`rq_${no}`] : [])).reverse();
    expect(refused.map(({ login }) => login)).toEqual(newest.slice(0, 200));
    expect(refused[0]).toMatchObject({ before: { outcome: "allow" }, after: { outcome: "deny" } });
    expect(await allRows(server)).toEqual(before); // nothing from it is stored
  });

  it("judges by what each machine said of its protection at that time", async () => {
    const { db, clock } = server.services;
    const said = (no: number, value: string, age: number) =>
      decisionRow({ ...givenNo(no, clock()), posture: { firewall: { fact: value, age, source: "ufw" } } }, `rq_${no}`);
    const silent = decisionRow(givenNo(7, clock()), "rq_7");
    const rows = [said(1, "on", 60), said(3, "off", 60), said(4, "on", 90_000), silent];
    await db.insertInto("rule_decisions").values(rows).execute();
    const rule = `@id("wall") forbid (principal, action, resource) unless { context has posture.firewall &&
      context.posture.firewall.fact == "on" && context.posture.firewall.age < 3600 };`;
    const answer = await ended(await begin({ ...draft, text: `${BEFORE}${rule}` }));
    expect(answer.changed.newly_refused).toBe(3);
    const refused = answer.cases.filter(({ change }) => change === "newly_refused").map(({ login }) => login);
    expect(refused.toSorted()).toEqual(["rq_3", "rq_4", "rq_7"]);
  });

  it("leaves out what is older, and counts what it can't read", async () => {
    const { db, clock } = server.services;
    const at = (days: number) => givenNo(0, clock() - days * DAY_MS);
    const rows = [decisionRow(at(3), "rq_old"), decisionRow(at(1), "rq_young"), decisionRow(at(1), "rq_unread")];
    await db.insertInto("rule_decisions").values(rows).execute();
    await db
      .updateTable("rule_decisions")
      .set({ given: `{"action":"approve"}` })
      .where("login_id", "=", "rq_unread")
      .execute();
    expect(await ended(await begin({ ...draft, days: 2 }))).toMatchObject({ done: 2, total: 2, unread: 1 });
    expect(await samplesOf(db, 10)).toEqual([at(1), at(3)]);
  });

  it("stops when it is told to, and what it found stays", async () => {
    await keepDecisions(server.services.db, MANY_LOGINS, server.services.clock());
    const id = await begin(slow);
    const stopped = (await page.post(`${REPLAYS}/${id}/stop`, {})).as(replayAnswerSchema);
    expect(stopped).toMatchObject({ state: "stopped", total: MANY_LOGINS });
    expect(stopped.done).toBeLessThan(MANY_LOGINS);
    expect(await look(id)).toEqual(stopped);
    expect(server.logged.join("")).not.toContain("a replay of rules failed");
  });

  it("stops by itself when nobody has looked at it for long", async () => {
    await keepDecisions(server.services.db, MANY_LOGINS, server.services.clock());
    const id = await begin(slow);
    server.pass(120);
    expect((await look(id)).state).toBe("running");
    server.pass(121);
    expect((await look(id)).state).toBe("stopped");
  });

  it("is its author's alone, one at a time, and two in all", async () => {
    await keepDecisions(server.services.db, MANY_LOGINS, server.services.clock());
    const [other, third] = [await consoleOf(server, "rule_author"), await consoleOf(server, "owner")];
    const first = await begin(slow);
    expect((await other.get(`${REPLAYS}/${first}`)).outcome).toBe("404 unknown");
    expect((await other.post(`${REPLAYS}/${first}/stop`, {})).outcome).toBe("404 unknown");
    const second = await begin(slow);
    expect((await look(first)).state).toBe("stopped");
    expect((await look(second)).state).toBe("running");
    const another = await begin(slow, other);
    expect((await third.post(REPLAYS, slow)).outcome).toBe("409 conflict");
    expect((await other.post(`${REPLAYS}/${another}/stop`, {})).outcome).toBe("200");
    await begin(slow, third);
    await server.services.replays.stopAll();
    expect((await page.post(REPLAYS, draft)).outcome).toBe("409 conflict");
  });

  it("is not started with what is no set of rules", async () => {
    const answer = await page.post(REPLAYS, { ...draft, text: `@id("a")\npermit (principal, action);` });
    expect(JSON.parse(answer.text).fields).toEqual([
      { field: "text", problem: expect.stringMatching(/^These rules can't be tried yet. Line 2, column \d+: /) },
    ]);
    const started = await begin(); // it takes no other draft's place
    expect(await ended(started)).toMatchObject({ state: "done", total: 0, done: 0 });
  });
});
