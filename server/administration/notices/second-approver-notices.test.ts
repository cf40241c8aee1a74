import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsolePage, openConsole } from "../../../test/kit/console.ts";
import { leaseDetail, leaseForm } from "../../../test/kit/leases.ts";
import { type MetLogin, metLogin } from "../../../test/kit/log-in.ts";
import { approve, poll } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { ANYBODY } from "../../../test/kit/rules.ts";
import { askBack, coApprove, coRefuse } from "../../../test/kit/second-approver.ts";
import { getFrom, postJson } from "../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { suspendUser } from "../../protocol/revocation/suspend-user.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import { tidy } from "../../surfaces/wiring/housekeeping.ts";
import { giveRole } from "../../testing/console.ts";
import { enrolledMachine, newTicket } from "../../testing/enrol.ts";
import { BILLS, ORDERS, openExchangeStage } from "../../testing/exchange-stage.ts";
import { allRows } from "../../testing/ledger.ts";
import { MAIL } from "../../testing/mail-settings.ts";
import { ruleBy } from "../../testing/rule-by.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { createGroup } from "../people/change-group.ts";
import { changeMembers } from "../people/change-members.ts";
import { ofWanted } from "./circumstances.ts";
import { claimNext } from "./outbox.ts";
import { writeLetter } from "./write-letter.ts";

// Mail about logins that wait for other people (protocol §11): it tells, and approves nothing.

const asks = (how: string) => `@id("two") ${how} forbid (principal, action == Action::"approve", resource);`;
const ALONE = '@id("alone") @require_justification @alarm forbid (principal, action == Action::"approve", resource);';

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database, mail: { ...MAIL, tellAdministrators: false } });
  let alice: EnrolledMachine;
  let bob: EnrolledMachine;
  beforeEach(async () => {
    alice = await withAddress(await enrolledMachine(server, "alice"));
    bob = await withAddress(await enrolledMachine(server, "bob"));
    await ruleBy(server, ANYBODY, asks('@require_second_approver("user:bob group:leads") @within("15m")'));
    await server.services.db.deleteFrom("notices").execute();
  });

  async function withAddress(machine: EnrolledMachine): Promise<EnrolledMachine> {
    const { id, name } = machine.user;
    const email = `${name}@example.com`;
    await server.services.db.updateTable("users").set({ email }).where("id", "=", id).execute();
    return machine;
  }
  async function leads(...people: readonly EnrolledMachine[]): Promise<string> {
    const { id } = await createGroup(server.services, { name: "leads", description: "" }, SERVER_SHELL);
    await changeMembers(server.services, id, { add: people.map(({ user }) => user.id), remove: [] }, SERVER_SHELL);
    return id;
  }
  async function asked(machine = alice, justification?: string): Promise<MetLogin> {
    const login = await metLogin(server, machine);
    const wanted = { path: `/api/requests/${login.id}/decision`, body: { justification } };
    const met =
      justification === undefined
        ? login.met.answer
        : await postJson(server, wanted.path, wanted.body, { browser: machine.browser });
    expect((await approve(server, machine, login, met.as(decidedAnswerSchema))).outcome).toBe("200");
    return login;
  }
  const notices = async () => {
    const rows = await server.services.db.selectFrom("notices").selectAll().orderBy("seq").execute();
    return rows.map(({ kind, address, facts }) => ({ kind, address, facts: JSON.parse(facts) }));
  };
  /** The recipients of the notices since the last call, in one order. */
  const told = async () => {
    const all = (await notices()).map(({ kind, address }) => `${kind} ${address.split("@")[0]}`);
    await server.services.db.deleteFrom("notices").where("kind", "<>", "approval_wanted").execute();
    return all.sort();
  };
  const letters = async () => {
    const all = [];
    for (;;) {
      const notice = await claimNext(server.services.db, server.services.clock());
      if (notice === undefined) return all;
      all.push({ kind: notice.kind, ...writeLetter(notice, server.services.config, MAIL) });
    }
  };

  it("asks those whom the rule names, by name and by group, and never the person who asks", async () => {
    const erin = await withAddress(await enrolledMachine(server, "erin"));
    const frank = await withAddress(await enrolledMachine(server, "frank"));
    const gina = await enrolledMachine(server, "gina"); // she has no address
    await withAddress(await enrolledMachine(server, "mallory")); // no rule names her
    await newTicket(server, "heidi"); // she has no machine to answer on
    const { id: heidi } = await server.services.db
      .updateTable("users")
      .set({ email: "heidi@example.com" })
      .where("name", "=", "heidi")
      .returning("id")
      .executeTakeFirstOrThrow();
    const group = await leads(alice, bob, erin, frank, gina);
    await changeMembers(server.services, group, { add: [heidi], remove: [] }, SERVER_SHELL);
    await suspendUser(server.services, "frank", { note: null, by: SERVER_SHELL });
    await server.services.db.deleteFrom("notices").execute();
    await asked();
    expect(await told()).toEqual(["approval_wanted bob", "approval_wanted erin"]);
    expect((await notices())[0]?.facts).toMatchObject({
      person: { name: "alice" },
      machine: { hostname: "laptop" },
      wanted: { client: "Nearside command line", command: "deploy prod" },
      until: (server.now() + 900) * 1000,
    });
  });

  it("says of a lease what its agent would reach, since the login asks for nothing beside it", async () => {
    const stage = await openExchangeStage({ database });
    const access = [
      { resource: ORDERS, scope: "read" },
      { resource: BILLS, scope: "read write" },
    ];
    const { id } = await metLogin(stage.server, stage.machine, leaseForm(leaseDetail(access)));
    const { circumstances } = await stage.server.services.db.transaction().execute((trx) => ofWanted(trx, id));
    const reached = { resource: `${ORDERS} ${BILLS}`, scope: "read write" };
    expect(circumstances.wanted).toMatchObject({ ...reached, agent: "Claude Code", command: "deploy prod" });
    const other = await metLogin(stage.server, stage.machine);
    const plain = await stage.server.services.db.transaction().execute((trx) => ofWanted(trx, other.id));
    expect(plain.circumstances.wanted).not.toHaveProperty("agent");
    await stage.server.close();
  });

  it("asks nobody twice within five minutes for the same person, and everybody for each other one", async () => {
    const carol = await withAddress(await enrolledMachine(server, "carol"));
    const erin = await withAddress(await enrolledMachine(server, "erin"));
    await server.services.db.deleteFrom("notices").execute();
    await asked();
    await asked();
    expect(await told()).toEqual(["approval_wanted bob"]);
    await leads(erin);
    await asked();
    expect(await told()).toEqual(["approval_wanted bob", "approval_wanted erin"]); // she was not told yet
    await asked(carol);
    const askedByCarol = ["approval_wanted bob", "approval_wanted bob", "approval_wanted erin", "approval_wanted erin"];
    expect(await told()).toEqual(askedByCarol);
    server.pass(299);
    await asked();
    expect(await told()).toEqual(askedByCarol);
    server.pass(2);
    await asked();
    expect(await told()).toHaveLength(6);
  });

  it("tells a hundred of a large group who have an address, and lets the page tell the others", async () => {
    const { db, clock } = server.services;
    const made = { created_at: clock(), state: "active" as const };
    const no = Array.from({ length: 130 }, (_, at) => String(at).padStart(3, "0"));
    const users = no.map((at) => ({
      ...{ ...made, id: `us_${at}`, name: `m-${at}`, display_name: `M ${at}`, role: "user" as const },
      email: Number(at) < 20 ? null : `m-${at}@example.com`,
    }));
    const keys = no.map((at) => ({ ...made, jwk: "{}", bound_set_id: `bs_${at}`, jkt: `key-${at}` }));
    const machine = { key_storage: "keyring", hostname: "desk", os: "Debian 13", last_seen_at: clock() };
    await db.insertInto("users").values(users).execute();
    const sets = no.map((at) => ({ ...made, id: `bs_${at}`, user_id: `us_${at}`, confirmed_at: clock() }));
    await db.insertInto("bound_sets").values(sets).execute();
    await db
      .insertInto("devices")
      .values(keys.map((row) => ({ ...row, ...machine })))
      .execute();
    await db
      .insertInto("extensions")
      .values(keys.map((row) => ({ ...row, browser: "Chromium" })))
      .execute();
    const { id } = await createGroup(server.services, { name: "leads", description: "" }, SERVER_SHELL);
    const add = users.map((user) => user.id);
    await changeMembers(server.services, id, { add, remove: [] }, SERVER_SHELL);
    await ruleBy(server, ANYBODY, asks('@require_second_approver("group:leads")'));
    await asked();
    expect(new Set(await told()).size).toBe(100);
    expect((await notices()).every(({ kind }) => kind === "approval_wanted")).toBe(true);
  });

  it("tells the person who asked of a refusal, by whom and why, and nobody else", async () => {
    await leads(await withAddress(await enrolledMachine(server, "erin")));
    const page: ConsolePage = await openConsole(server, bob);
    const login = await asked();
    await server.services.db.deleteFrom("notices").execute();
    expect((await coRefuse(page, login, "Use the staging API.")).outcome).toBe("200");
    expect(await notices()).toMatchObject([
      {
        ...{ kind: "approval_refused", address: "alice@example.com" },
        facts: { person: { name: "alice" }, by: "bob", said: "Use the staging API." },
      },
    ]);
  });

  it("tells them that nobody approved in time, once, and of no other login that expires", async () => {
    const login = await asked();
    await metLogin(server, alice); // this one waits for nobody but her
    await server.services.db.deleteFrom("notices").execute();
    server.pass(899);
    await tidy(server.services);
    expect(await notices()).toEqual([]);
    server.pass(2);
    await tidy(server.services);
    await tidy(server.services);
    expect((await findLogin(server.services.db, login.id))?.state).toBe("expired");
    expect(await notices()).toMatchObject([
      { kind: "approval_expired", address: "alice@example.com", facts: { person: { name: "alice" } } },
    ]);
  });

  it("tells nobody of a question, or of a yes", async () => {
    const page = await openConsole(server, bob);
    const login = await asked();
    await server.services.db.deleteFrom("notices").execute();
    expect((await askBack(page, login, "Why now?")).outcome).toBe("200");
    expect((await coApprove(server, page, login)).outcome).toBe("200");
    expect((await poll(server, login)).status).toBe(200);
    expect(await notices()).toEqual([]);
  });

  it("tells owners and administrators at once what somebody approved alone, whatever they are told of else", async () => {
    for (const role of ["owner", "administrator", "auditor"] as const) {
      const machine = await withAddress(await enrolledMachine(server, role));
      await giveRole(server, machine.user.id, role);
    }
    await ruleBy(server, ANYBODY, ALONE);
    await server.services.db.deleteFrom("notices").execute();
    await asked(alice, "The site is down.");
    expect(await notices()).toMatchObject(
      ["administrator", "owner"].map(() => ({
        kind: "approved_alone",
        facts: { person: { name: "alice" }, said: "The site is down.", wanted: { command: "deploy prod" } },
      })),
    );
    const sent = await letters(); // no time has passed
    expect(sent.map(({ to }) => to).sort()).toEqual(["administrator@example.com", "owner@example.com"]);
  });

  it("tells the first of many alarms at once, and all others within an hour by one mail, by person and by rule", async () => {
    await giveRole(server, bob.user.id, "owner");
    const carol = await withAddress(await enrolledMachine(server, "carol"));
    await ruleBy(server, ANYBODY, ALONE);
    await server.services.db.deleteFrom("notices").execute();
    const { db, clock } = server.services;
    const subjects = async () => {
      const all = (await letters()).map(({ subject }) => subject);
      const sent = { state: "sent", settled_at: clock() } as const;
      await db.updateTable("notices").set(sent).where("gathers", "is", null).execute();
      return all;
    };
    await asked(alice, "The site is down.");
    expect(await subjects()).toEqual(["Alarm: alice approved a login alone"]);
    for (let each = 0; each < 3; each += 1) await asked(alice, "It still is.");
    await asked(carol, "The site is down.");
    expect(await subjects()).toEqual(["Alarm: carol approved a login alone"]); // hers wait for none of Alice's
    await ruleBy(server, ANYBODY, ALONE.replace('"alone"', '"another"'));
    await asked(alice, "For another rule.");
    expect(await subjects()).toEqual(["Alarm: alice approved a login alone"]);
    server.pass(3601);
    const late = await letters();
    expect(late.map(({ subject }) => subject)).toEqual(["Alarm: alice approved 3 logins alone"]);
    expect(late[0]?.text).toContain("This is the first of 3 such logins:");
    expect(late[0]?.text).toContain("/console/log/events?topic=alarm lists all of them.");
  });

  it("holds no link that approves: each opens a page, and changes nothing for a person who follows it signed in", async () => {
    await giveRole(server, bob.user.id, "owner");
    const page = await openConsole(server, bob);
    const refused = await asked();
    await coRefuse(page, refused, "Not today.");
    const late = await asked();
    const sent = await letters();
    server.pass(901);
    await tidy(server.services);
    await ruleBy(server, ANYBODY, ALONE, asks('@require_second_approver("user:bob")'));
    const waits = await asked(alice, "The site is down.");
    sent.push(...(await letters()));
    const kinds = ["approval_expired", "approval_refused", "approval_wanted", "approved_alone"];
    expect([...new Set(sent.map(({ kind }) => kind))].sort()).toEqual(kinds);
    expect(sent.findLast(({ kind }) => kind === "approved_alone")?.text).toContain("It waits for other people");
    const before = await allRows(server);
    const links = new Set(sent.flatMap(({ text }) => text.match(/https?:[^\s)"]+/g) ?? []));
    expect(links.has(`${server.issuer}/approvals`)).toBe(true);
    for (const link of links) {
      const { origin, pathname, search } = new URL(link);
      expect(origin).toBe(server.issuer);
      expect(pathname).toMatch(/^\/(approvals|account|console\/log\/events|)$/);
      await getFrom(server, `${pathname}${search}`, page.browser.headers);
    }
    for (const { text } of sent) for (const { id } of [refused, late, waits]) expect(text).not.toContain(id);
    expect(await allRows(server)).toEqual(before);
    expect((await findLogin(server.services.db, waits.id))?.state).toBe("waiting");
  });
});
