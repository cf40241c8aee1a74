import { rollOutApi } from "@nearside/shared/api/console/roll-out.ts";
import { expect, it, onTestFinished } from "vitest";
import { consoleOf } from "../../testing/console.ts";
import { openTestServer } from "../../testing/test-server.ts";
import { compareVersions } from "./compare-versions.ts";

it.each([
  ["1.10.0", "1.9.9", 1],
  ["1.2", "1.2.0", 0],
  ["0.9.9.9", "1", -1],
] as const)("compares %s with %s number by number", (one, other, expected) => {
  expect(Math.sign(compareVersions(one, other))).toBe(expected);
});

it("lists what is out of date first, and counts what machines run", async () => {
  const server = await openTestServer();
  onTestFinished(server.close);
  const page = await consoleOf(server, "administrator");
  const { db } = server.services;
  const [set] = await db.selectFrom("devices").select(["bound_set_id", "jkt"]).execute();
  if (set === undefined) throw new Error("nobody is enrolled");
  const machines = async (query: string) => {
    const answer = await page.get(`${rollOutApi.machines.path}?${query}`);
    return answer.as(rollOutApi.machines.output).rows;
  };
  await db.updateTable("devices").set({ version: "2.0.0" }).execute();
  expect((await machines(""))[0]).toMatchObject({ command_line: "2.0.0", command_line_is: "current" });
  expect(await machines("is=behind")).toEqual([]);
  await db.updateTable("devices").set({ version: "1.9.0" }).where("jkt", "=", set.jkt).execute();
  expect((await machines("is=behind")).map(({ id }) => id)).toEqual([set.bound_set_id]);
  expect((await machines(""))[0]).toMatchObject({ id: set.bound_set_id, command_line_is: "behind" });
  expect(await machines("command_line=1.9.0&is=not_behind")).toEqual([]);
  const counted = (await page.get(rollOutApi.versions.path)).as(rollOutApi.versions.output);
  expect(counted).toMatchObject({ command_line_here: "2.0.0", extension_here: null });
  expect(counted.command_line).toContainEqual({ version: "1.9.0", is: "behind", count: 1 });
});
