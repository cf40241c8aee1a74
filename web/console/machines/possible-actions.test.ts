import { MACHINE_ACTIONS, machineActionsApi, machineStateSchema } from "@nearside/shared/api/console/machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { expect, it } from "vitest";
import { actionsFor, isFinal } from "./possible-actions.ts";

it("offers each action in some state, and none for a revoked machine", () => {
  const offered = machineStateSchema.options.flatMap(actionsFor);
  expect(MACHINE_ACTIONS.filter((action) => !offered.includes(action))).toEqual([]);
  expect(actionsFor("revoked")).toEqual([]);
  expect(actionsFor("quarantined")).not.toContain("quarantine");
  expect(actionsFor("active")).not.toContain("release");
});

it("has the hostname typed for each action that can't be undone, and for no other", () => {
  const final = MACHINE_ACTIONS.filter(isFinal);
  expect(final).toEqual(["revoke", "lost", "re_enrol"]);
});

it("asks the route of that action", () => {
  expect(at(machineActionsApi.re_enrol, "bs_x/..").address).toBe("/api/console/machines/bs_x%2F../re-enrol");
});
