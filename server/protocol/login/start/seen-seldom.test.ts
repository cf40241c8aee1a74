import { describe, expect, it } from "vitest";
import { redeemedLogin } from "../../../../test/kit/log-in.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { serverForEach } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";

// The last time of a machine and of its person is written once a minute at most: a login rewrites neither row without need.

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  const times = async () => {
    const { db } = server.services;
    const devices = await db.selectFrom("devices").select(["last_seen_at", "version"]).execute();
    const people = await db.selectFrom("people_index").select("last_login_at").where("last_login_at", ">", 0).execute();
    return { devices, people };
  };

  it("moves with a login that comes a minute later, or by another version of the program", async () => {
    const machine = await enrolledMachine(server, "alice");
    await redeemedLogin(server, machine);
    const first = await times();
    expect(first.people).toHaveLength(1);

    server.pass(30);
    await redeemedLogin(server, machine);
    expect(await times()).toEqual(first);

    server.pass(31);
    await redeemedLogin(server, machine);
    const later = await times();
    const [[was], [is]] = [first.devices, later.devices];
    expect(Number(is?.last_seen_at) - Number(was?.last_seen_at)).toBeGreaterThan(60_000);
    expect(Number(later.people[0]?.last_login_at) - Number(first.people[0]?.last_login_at)).toBeGreaterThan(60_000);

    await server.services.db.updateTable("devices").set({ version: "0.0.1" }).execute();
    server.pass(1);
    await redeemedLogin(server, machine);
    expect((await times()).devices).toEqual([{ version: is?.version, last_seen_at: Number(is?.last_seen_at) + 1000 }]);
  });
});
