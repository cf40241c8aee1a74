import { beforeAll, describe, expect, it } from "vitest";
import { enrolledMachine } from "../../testing/enrol.ts";
import { largeGroup } from "../../testing/large-group.ts";
import { newPerson } from "../../testing/people.ts";
import { plansOf } from "../../testing/query-plan.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { findFirstNamed, findNamedPeople } from "./named-people.ts";

const MANY = 250;
const MOST = 100;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  beforeAll(async () => {
    await enrolledMachine(server, "ada");
    await newPerson(server, "idle"); // without a machine
    await largeGroup(server, MANY);
  });

  const NAMED = ["group:leads", "group:few", "user:ada", "user:idle"];

  it("finds the first of each name as among all of them, and says that there are more", async () => {
    const { db } = server.services;
    const all = await findNamedPeople(db, NAMED);
    const first = await findFirstNamed(db, NAMED, MOST);
    expect(all).toHaveLength(MANY + 1);
    expect(first.isAll).toBe(false);
    expect(first.people).toEqual(
      all.filter(({ id, name }) => name === "ada" || id < `m-${String(MOST).padStart(5, "0")}`),
    );
    expect(await findFirstNamed(db, NAMED, MANY + 1)).toEqual({ people: all, isAll: true });
  });

  it("reads no more of a group than it is asked for: it sorts nothing, and reads the members by their key", async () => {
    const plans = await plansOf(server, (db) => findFirstNamed(db, NAMED, MOST));
    expect(
      plans.filter((plan) =>
        /Sort|TEMP B-TREE|SCAN (users|group_members)|Seq Scan on (users|group_members)/.test(plan),
      ),
    ).toEqual([]);
  });
});
