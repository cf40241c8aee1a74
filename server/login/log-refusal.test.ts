import { afterEach, beforeEach, expect, it } from "vitest";
import { enrolledMachine, eventsOf, openWorld, startedLogin, type World } from "../temporary-world.ts";
import { denyLogin } from "./deny-login.ts";
import { takeReport } from "./take-report.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const refusals = async (id: string) =>
  (await eventsOf(world.ground.db, id)).filter(({ kind }) => kind === "login_step_refused").map(({ data }) => data);

it("keeps so many of one refusal: a stranger with the link cannot fill the log that is never emptied", async () => {
  const { id } = await startedLogin(world, await enrolledMachine(world, "alice"));
  for (let time = 0; time < 40; time++)
    await expect(denyLogin(world.ground, id, { denial: "x".repeat(16), alert: false })).rejects.toThrow("malformed");
  expect(await refusals(id)).toHaveLength(8);
});

it("still keeps another refusal of that login after a flood of one", async () => {
  const { id } = await startedLogin(world, await enrolledMachine(world, "alice"));
  for (let time = 0; time < 20; time++)
    await expect(denyLogin(world.ground, id, { denial: "x".repeat(16), alert: false })).rejects.toThrow("malformed");
  await expect(takeReport(world.ground, id, "x".repeat(16))).rejects.toThrow("malformed");
  const report = JSON.stringify({ step: "report", code: "malformed", field: "jws" });
  expect((await refusals(id)).at(-1)).toBe(report);
});
