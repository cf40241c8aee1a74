import { beforeAll, describe, expect, it } from "vitest";
import { newApiKey } from "../../../test/kit/apis.ts";
import { approvedLogin } from "../../../test/kit/log-in.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { countOpenLogins } from "../../register/logins/login-store.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { plansOf } from "../../testing/query-plan.ts";
import { resourceServerWith } from "../../testing/resource-server.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { findFactsOfPerson } from "./facts-of-person.ts";
import { plainAddress } from "./given-of.ts";
import { givenClient } from "./given-parts.ts";
import { LocalTime } from "./local-time.ts";

describe("the time, as clocks of a zone show it", () => {
  const at = Date.parse("2026-03-29T00:59:30Z");

  it.each([
    ["UTC", { weekday: "sunday", hour: 0, minute: 59 }],
    ["Europe/Berlin", { weekday: "sunday", hour: 1, minute: 59 }],
    ["America/Los_Angeles", { weekday: "saturday", hour: 17, minute: 59 }],
    ["Asia/Kathmandu", { weekday: "sunday", hour: 6, minute: 44 }],
  ])("%s", (zone, shown) => {
    expect(new LocalTime({ timeZone: zone }).of(at)).toEqual({ at, ...shown });
  });

  it("is in UTC what the same zone shows by its longer name, on each day and at its edges", () => {
    const [utc, named] = [new LocalTime({ timeZone: "UTC" }), new LocalTime({ timeZone: "Etc/UTC" })];
    const midnight = Date.parse("2024-02-26T00:00:00Z");
    for (let day = 0; day < 8; day += 1)
      for (const edge of [-1, 0, 59_999, 60_000, 43_200_000])
        expect(utc.of(midnight + day * 86_400_000 + edge)).toEqual(named.of(midnight + day * 86_400_000 + edge));
  });

  it("has one midnight, and follows summer time", () => {
    expect(new LocalTime({ timeZone: "Europe/Berlin" }).of(Date.parse("2026-03-28T23:00:00Z"))).toMatchObject({
      weekday: "sunday",
      hour: 0,
    });
    expect(new LocalTime({ timeZone: "Europe/Berlin" }).of(at + 30_000)).toMatchObject({ hour: 3, minute: 0 });
  });
});

describe("the client, as rules read it at an exchange and when they are tried", () => {
  it.each([
    ["file", true],
    ["registered", false],
  ] as const)("an API of the %s", (source, verified) => {
    const api = { ...resourceServerWith("https://orders.example.test", newApiKey()), source };
    expect(givenClient(api)).toMatchObject({ id: api.id, verified, api: true });
  });
});

describe("an address, as rules read it", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["2001:db8::1", "2001:db8::1"],
    ["2001:DB8:0:0::1", "2001:db8::1"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
    ["10.0.0.1", "10.0.0.1"],
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["::FFFF:A00:1", "10.0.0.1"],
    ["0:0:0:0:0:ffff:c0a8:0102", "192.168.1.2"],
    ["2001:DB8::1", "2001:db8::1"],
    ["::1", "::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["nowhere", "0.0.0.0"],
    ["unknown", "0.0.0.0"],
    ["192.0.2.1 or so", "0.0.0.0"],
    ["", "0.0.0.0"],
  ])("%s is %s", (address, plain) => {
    expect(plainAddress(address)).toBe(plain);
  });
});

describe("earlier logins", () => {
  const server = serverForAll();
  let machine: EnrolledMachine;
  beforeAll(async () => {
    machine = await enrolledMachine(server, "alice");
  });

  const whose = () => ({
    loginId: "rq_none",
    userId: machine.user.id,
    clientId: "nearside-cli",
    deviceJkt: machine.device.thumbprint,
    terminal: `${"S".repeat(42)}A /dev/pts/1`,
  });
  const factsOfPerson = (more: object = {}) =>
    findFactsOfPerson(server.services.db, { ...whose(), ...more }, server.services.clock());

  it("is found by indexes, whatever else there is", async () => {
    const { db: _db, ...services } = server.services;
    const plans = await plansOf(server, async (db) => {
      await findFactsOfPerson(db, whose(), services.clock());
      await countOpenLogins(db, whose(), services.clock());
    });
    expect(plans).toHaveLength(2);
    for (const plan of plans) expect(plan).toMatch(/USING (COVERING |INTEGER |PRIMARY )?(INDEX|PRIMARY KEY)/);
    expect(plans.join("\n")).not.toMatch(/SCAN (?!CONSTANT)|TEMP B-TREE FOR ORDER BY logins/);
    // of the logins that a person or a machine ever had only those in the states that count are looked at
    const indexes = [...plans.join("\n").matchAll(/logins USING (?:COVERING )?INDEX (\w+)/g)].map(([, name]) => name);
    expect(new Set(indexes)).toEqual(new Set(["logins_approved", "logins_refused", "logins_undecided"]));
  });

  it("names groups, program, machine and terminal", async () => {
    expect(await factsOfPerson()).toMatchObject({ groups: [], newClient: true, newMachine: true, recentRefusals: 0 });
    const { db } = server.services;
    const group = { name: "On call", appearance: "oncall", name_key: "on call", description: "", created_at: 0 };
    await db
      .insertInto("groups")
      .values({ id: "gr_1", ...group })
      .execute();
    await db.insertInto("group_members").values({ group_id: "gr_1", user_id: machine.user.id, added_at: 0 }).execute();
    await approvedLogin(server, machine);
    const lastApproval = server.now();
    expect(await factsOfPerson()).toMatchObject({
      groups: ["On call"],
      newClient: false,
      newMachine: false,
      lastApproval,
    });
    expect(await factsOfPerson({ clientId: "deploy" })).toMatchObject({ newClient: true, newMachine: false });
    expect((await factsOfPerson({ clientId: "deploy" })).lastApproval).toBeUndefined();
    for (const terminal of [`${"S".repeat(42)}A /dev/pts/9`, `${"T".repeat(42)}A /dev/pts/1`, null])
      expect((await factsOfPerson({ terminal })).lastApproval).toBeUndefined();
    server.pass(86_700);
    expect((await factsOfPerson()).lastApproval).toBeUndefined();
  });
});
