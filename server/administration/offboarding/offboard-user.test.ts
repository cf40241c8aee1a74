import { NO_DEMANDS } from "@nearside/shared/api/ticket-demands.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { type EndedKind, offboarding } from "@nearside/shared/statements/offboarding.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { openConsole } from "../../../test/kit/console.ts";
import { askToEnrol } from "../../../test/kit/enrolment-steps.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { approvedLogin, metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { askForLogin, deviceStatementOf, poll, refresh, startedLogin } from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { type Actor, SERVER_SHELL } from "../../platform/audit/actor.ts";
import { findClientTicket, makeClientTicket } from "../../protocol/clients/client-tickets.ts";
import type { TicketPermission } from "../../protocol/clients/permission.ts";
import { restoreUser, suspendUser } from "../../protocol/revocation/suspend-user.ts";
import { findOffboarding } from "../../register/people/offboarding-store.ts";
import { findOrCreateUser } from "../../register/people/users.ts";
import { giveRole } from "../../testing/console.ts";
import { enrolledMachine, newTicket, pendingBrowser, pendingMachine } from "../../testing/enrol.ts";
import { allRows, eventsOf } from "../../testing/ledger.ts";
import { newcomer, newName } from "../../testing/newcomer.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { createGroup } from "../people/change-group.ts";
import { changeMembers } from "../people/change-members.ts";
import { makeTickets } from "../tickets/make-tickets.ts";
import { type Offboarding, offboardUser, previewOffboarding } from "./offboard-user.ts";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });

  let alice: EnrolledMachine;
  let bob: EnrolledMachine;
  beforeEach(async () => {
    [alice, bob] = [await newcomer(server), await newcomer(server)];
  });

  const byName = (value: string) => ({ column: "name", value }) as const;
  const shell = { by: SERVER_SHELL, note: "left", shown: null } as const;
  const done = (outcome: Offboarding) => {
    if (outcome.state !== "offboarded") throw new Error(outcome.state);
    return outcome;
  };
  const claimsOf = async (report: string) => {
    const read = await offboarding.read(report);
    await verifySignature(read, server.services.keys.signer.jwk);
    return read.claims;
  };

  /** Makes a person who has one thing of every kind. */
  async function busy() {
    const second = await enrolledMachine(server, alice.user.name);
    const redeemed = await redeemedLogin(server, alice);
    const open = [
      await startedLogin(server, alice),
      await metLogin(server, second),
      await approvedLogin(server, alice),
    ];
    const waiting = await newMachine();
    const pending = (await pendingMachine(server, waiting, alice.user.name)).open;
    const browser = (await pendingBrowser(server, alice)).open;
    const { services } = server;
    const change = { changeId: `ch_${"A".repeat(22)}`, permission: "clients.manage" } as const;
    const by = { kind: "person", userId: alice.user.id, deviceJkt: alice.device.thumbprint, ...change } as const;
    const group = await createGroup(services, { name: newName(server), description: "" }, SERVER_SHELL);
    await changeMembers(services, group.id, { add: [alice.user.id, bob.user.id], remove: [] }, SERVER_SHELL);
    await giveRole(server, alice.user.id, "administrator");
    const page = await openConsole(server, alice);
    const allows: TicketPermission = { kinds: ["command_line"], scopes: [], resources: [], detailTypes: null };
    const made = { allows, uses: 3, life: 3600 };
    const clientTicket = await makeClientTicket(services, made, by);
    const whom = { for: { kind: "names" as const, names: [bob.user.name] }, seconds: 3600, uses: 1, note: null };
    const [forBob] = await makeTickets(
      services,
      { ...whom, demands: NO_DEMANDS },
      { ...by, permission: "tickets.manage" },
    );
    const opened = await askToEnrol(server, await newMachine(), bob.user.name, forBob?.ticket ?? "");
    expect(opened.outcome).toBe("201");
    const ticket = await newTicket(server, alice.user.name);
    const started = await newMachine();
    const answer = await askToEnrol(server, started, alice.user.name, await newTicket(server, alice.user.name));
    expect(answer.outcome).toBe("201");
    return { second, redeemed, open, waiting, pending, browser, ticket, page, group, clientTicket, forBob };
  }

  it("shows all of it, and changes nothing by that", async () => {
    await busy();
    const before = await allRows(server);
    const preview = await previewOffboarding(server.services, byName(alice.user.name));
    expect(preview?.shown.counts).toEqual({
      machines: 3,
      browsers: 4,
      passkeys: 3,
      sessions: 1,
      logins: 3,
      enrolments: 4,
      tickets: 3,
      client_tickets: 1,
      credentials: 1,
      access_tokens: 1,
      groups: 1,
      roles: 1,
    });
    expect(await allRows(server)).toEqual(before);
    expect((await previewOffboarding(server.services, byName(alice.user.name)))?.shown).toEqual(preview?.shown);
    expect(await previewOffboarding(server.services, byName("nobody"))).toBeUndefined();
  });

  it("ends all of it in one go, logs each thing, and touches nobody else", async () => {
    const had = await busy();
    const others = [await approvedLogin(server, bob), await redeemedLogin(server, bob)] as const;
    const shown = (await previewOffboarding(server.services, byName(alice.user.name)))?.shown ?? null;
    const outcome = done(await offboardUser(server.services, byName(alice.user.name), { ...shell, shown }));
    expect(outcome.asShown).toBe(true);

    const { db } = server.services;
    const user = await db.selectFrom("users").selectAll().where("id", "=", alice.user.id).executeTakeFirstOrThrow();
    expect(user).toMatchObject({ state: "offboarded", role: "user", name: alice.user.name });
    const left = await previewOffboarding(server.services, byName(alice.user.name));
    expect(Object.values(left?.shown.counts ?? { none: 1 }).every((count) => count === 0)).toBe(true);
    const keys = db.selectFrom("devices").innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id");
    const states = await keys.select("devices.state").where("user_id", "=", alice.user.id).execute();
    expect(states).toEqual(Array(3).fill({ state: "revoked" }));
    for (const login of had.open) expect((await poll(server, login)).outcome).toMatch(/^400 .+\/user_inactive$/);
    expect((await askToEnrol(server, await newMachine(), alice.user.name, had.ticket)).outcome).toBe(
      "400 user_inactive",
    );

    const registered = await findClientTicket(db, had.clientTicket.ticket, server.services.clock());
    expect(registered?.reason).toBe("expired");
    const ofBob = await askToEnrol(server, await newMachine(), bob.user.name, had.forBob?.ticket ?? "");
    expect(ofBob.outcome).toBe("400 ticket_revoked");
    expect((await had.page.get("/api/console/session")).outcome).toMatch(/^401 not_signed_in/);
    const members = db.selectFrom("group_members").select("user_id").where("group_id", "=", had.group.id);
    expect(await members.execute()).toEqual([{ user_id: bob.user.id }]);

    expect((await poll(server, others[0])).outcome).toBe("200");
    expect((await refresh(server, bob, others[1], others[1].tokens.refresh_token)).outcome).toBe("200");
  });

  it("signs what ended, with the event of each, and keeps it", async () => {
    await busy();
    const preview = await previewOffboarding(server.services, byName(alice.user.name));
    if (preview === undefined) throw new Error("no preview");
    const why = { ...shell, shown: preview.shown };
    const outcome = done(await offboardUser(server.services, { column: "id", value: alice.user.id }, why));
    const claims = await claimsOf(outcome.report);
    expect(claims).toMatchObject({
      iss: server.services.config.issuer,
      jti: outcome.id,
      iat: server.now(),
      user: alice.user,
      by: { kind: "server_shell" },
      note: "left",
      digest: preview.shown.digest,
      shown: preview.shown,
      counts: preview.shown.counts,
    });
    const kinds = Object.keys(claims.ended) as EndedKind[];
    for (const kind of kinds) {
      const things = claims.ended[kind].map(({ event: _, ...thing }) => thing);
      expect(things).toEqual(preview.inventory[kind]);
    }
    const expectedKinds: Readonly<Partial<Record<EndedKind, string>>> = {
      machines: "device_revoked",
      browsers: "device_revoked",
      passkeys: "device_revoked",
      logins: "login_refused",
      enrolments: "enrolment_refused",
      tickets: "ticket_revoked",
      client_tickets: "client_ticket_ended",
      credentials: "token_revoked",
      access_tokens: "token_revoked",
      sessions: "user_offboarded",
      groups: "group_left",
      roles: "user_role_changed",
    };
    const { db } = server.services;
    for (const kind of kinds)
      for (const { event } of claims.ended[kind]) {
        const row = await db.selectFrom("events").select("kind").where("seq", "=", event).executeTakeFirstOrThrow();
        expect(row.kind).toBe(expectedKinds[kind]);
        expect(event).toBeGreaterThanOrEqual(claims.events.first);
        expect(event).toBeLessThanOrEqual(claims.events.last);
      }
    const first = db.selectFrom("events").select(["kind", "subject"]).where("seq", "=", claims.events.first);
    expect(await first.executeTakeFirst()).toEqual({ kind: "user_offboarded", subject: alice.user.id });
    expect(await findOffboarding(db, alice.user.id)).toMatchObject({ id: outcome.id, report: outcome.report });
    await expect(db.updateTable("offboardings").set({ report: "another" }).execute()).rejects.toThrow(
      "only ever appended",
    );
  });

  it("lets the next refresh fail, and the next login", async () => {
    const redeemed = await redeemedLogin(server, alice);
    await offboardUser(server.services, byName(alice.user.name), shell);
    const outcome = (await refresh(server, alice, redeemed, redeemed.tokens.refresh_token)).outcome;
    expect(outcome).toBe("400 invalid_grant/bound_set_revoked");
    const statement = await deviceStatementOf(server, alice, await newSigner());
    expect((await askForLogin(server, { device_statement: statement })).outcome).toBe(
      "400 invalid_request/bound_set_revoked",
    );
  });

  it("ends what came after it was shown, and says that it did", async () => {
    const preview = await previewOffboarding(server.services, byName(alice.user.name));
    await startedLogin(server, alice);
    const why = { ...shell, shown: preview?.shown ?? null };
    const outcome = done(await offboardUser(server.services, byName(alice.user.name), why));
    expect(outcome).toMatchObject({ asShown: false, counts: { logins: 1 } });
    const claims = await claimsOf(outcome.report);
    expect(claims.digest).not.toBe(claims.shown?.digest);
    expect(claims.shown?.counts.logins).toBe(0);
  });

  it("is for good: nothing brings that person back, and the name stays theirs", async () => {
    const { services } = server;
    done(await offboardUser(services, byName(alice.user.name), shell));
    expect(await suspendUser(services, alice.user.name, shell)).toEqual({ state: "unknown" });
    expect(await restoreUser(services, alice.user.name, SERVER_SHELL)).not.toBe("restored");
    for (const state of ["active", "suspended"] as const)
      await expect(
        services.db.updateTable("users").set({ state }).where("id", "=", alice.user.id).execute(),
      ).rejects.toThrow("users stay offboarded");
    const again = await services.db
      .transaction()
      .execute((trx) =>
        findOrCreateUser(trx, { name: alice.user.name, displayName: "Alice the second", role: "user" }, services),
      );
    expect(again).toMatchObject({ id: alice.user.id, state: "offboarded" });
    await expect(
      services.db.updateTable("users").set({ name: alice.user.name }).where("id", "=", bob.user.id).execute(),
    ).rejects.toThrow();
  });

  it("happens once, however often it is asked for", async () => {
    const all = await Promise.all(
      [1, 2, 3, 4].map(() => offboardUser(server.services, byName(alice.user.name), shell)),
    );
    expect(all.map(({ state }) => state).sort()).toEqual(["already", "already", "already", "offboarded"]);
    const events = (await eventsOf(server, alice.user.id)).filter(({ kind }) => kind === "user_offboarded");
    expect(events).toHaveLength(1);
    expect(await offboardUser(server.services, byName("nobody"), shell)).toEqual({ state: "unknown" });
  });

  describe("by a person in the console", () => {
    const actor = (machine: EnrolledMachine): Actor => ({
      kind: "person",
      userId: machine.user.id,
      deviceJkt: machine.device.thumbprint,
      changeId: "ch_AAAAAAAAAAAAAAAAAAAAAA",
      permission: "people.manage",
    });
    const make = (machine: EnrolledMachine, role: "user" | "administrator" | "owner") =>
      server.services.db.updateTable("users").set({ role }).where("id", "=", machine.user.id).execute();
    const offboard = (subject: EnrolledMachine, by: EnrolledMachine) =>
      offboardUser(server.services, byName(subject.user.name), { ...shell, by: actor(by) });
    const asItWas = async () => {
      const { users, bound_sets } = await allRows(server);
      return { users, bound_sets };
    };

    it("names who did it, where, and by which change", async () => {
      await make(bob, "administrator");
      const { report } = done(await offboard(alice, bob));
      expect((await claimsOf(report)).by).toEqual({
        kind: "person",
        user: bob.user,
        device: bob.device.thumbprint,
        change: "ch_AAAAAAAAAAAAAAAAAAAAAA",
      });
    });

    it.each([
      ["user", "user"],
      ["administrator", "administrator"],
      ["owner", "administrator"],
    ] as const)("is not for that: %s by %s", async (subject, by) => {
      await make(alice, subject);
      await make(bob, by);
      const before = await asItWas();
      await expect(offboard(alice, bob)).rejects.toMatchObject({ code: "not_permitted" });
      expect(await asItWas()).toEqual(before);
      await make(alice, "user");
    });

    it("can't be done to oneself, nor to the last owner", async () => {
      await make(alice, "owner");
      await expect(offboard(alice, alice)).rejects.toMatchObject({ code: "not_permitted" });
      const asShell = (machine: EnrolledMachine) => offboardUser(server.services, byName(machine.user.name), shell);
      await expect(asShell(alice)).rejects.toMatchObject({ code: "last_owner" });
      await make(bob, "owner");
      expect(await offboard(alice, bob)).toMatchObject({ state: "offboarded", counts: { roles: 1 } });
      await expect(asShell(bob)).rejects.toMatchObject({ code: "last_owner" });
      await make(bob, "user");
    });

    it("is lost by one of two who put each other out, and one stays", async () => {
      for (let round = 0; round < 4; round += 1) {
        const [one, two] = [await newcomer(server), await newcomer(server)];
        await make(one, "owner");
        await make(two, "owner");
        const both = await Promise.allSettled([offboard(one, two), offboard(two, one)]);
        const states = both.map((end) => (end.status === "fulfilled" ? end.value.state : end.reason.code)).sort();
        expect(states).toEqual(["not_permitted", "offboarded"]);
        await server.services.db.updateTable("users").set({ role: "user" }).where("role", "=", "owner").execute();
      }
    });
  });
});
