import { describe, expect, it } from "vitest";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { restoreUser, suspendUser } from "../../protocol/revocation/suspend-user.ts";
import { enrolledMachine, newTicket } from "../../testing/enrol.ts";
import { allRows, eventsOf } from "../../testing/ledger.ts";
import { actingAs, actorOf, newPerson } from "../../testing/people.ts";
import { ROUNDS } from "../../testing/races.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { changePerson, changeRole } from "./change-person.ts";
import { createPerson } from "./create-person.ts";
import { removePerson } from "./remove-person.ts";

// These tests say who may make, change, raise, lower, suspend and remove whom (threat I1), on either database.

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });

  const userOf = (id: string) =>
    server.services.db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
  const refused = async (code: string, run: () => Promise<unknown>) => {
    const before = await allRows(server);
    await expect(run()).rejects.toMatchObject({ code });
    expect(await allRows(server)).toEqual(before);
  };

  it("makes somebody, tells who did, and is found under what they are called", async () => {
    const by = await actingAs(server, "administrator");
    const person = { name: "alice", displayName: "Alice Liddell", email: "alice@example.com", role: "user" } as const;
    const { id } = await createPerson(server.services, person, by);
    expect(await userOf(id)).toMatchObject({
      name: "alice",
      email: "alice@example.com",
      role: "user",
      state: "active",
    });
    const event = await server.services.db
      .selectFrom("events")
      .selectAll()
      .where("subject", "=", id)
      .executeTakeFirst();
    expect(event).toMatchObject({ kind: "user_created", actor_user: by.userId, actor_change: "ch_test", user_id: id });
  });

  it.each([
    ["the same name", { name: "alice" }, "name", /already the user name of a person/],
    ["a digit for a letter", { name: "a1ice" }, "name", /looks like alice/],
    ["the same address in capitals", { email: "ALICE@example.com" }, "email", /address of alice/],
    ["the display name in Cyrillic letters", { displayName: "Аlісе" }, "display_name", /looks like the name of alice/],
  ])("refuses %s beside the field", async (_what, changed, field, problem) => {
    await newPerson(server, "alice", { displayName: "Alice", email: "alice@example.com" });
    const by = await actingAs(server, "administrator");
    const person = { name: "bob", displayName: "Bob", email: "bob@example.com", role: "user", ...changed } as const;
    const refusal = await createPerson(server.services, person, by).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: "invalid_request",
      fields: [{ field, problem: expect.stringMatching(problem) }],
    });
  });

  it("lets two people have one display name, an accent or another spelling", async () => {
    await newPerson(server, "alice", { displayName: "Jose Garcia" });
    await newPerson(server, "bob", { displayName: "Jose Garcia" });
    await newPerson(server, "carol", { displayName: "José García" });
    await newPerson(server, "dave", { displayName: "Юрий Гагарин" });
  });

  it("renames, and leaves what was so before", async () => {
    const alice = await newPerson(server, "alice", { email: "alice@example.com" });
    const by = await actingAs(server, "administrator");
    const shown = { displayName: "Alice Hargreaves", email: null };
    expect(await changePerson(server.services, alice.id, shown, by)).toBe(true);
    expect(await changePerson(server.services, alice.id, shown, by)).toBe(false);
    expect((await eventsOf(server, alice.id)).at(-1)).toMatchObject({
      kind: "user_changed",
      data: {
        display_name: { from: "Person alice", to: "Alice Hargreaves" },
        email: { from: "alice@example.com", to: null },
        by: "console",
      },
    });
    const bob = await newPerson(server, "bob", { displayName: "Alice Hargreaves", email: "alice@example.com" });
    await refused("invalid_request", () =>
      changePerson(server.services, alice.id, { displayName: "Alice", email: bob.email }, by),
    );
  });

  it.each(["administrator", "owner"] as const)("lets no administrator touch an %s", async (role) => {
    const by = await actingAs(server, "administrator");
    await newPerson(server, "first", { role: "owner" });
    const other = await newPerson(server, "other", { role });
    const { services } = server;
    await refused("not_permitted", () => suspendUser(services, "other", { note: null, by }));
    await refused("not_permitted", () => removePerson(services, other.id, by));
    await refused("not_permitted", () => changePerson(services, other.id, { displayName: "X", email: null }, by));
    await suspendUser(services, "other", { note: null, by: SERVER_SHELL });
    await refused("not_permitted", () => restoreUser(services, "other", by));
  });

  it("lets owners alone give roles, and nobody to themselves", async () => {
    const alice = await newPerson(server, "alice");
    const administrator = await actingAs(server, "administrator");
    await refused("not_permitted", () => changeRole(server.services, alice.id, "owner", administrator));
    await refused("not_permitted", () => changeRole(server.services, administrator.userId, "owner", administrator));
    const person = { name: "bob", displayName: "Bob", email: null, role: "approver" } as const;
    await refused("not_permitted", () => createPerson(server.services, person, administrator));
    const owner = await actingAs(server, "owner", "roles.manage");
    await newPerson(server, "second", { role: "owner" });
    await refused("not_permitted", () => changeRole(server.services, owner.userId, "user", owner));
    expect(await changeRole(server.services, alice.id, "auditor", owner)).toBe(true);
    expect(await changeRole(server.services, alice.id, "auditor", owner)).toBe(false);
    expect((await eventsOf(server, alice.id)).at(-1)).toMatchObject({
      kind: "user_role_changed",
      data: { from: "user", to: "auditor", by: "console" },
    });
  });

  it("lets nobody continue whose role was taken, or who was suspended, meanwhile", async () => {
    const by = await actingAs(server, "administrator");
    const alice = await newPerson(server, "alice");
    await changeRole(server.services, by.userId, "auditor", SERVER_SHELL);
    await refused("not_permitted", () => removePerson(server.services, alice.id, by));
    await changeRole(server.services, by.userId, "administrator", SERVER_SHELL);
    const { name } = (await userOf(by.userId)) ?? { name: "" };
    await suspendUser(server.services, name, { note: null, by: SERVER_SHELL });
    await refused("not_permitted", () => removePerson(server.services, alice.id, by));
  });

  it("keeps the last active owner, no matter who asks", async () => {
    const owner = await newPerson(server, "owner", { role: "owner" });
    const asleep = await newPerson(server, "asleep", { role: "owner" });
    await suspendUser(server.services, "asleep", { note: null, by: SERVER_SHELL });
    const { services } = server;
    await refused("last_owner", () => changeRole(services, owner.id, "administrator", SERVER_SHELL));
    await refused("last_owner", () => suspendUser(services, "owner", { note: null, by: SERVER_SHELL }));
    await refused("last_owner", () => removePerson(services, owner.id, SERVER_SHELL));
    await changeRole(services, asleep.id, "user", SERVER_SHELL); // a suspended owner does not count as the last active one
    await newPerson(server, "another", { role: "owner" });
    await changeRole(services, owner.id, "user", SERVER_SHELL);
  });

  it.each(ROUNDS.slice(0, 4))("one of two owners who lower each other at once stays an owner (%d)", async () => {
    const [a, b] = [await newPerson(server, "a", { role: "owner" }), await newPerson(server, "b", { role: "owner" })];
    const lower = (by: typeof a, whom: typeof a) =>
      changeRole(server.services, whom.id, "user", actorOf(by, "roles.manage"));
    const done = await Promise.allSettled([lower(a, b), lower(b, a)]);
    expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(done.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "not_permitted" } });
    const owners = await server.services.db.selectFrom("users").select("id").where("role", "=", "owner").execute();
    expect(owners).toHaveLength(1);
  });

  it.each(ROUNDS.slice(0, 4))("one of two owners whom the shell lowers and suspends at once stays (%d)", async () => {
    const a = await newPerson(server, "a", { role: "owner" });
    await newPerson(server, "b", { role: "owner" });
    const done = await Promise.allSettled([
      changeRole(server.services, a.id, "user", SERVER_SHELL),
      suspendUser(server.services, "b", { note: null, by: SERVER_SHELL }),
    ]);
    expect(done.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "last_owner" } });
  });

  it.each(ROUNDS.slice(0, 4))("of four who make the same person at once one does (%d)", async () => {
    const person = { name: "alice", displayName: "Alice", email: "alice@example.com", role: "user" } as const;
    const made = await Promise.allSettled(
      ["alice", "a1ice", "bob", "carol"].map((name) =>
        createPerson(server.services, { ...person, name }, SERVER_SHELL),
      ),
    );
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(made.filter((one) => one.status === "rejected" && one.reason.code === "invalid_request")).toHaveLength(3);
  });

  it("removes who never enrolled anything, with their tickets, and nobody else", async () => {
    const alice = await newPerson(server, "alice");
    await newTicket(server, "alice");
    await removePerson(server.services, alice.id, SERVER_SHELL);
    expect(await userOf(alice.id)).toBeUndefined();
    expect((await eventsOf(server, alice.id)).at(-1)).toMatchObject({
      kind: "user_removed",
      data: { name: "alice", tickets: 1 },
    });
    const { user } = await enrolledMachine(server, "bob");
    await refused("conflict", () => removePerson(server.services, user.id, SERVER_SHELL));
    await refused("unknown", () => removePerson(server.services, "us_nobody", SERVER_SHELL));
  });

  it("brings nobody back who has left for good", async () => {
    const alice = await newPerson(server, "alice");
    await server.services.db.updateTable("users").set({ state: "offboarded" }).where("id", "=", alice.id).execute();
    await refused("conflict", () => changeRole(server.services, alice.id, "owner", SERVER_SHELL));
    expect(await suspendUser(server.services, "alice", { note: null, by: SERVER_SHELL })).toEqual({ state: "unknown" });
    expect(await restoreUser(server.services, "alice", SERVER_SHELL)).toBe("unknown");
  });

  it("lets nobody suspend themselves", async () => {
    await newPerson(server, "other", { role: "owner" });
    const owner = await newPerson(server, "owner", { role: "owner" });
    const by = actorOf(owner);
    await refused("not_permitted", () => suspendUser(server.services, "owner", { note: null, by }));
  });
});
