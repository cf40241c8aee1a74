import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readConfig } from "../config/config.ts";
import { budgetsInMemory } from "./budgets.ts";
import { LIMITS } from "./limits.ts";

const { limits } = readConfig({ env: {}, workingFolder: "/", defaultDataFolder: "/nowhere" });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it("gives so many in a window, each key its own, and all of them again after it", async () => {
  const budgets = budgetsInMemory({ ...limits, loginsPerMachinePerMinute: 5 });
  const isUsedUp = async (key: string) => (await budgets.spend("machine_logins", key)).isOver;
  for (let times = 0; times < 5; times++) expect(await isUsedUp("a")).toBe(false);
  expect(await isUsedUp("a")).toBe(true);
  expect(await isUsedUp("b")).toBe(false);
  vi.advanceTimersByTime(59_000);
  expect(await budgets.spend("machine_logins", "a")).toEqual({ isOver: true, wholeIn: 1 });
  vi.advanceTimersByTime(1001);
  expect(await isUsedUp("a")).toBe(false);
});

it("looks without taking", async () => {
  const budgets = budgetsInMemory({ ...limits, loginsPerMachinePerMinute: 5 });
  for (let times = 0; times < 20; times++)
    expect(await budgets.look("machine_logins", "a")).toEqual({ isOver: false, wholeIn: 0 });
  expect(await budgets.isUntouched("machine_logins", "a")).toBe(true);
  for (let times = 0; times < 5; times++) await budgets.spend("machine_logins", "a");
  expect(await budgets.look("machine_logins", "a")).toEqual({ isOver: true, wholeIn: 60 });
  expect(await budgets.isUntouched("machine_logins", "a")).toBe(false);
});

it("returns what was taken, and no more than that", async () => {
  const budgets = budgetsInMemory({ ...limits, loginsPerMachinePerMinute: 5 });
  await budgets.giveBack("machine_logins", "a");
  await budgets.spend("machine_logins", "a");
  await budgets.giveBack("machine_logins", "a");
  expect(await budgets.isUntouched("machine_logins", "a")).toBe(true);
  await budgets.giveBack("machine_logins", "a");
  for (let times = 0; times < 5; times++) expect((await budgets.spend("machine_logins", "a")).isOver).toBe(false);
  expect((await budgets.spend("machine_logins", "a")).isOver).toBe(true);
});

it("tells of a refusal once for each limit, key and window", async () => {
  const budgets = budgetsInMemory(limits);
  expect(await budgets.isFirstRefusal("polls", "a")).toBe(true);
  expect(await budgets.isFirstRefusal("polls", "a")).toBe(false);
  expect(await budgets.isFirstRefusal("polls", "b")).toBe(true);
  expect(await budgets.isFirstRefusal("nonces", "a")).toBe(true);
  vi.advanceTimersByTime(60_001);
  expect(await budgets.isFirstRefusal("polls", "a")).toBe(true);
});

it("leaves honest use far below, whatever the settings: no limit is less than one", () => {
  const fewest = {
    perAddressPerMinute: 600,
    openLoginsPerMachine: 2,
    openLoginsPerUser: 2,
    recordsPerUserPerHour: 120,
  };
  const least = { ...limits, ...fewest };
  const { denials_of_place: _, ...uses } = LIMITS; // a person's no is an answer and no use: one is enough
  for (const [name, { points, seconds }] of Object.entries(uses)) {
    expect([name, points(least) >= 2, [60, 3600].includes(seconds)]).toEqual([name, true, true]);
    expect([name, points(limits) >= 20]).toEqual([name, true]);
  }
});
