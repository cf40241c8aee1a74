import { groupsQuerySchema } from "@nearside/shared/api/console/groups.ts";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { allRows, eventsOf } from "../../testing/ledger.ts";
import { actingAs, newPerson } from "../../testing/people.ts";
import { ROUNDS } from "../../testing/races.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { changeGroup, createGroup, deleteGroup } from "./change-group.ts";
import { changeMembers } from "./change-members.ts";
import { listGroups, viewGroup } from "./list-groups.ts";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });

  const make = (name: string) => createGroup(server.services, { name, description: "" }, SERVER_SHELL);
  const refused = async (refusal: object, run: () => Promise<unknown>) => {
    const before = await allRows(server);
    await expect(run()).rejects.toMatchObject(refusal);
    expect(await allRows(server)).toEqual(before);
  };

  it.each(["Admins", "admins", "Аdmins", "Ad mins", "Adm1ns", "ＡＤＭＩＮＳ"])(
    "has no second group like %j",
    async (name) => {
      await make("Admins");
      const field = { code: "invalid_request", fields: [{ field: "name", problem: expect.any(String) }] };
      await refused(field, () => make(name));
      const other = await make("Others");
      await refused(field, () => changeGroup(server.services, other.id, { name, description: "" }, SERVER_SHELL));
    },
  );

  it("takes a new name that looks like its own, and says what it was", async () => {
    const { id } = await make("admins");
    const shown = { name: "Admins", description: "who run it" };
    expect(await changeGroup(server.services, id, shown, SERVER_SHELL)).toBe(true);
    expect(await changeGroup(server.services, id, shown, SERVER_SHELL)).toBe(false);
    expect((await eventsOf(server, id)).at(-1)?.data).toEqual({
      ...shown,
      from: { name: "admins", description: "" },
      by: "server_shell",
    });
  });

  it("counts who really joined and left, so that the change can be undone", async () => {
    const { id } = await make("Night");
    const [a, b] = [await newPerson(server, "a"), await newPerson(server, "b")];
    const change = (add: string[], remove: string[]) =>
      changeMembers(server.services, id, { add, remove }, SERVER_SHELL);
    expect(await change([a.id], [])).toEqual({ added: [a.id], removed: [] });
    expect(await change([a.id, b.id], [])).toEqual({ added: [b.id], removed: [] });
    expect((await viewGroup(server.services.db, id)).members).toBe(2);
    expect(await change([], [a.id, a.id])).toEqual({ added: [], removed: [a.id] });
    const events = (await eventsOf(server, id))
      .slice(1)
      .map(({ kind, data }) => [kind, (data as { user: string }).user]);
    expect(events).toEqual([
      ["group_joined", a.id],
      ["group_joined", b.id],
      ["group_left", a.id],
    ]);
  });

  it("takes nobody in who is not there, or has left", async () => {
    const { id } = await make("Night");
    const gone = await newPerson(server, "gone");
    await server.services.db.updateTable("users").set({ state: "offboarded" }).where("id", "=", gone.id).execute();
    const a = await newPerson(server, "a");
    await refused({ code: "invalid_request", fields: [{ field: "add.1" }, { field: "add.2" }] }, () =>
      changeMembers(server.services, id, { add: [a.id, gone.id, "us_nobody"], remove: [] }, SERVER_SHELL),
    );
  });

  it("ends with its memberships, and with no other's", async () => {
    const [one, other] = [await make("One"), await make("Other")];
    const a = await newPerson(server, "a");
    for (const { id } of [one, other])
      await changeMembers(server.services, id, { add: [a.id], remove: [] }, SERVER_SHELL);
    await deleteGroup(server.services, one.id, SERVER_SHELL);
    expect((await eventsOf(server, one.id)).at(-1)).toMatchObject({ kind: "group_deleted", data: { members: 1 } });
    await refused({ code: "unknown" }, () => deleteGroup(server.services, one.id, SERVER_SHELL));
    expect((await viewGroup(server.services.db, other.id)).members).toBe(1);
  });

  it("asks again if the person who changes it may", async () => {
    const by = await actingAs(server, "auditor", "groups.manage");
    const { id } = await make("Night");
    await refused({ code: "not_permitted" }, () => deleteGroup(server.services, id, by));
    await refused({ code: "not_permitted" }, () => createGroup(server.services, { name: "X", description: "" }, by));
    await refused({ code: "not_permitted" }, () => changeMembers(server.services, id, { add: [], remove: [] }, by));
  });

  it.each(ROUNDS.slice(0, 4))("of three who make groups that look alike at once one does (%d)", async () => {
    const made = await Promise.allSettled(["Admins", "Аdmins", "ad mins"].map(make));
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(made.filter((one) => one.status === "rejected" && one.reason.code === "invalid_request")).toHaveLength(2);
  });

  it.each(ROUNDS.slice(0, 4))("nobody comes into a group that is deleted meanwhile (%d)", async () => {
    const { id } = await make("Night");
    const a = await newPerson(server, "a");
    const done = await Promise.allSettled([
      changeMembers(server.services, id, { add: [a.id], remove: [] }, SERVER_SHELL),
      deleteGroup(server.services, id, SERVER_SHELL),
    ]);
    expect(done[1]).toMatchObject({ status: "fulfilled" });
    expect(await server.services.db.selectFrom("group_members").selectAll().execute()).toEqual([]);
  });

  it("lists them by name without case, and finds them", async () => {
    for (const name of ["beta", "Alpha", "Émile's", "gamma 100%"]) await make(name);
    const names = async (query: object) =>
      (await listGroups(server.services.db, v.parse(groupsQuerySchema, query))).rows.map(({ name }) => name);
    expect(await names({})).toEqual(["Alpha", "beta", "Émile's", "gamma 100%"]);
    expect(await names({ q: "emile" })).toEqual(["Émile's"]);
    expect(await names({ q: "100%" })).toEqual(["gamma 100%"]);
    expect(await names({ sort: "created_at", order: "desc", limit: "1" })).toHaveLength(1);
  });
});
