import { PEOPLE_COLUMNS, type PeopleQuery, peopleQuerySchema } from "@nearside/shared/api/console/people.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { writeCursor } from "../../platform/lists/cursor.ts";
import type { Db } from "../../platform/store/database.ts";
import { suspendUser } from "../../protocol/revocation/suspend-user.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { newPerson } from "../../testing/people.ts";
import { plansOf } from "../../testing/query-plan.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { createGroup } from "./change-group.ts";
import { changeMembers } from "./change-members.ts";
import { eachPerson, listPeople } from "./list-people.ts";

const query = (parameters: Record<string, string>): PeopleQuery => v.parse(peopleQuerySchema, parameters);

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let group: string;
  beforeAll(async () => {
    await newPerson(server, "ann", { displayName: "Zoë 100% O'Neill", email: "Ann@example.com" });
    await newPerson(server, "bob", { displayName: "alan", role: "owner" });
    await newPerson(server, "cem", { displayName: "Émile", email: "cem_x@example.com" });
    await redeemedLogin(server, await enrolledMachine(server, "dan"));
    server.pass(100 * 86_400);
    await enrolledMachine(server, "eve");
    await suspendUser(server.services, "cem", { note: null, by: SERVER_SHELL });
    group = (await createGroup(server.services, { name: "Night shift", description: "" }, SERVER_SHELL)).id;
    const { rows } = await listPeople(server.services.db, query({}), server.services.clock());
    const ids = rows.filter(({ name }) => name === "ann" || name === "eve").map(({ id }) => id);
    await changeMembers(server.services, group, { add: ids, remove: [] }, SERVER_SHELL);
  });

  const names = async (parameters: Record<string, string>): Promise<readonly string[]> => {
    const { rows, total } = await listPeople(server.services.db, query(parameters), server.services.clock());
    if (parameters["limit"] === undefined) expect(total).toBe(rows.length);
    return rows.map(({ name }) => name);
  };

  it.each([
    [{}, ["ann", "bob", "cem", "dan", "eve"]],
    [{ order: "desc" }, ["eve", "dan", "cem", "bob", "ann"]],
    [{ sort: "display_name" }, ["bob", "dan", "cem", "eve", "ann"]],
    [{ sort: "last_login_at", order: "desc", limit: "1" }, ["dan"]],
    [{ role: "owner" }, ["bob"]],
    [{ state: "suspended" }, ["cem"]],
    [{ state: "active", role: "user" }, ["ann", "dan", "eve"]],
    [{ enrolled: "never" }, ["ann", "bob", "cem"]],
    [{ enrolled: "ever" }, ["dan", "eve"]],
    [{ quiet: "90" }, ["ann", "bob", "cem", "dan", "eve"]],
    [{ quiet: "180" }, ["ann", "bob", "cem", "eve"]],
    [{ quiet: "never" }, ["ann", "bob", "cem", "eve"]],
    [{ q: "zoe" }, ["ann"]],
    [{ q: "ANN@EXAMPLE" }, ["ann"]],
    [{ q: "EMILE" }, ["cem"]],
    [{ q: "100%" }, ["ann"]],
    [{ q: "0%" }, []], // one or two characters begin a word
    [{ q: "%" }, []],
    [{ q: "an" }, ["ann"]],
    [{ q: "m_x" }, ["cem"]],
    [{ q: "\\" }, []],
    [{ q: "o'neill" }, ["ann"]],
    [{ q: "\0\ud800" }, ["ann", "bob", "cem", "dan", "eve"]],
    [{ q: "e", state: "suspended" }, ["cem"]],
  ] as const)("%j leaves %j", async (parameters, found) => expect(await names({ ...parameters })).toEqual(found));

  it("finds who is in a group, and tells it of each", async () => {
    expect(await names({ group })).toEqual(["ann", "eve"]);
    const { rows } = await listPeople(server.services.db, query({ q: "ann@" }), server.services.clock());
    expect(rows[0]).toMatchObject({ groups: [{ id: group, name: "Night shift" }], machines: 0, enrolled_at: null });
    const [dan] = (await listPeople(server.services.db, query({ q: "dan" }), server.services.clock())).rows;
    expect(dan).toMatchObject({ machines: 1, last_login_at: expect.any(Number), enrolled_at: expect.any(Number) });
  });

  it.each(PEOPLE_COLUMNS)("goes from page to page by %s", async (sort) => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const parameters = query({ sort, order: "desc", limit: "2", ...(after === undefined ? {} : { after }) });
      const { rows, next } = await listPeople(server.services.db, parameters, server.services.clock());
      found.push(...rows.map(({ name }) => name));
      after = next ?? undefined;
    } while (after !== undefined);
    expect([...found].sort()).toEqual(["ann", "bob", "cem", "dan", "eve"]);
  });

  it("exports whatever the view leaves", async () => {
    const all: string[] = [];
    for await (const rows of eachPerson(server.services.db, query({ role: "user", order: "desc" }), 0))
      all.push(...rows.map(({ name }) => name));
    expect(all).toEqual(["eve", "dan", "cem", "ann"]);
  });
});

describe("100,000 people", () => {
  const server = serverForAll({ database: "sqlite" });

  const exportFirst = async (db: Db, parameters: PeopleQuery) => {
    for await (const _ of eachPerson(db, parameters, 0)) break;
  };

  /** Reads the plan of the `nth` query: a list is counted by a query within another one, and then read. */
  const planOf = async (
    parameters: Record<string, string>,
    ask: (db: Db, parameters: PeopleQuery) => Promise<unknown>,
    nth: number,
  ): Promise<string> => (await plansOf(server, (db) => ask(db, query(parameters))))[nth] ?? "nothing was asked";

  it.each(
    PEOPLE_COLUMNS.flatMap((sort) => [
      { sort },
      { sort, order: "desc" },
      { sort, role: "user", state: "active" },
      { sort, enrolled: "never", q: "smith" },
      { sort, group: `gr_${"A".repeat(22)}` },
    ]),
  )("are sorted by their index alone: %j", async (parameters) => {
    const plan = await planOf({ ...parameters }, exportFirst, 0);
    expect(plan).not.toContain("TEMP B-TREE");
    expect(plan).toMatch(/^SCAN (users|people_index) USING (COVERING )?INDEX/);
  });

  it.each(PEOPLE_COLUMNS)("are gone on with from where a page by %s ended, not from the first", async (sort) => {
    const isTime = sort.endsWith("_at");
    const kinds = { value: isTime ? "integer" : "text", id: "text" } as const;
    const after = writeCursor({ sort, order: "asc", ...kinds }, { value: isTime ? 5 : "m", id: "us_m" });
    const plan = await planOf({ sort, after }, (db, parameters) => listPeople(db, parameters, 0), 2);
    expect(plan).not.toContain("TEMP B-TREE");
    expect(plan).toMatch(/^SEARCH (users|people_index) USING (COVERING )?INDEX \w+ \(\(?\w+/);
  });
});

describe.each(DATABASES)("few of 100,000 people, on %s", (database) => {
  const server = serverForAll({ database });

  it.each([
    { state: "suspended" },
    { state: "suspended", sort: "last_login_at", order: "desc" },
    { state: "suspended", q: "alice" },
    { q: "alice" },
  ])(
    "are found first and sorted then, where no index of their order could lead past all the others: %j",
    async (parameters) => {
      const plans = await plansOf(server, (db) => listPeople(db, query(parameters), 0));
      expect(plans.join("\n")).toMatch(database === "postgres" ? /Sort Key/ : /USE TEMP B-TREE FOR ORDER BY/);
    },
  );
});
