import { logAnswerSchema } from "@nearside/shared/api/console/log.ts";
import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { askToEnrol, opened } from "../../../test/kit/enrolment-steps.ts";
import { metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { sayStartedElsewhere } from "../../../test/kit/login-messages.ts";
import {
  askForLogin,
  deny,
  deviceStatementOf,
  loginNonce,
  refresh,
  startedLogin,
} from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, type Machine, newMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { searchedText } from "../../platform/lists/search.ts";
import { consoleOf } from "../../testing/console.ts";
import { enrolledMachine, newTicket } from "../../testing/enrol.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { offboardUser } from "../offboarding/offboard-user.ts";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let auditor: ConsolePage;
  let alice: EnrolledMachine;
  let mallory: EnrolledMachine;
  /** This machine was never enrolled. */
  let unknown: Machine;
  /** The person of this machine has left. */
  let carol: EnrolledMachine;
  beforeAll(async () => {
    auditor = await consoleOf(server, "auditor");
    alice = await enrolledMachine(server, "alice");
    mallory = await enrolledMachine(server, "mallory");
    await redeemedLogin(server, alice);
    const denied = await metLogin(server, alice);
    // a person's text makes no alarm
    await deny(server, denied, denied.met.attestation, alice.extension, false, '"alert":true');
    await server.services.db
      .updateTable("devices")
      .set({ hostname: "mallory-box" })
      .where("jkt", "=", mallory.device.thumbprint)
      .execute();
    await server.services.db
      .updateTable("searched_machines")
      .set({ text: searchedText("mallory-box") })
      .where("id", "=", mallory.device.thumbprint)
      .execute();
    const foreign = await startedLogin(server.from("203.0.113.66"), mallory);
    await sayStartedElsewhere(server, foreign, alice.extension, await loginNonce(server, alice.browser, foreign));
    unknown = await newMachine();
    const ticket = await newTicket(server, "bob");
    const there = server.from("203.0.113.77");
    await opened(await askToEnrol(there, unknown, "bob", ticket));
    await opened(await askToEnrol(there, unknown, "bob", ticket)); // this ends the enrolment before
    expect((await askToEnrol(there, unknown, "alice", ticket)).outcome).toMatch(/ticket_foreign/);
    carol = await enrolledMachine(server, "carol");
    const last = await redeemedLogin(server, carol);
    await offboardUser(
      server.services,
      { column: "id", value: carol.user.id },
      { note: null, by: SERVER_SHELL, shown: null },
    );
    expect((await refresh(server, carol, last, last.tokens.refresh_token ?? "")).status).toBe(400);
    const device_statement = await deviceStatementOf(server, carol, last.session);
    expect((await askForLogin(server.from("203.0.113.88"), { device_statement })).status).toBe(400);
  });

  const search = async (query: Record<string, string>) =>
    (await auditor.get(`/api/console/log?${new URLSearchParams({ order: "desc", limit: "200", ...query })}`)).as(
      logAnswerSchema,
    );
  const kinds = async (query: Record<string, string>) => (await search(query)).rows.map(({ kind }) => kind);

  it("finds what concerns a person, by name, by id, and on which machine", async () => {
    const byName = await search({ q: "alice" });
    expect(byName.rows.map(({ kind }) => kind)).toContain("login_redeemed");
    expect(byName.rows.map(({ person }) => person?.name)).not.toContain("mallory");
    expect((await search({ person: alice.user.id })).total).toBe(byName.total);
    const onMachine = await search({ device: alice.device.thumbprint });
    for (const { machine } of onMachine.rows) expect(machine?.device).toBe(alice.device.thumbprint);
    expect(onMachine.total).toBeGreaterThan(5);
  });

  it("lets a login that was opened on another machine stand out, for whom it was aimed at", async () => {
    const { rows } = await search({ topic: "alarm" });
    expect(rows.map(({ kind, topic, person }) => [kind, topic, person?.name])).toEqual([
      ["login_reported", "alarm", "alice"],
    ]);
  });

  describe("an alarm names who started what was opened elsewhere", () => {
    const alarms = async (query: Record<string, string>) => (await search({ topic: "alarm", ...query })).rows;

    it("with machine, address and command, beside the browser that was sent the link", async () => {
      const [alarm] = await alarms({});
      expect(alarm).toMatchObject({
        person: { name: "alice" },
        machine: { id: alice.boundSetId, device: alice.device.thumbprint },
        started: {
          id: alarm?.subject,
          person: { id: mallory.user.id, name: "mallory", state: "active" },
          machine: { id: mallory.boundSetId, device: mallory.device.thumbprint, hostname: "mallory-box" },
          address: "203.0.113.66",
          command: "deploy prod",
        },
      });
      expect(alarm?.browser).toMatch(/^Chromium/);
      expect(JSON.stringify(alarm?.data)).not.toMatch(/deploy prod|mallory|203\.0\.113/);
    });

    it("and is found by either person, either machine, and the address it was started from", async () => {
      for (const query of [
        { q: "mallory" },
        { q: "alice" },
        { q: "mallory-box" },
        { q: "MALLORY-b" },
        { q: "203.0.113.66" },
        { person: mallory.user.id },
        { person: alice.user.id },
        { device: mallory.device.thumbprint },
        { device: alice.device.thumbprint },
      ])
        expect(await alarms(query), JSON.stringify(query)).toHaveLength(1);
      for (const query of [
        { q: "auditor" },
        { q: "203.0.113.6" },
        { q: "\u0301" },
        { person: auditor.machine.user.id },
      ])
        expect(await alarms(query), JSON.stringify(query)).toHaveLength(0);
      expect((await alarms({ q: "Mallory M" })).map(({ started }) => started?.person.name)).toEqual(["mallory"]);
    });

    it("in the file too", async () => {
      const answer = await auditor.get("/api/console/log/export?order=desc&topic=alarm");
      const [header = "", line = ""] = answer.text.trim().split("\r\n");
      expect(header.split(",").slice(-5)).toEqual(["started_by", "started_on", "started_from", "command", "browser"]);
      expect(line).toMatch(/,mallory,mallory-box,203\.0\.113\.66,deploy prod,Chromium/);
    });

    it("without what was asked, once that was erased", async () => {
      const { db } = server.services;
      const [alarm] = await alarms({});
      const eraseAt = (at: number | null) =>
        db
          .updateTable("logins")
          .set({ facts_erased_at: at })
          .where("id", "=", alarm?.subject ?? "")
          .execute();
      await eraseAt(1);
      expect((await alarms({ q: "mallory" }))[0]?.started).toMatchObject({
        person: { name: "mallory" },
        address: null,
        command: null,
      });
      await eraseAt(null);
    });

    it("as a refused enrolment does, its machine enrolled or not", async () => {
      const [refused] = (await search({ kind: "enrolment_refused" })).rows;
      expect(refused).toMatchObject({
        person: { name: "bob" },
        started: {
          person: { name: "bob" },
          machine: { id: null, device: unknown.device.thumbprint, hostname: "laptop" },
          address: "203.0.113.77",
          command: null,
        },
      });
      const [shown] = (await search({ kind: "ticket_refused" })).rows;
      expect(shown).toMatchObject({
        person: { name: "bob" },
        machine: { id: null, device: unknown.device.thumbprint },
        address: "203.0.113.77",
      });
    });

    it("as a machine of somebody who left does", async () => {
      const { rows } = await search({ kind: "device_refused", q: "carol" });
      expect(rows).toMatchObject([
        {
          person: { name: "carol" },
          machine: { id: carol.boundSetId, device: carol.device.thumbprint },
          address: "203.0.113.88",
        },
      ]);
      expect((await search({ kind: "device_refused", device: carol.device.thumbprint })).total).toBe(1);
      const [refresh] = (await search({ kind: "refresh_refused", q: "carol" })).rows;
      expect(refresh?.started).toMatchObject({
        person: { name: "carol", state: "offboarded" },
        command: "deploy prod",
      });
    });
  });

  it("narrows by topic, kind, subject and time, and says how many there are", async () => {
    expect(await kinds({ kind: "login_denied" })).toEqual(["login_denied"]);
    expect(await kinds({ topic: "alarm" })).not.toContain("login_denied");
    expect(new Set(await kinds({ topic: "console" }))).toEqual(new Set(["console_signed_in"]));
    const [denied] = (await search({ kind: "login_denied" })).rows;
    expect(await kinds({ q: denied?.subject ?? "" })).toContain("login_requested");
    expect((await search({ to: "1" })).total).toBe(0);
    expect((await search({ from: "1" })).total).toBe((await search({})).total);
  });

  it("finds the entries of every span of time, those of a clock that was set back too", async () => {
    const { db } = server.services;
    const newest = await db.selectFrom("events").select("at").orderBy("seq", "desc").limit(1).executeTakeFirstOrThrow();
    for (const back of [-3000, 60_000, 1000, -5000])
      await db
        .insertInto("events")
        .values({ at: newest.at - back, kind: "client_verified", version: 1, data: "{}" })
        .execute();
    const times = (await db.selectFrom("events").select("at").execute()).map(({ at }) => at);
    const edges = [...new Set(times)].flatMap((at) => [at, at + 1]);
    for (const edge of edges.filter((_edge, nth) => nth % 7 === 0 || nth > edges.length - 12)) {
      const from = await search({ from: String(edge) });
      expect(from.total, `from ${edge}`).toBe(times.filter((at) => at >= edge).length);
      const to = await search({ to: String(edge) });
      expect(to.total, `to ${edge}`).toBe(times.filter((at) => at <= edge).length);
    }
  });

  it("pages from the newest to the oldest without losing or repeating any", async () => {
    const seen: number[] = [];
    let after: string | null = null;
    do {
      const page = await search({ limit: "7", ...(after === null ? {} : { after }) });
      seen.push(...page.rows.map(({ seq }) => seq));
      after = page.next;
    } while (after !== null);
    expect(seen).toEqual([...seen].sort((one, other) => other - one));
    expect(new Set(seen).size).toBe((await search({})).total);
  });

  it("is exported as it is seen, and none of its cells runs in a spreadsheet", async () => {
    const answer = await auditor.get("/api/console/log/export?order=desc&kind=login_denied");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="security-log.csv"');
    const [header, ...lines] = answer.text.trim().split("\r\n");
    expect(header).toContain("seq,at,kind,topic");
    expect(lines).toHaveLength(1);
  });

  it.each([
    "order=up",
    "limit=0",
    "limit=201",
    "topic=nothing",
    "kind=A%20B",
    "from=x",
    "sort=at",
    "after=AAAA",
    "extra=1",
    "q=%00",
  ])("refuses %s", async (query) => {
    expect((await auditor.get(`/api/console/log?${query}`)).outcome).toMatch(/^400 invalid_request/);
  });

  it("looks things up in an index, however many events there are", async () => {
    if (database !== "sqlite") return; // only PostgreSQL plans by its statistics
    for (const condition of ["user_id = 'x'", "kind = 'x'", "device_jkt = 'x'", "address = 'x'", "actor_user = 'x'"]) {
      const { rows } = await sql<{ detail: string }>`explain query plan
        select * from events where ${sql.raw(condition)} order by seq desc limit 50`.execute(server.services.db);
      expect(rows.map(({ detail }) => detail).join(), condition).toMatch(/USING INDEX events_by_/);
      expect(rows.map(({ detail }) => detail).join(), condition).not.toMatch(/TEMP B-TREE/);
    }
    const { rows } = await sql<{ detail: string }>`explain query plan
      select count(*) from events where subject = 'x' or address = 'x' or user_id in ('x') or actor_user in ('x')
        or (kind = 'login_reported' and subject in (select id from logins where user_id in ('x')))
        or (kind = 'login_reported' and subject in
          (select subject from events where address = 'x' and kind = 'login_requested'))`.execute(server.services.db);
    const plan = rows.map(({ detail }) => detail);
    expect(plan.filter((step) => step.startsWith("SCAN"))).toEqual([]);
    expect(plan.join("\n")).toContain("MULTI-INDEX OR");
  });

  it("finds the entries of a clock that was wrong for a while, and those beside them", async () => {
    const { db } = server.services;
    const newest = await db.selectFrom("events").select("at").orderBy("seq", "desc").limit(1).executeTakeFirstOrThrow();
    let now = newest.at;
    const add = async (count: number, wrongBy: number) => {
      const rows = Array.from({ length: count }, (_, nth) => ({
        at: now + wrongBy + nth * 10,
        kind: "client_verified",
        version: 1,
        data: "{}",
      }));
      for (let first = 0; first < count; first += 500)
        await db
          .insertInto("events")
          .values(rows.slice(first, first + 500))
          .execute();
      now += count * 10;
    };
    for (const wrongBy of [86_400, 365 * 86_400, -86_400]) {
      await add(3000, 0);
      await add(2000, wrongBy);
    }
    await add(3000, 0);
    const entries = await db.selectFrom("events").select(["seq", "at"]).orderBy("seq").execute();
    const exported = async (from: number, to: number) => {
      const query = new URLSearchParams({ order: "asc", from: String(from), to: String(to) });
      const [, ...lines] = (await auditor.get(`/api/console/log/export?${query}`)).text.trim().split("\r\n");
      return lines.map((line) => Number(line.split(",")[0]));
    };
    for (let from = newest.at - 90_000; from < now + 90_000; from += 12_007) {
      const to = from + 6000;
      const hit = entries.filter(({ at }) => at >= from && at <= to).map(({ seq }) => Number(seq));
      expect(await exported(from, to), `${from} to ${to}`).toEqual(hit);
    }
    const first = newest.at + 365 * 86_400;
    const ahead = entries.filter(({ at }) => at >= first);
    expect(await exported(first, first + 100_000)).toEqual(ahead.map(({ seq }) => Number(seq)));
    expect(ahead).toHaveLength(2000);
  });
});
