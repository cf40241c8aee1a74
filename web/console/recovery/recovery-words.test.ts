import type { RecoveryRow } from "@nearside/shared/api/console/recovery.ts";
import { expect, it } from "vitest";
import { actionsFor, leftUntil, wordsOf } from "./recovery-words.ts";

const person = (id: string) => ({ id, name: id, display_name: id });
const HOUR = 3_600_000;
const row: RecoveryRow = {
  id: "rc_1",
  state: "started",
  user: person("ada"),
  reason: "met her",
  lost: "laptop",
  started_by: person("one"),
  started_at: 0,
  seconded_by: null,
  seconded_at: null,
  opens_at: null,
  closes_at: 100 * HOUR,
  stopped: null,
  machine: "none",
  machines: [],
};
const me = (id: string, may = true) => ({ id, mayStart: may, maySecond: may });

it("lets a second person agree, never the first, the person concerned or anybody without the permission", () => {
  expect(actionsFor(row, me("two"), 0)).toEqual({ agree: true, ticket: false, stop: true });
  for (const id of ["one", "ada"]) expect(actionsFor(row, me(id), 0).agree).toBe(false);
  expect(actionsFor(row, me("two", false), 0)).toEqual({ agree: false, ticket: false, stop: false });
});

it("offers the ticket to the two alone, once it opens and until it closes", () => {
  const cooling: RecoveryRow = {
    ...row,
    state: "cooling",
    seconded_by: person("two"),
    seconded_at: 0,
    opens_at: 24 * HOUR,
  };
  for (const id of ["one", "two"]) {
    expect(actionsFor(cooling, me(id), 24 * HOUR - 1).ticket).toBe(false);
    expect(actionsFor(cooling, me(id), 24 * HOUR).ticket).toBe(true);
    expect(actionsFor(cooling, me(id), 100 * HOUR).ticket).toBe(false);
  }
  expect(actionsFor(cooling, me("three"), 24 * HOUR)).toEqual({ agree: false, ticket: false, stop: true });
  for (const state of ["stopped", "lapsed"] as const)
    expect(actionsFor({ ...cooling, state }, me("one"), 24 * HOUR)).toEqual({
      agree: false,
      ticket: false,
      stop: false,
    });
});

it("is over once a machine came in by it, and says so", () => {
  const agreed = { seconded_by: person("two"), seconded_at: 0, opens_at: 24 * HOUR };
  const issued: RecoveryRow = { ...row, ...agreed, state: "issued" };
  expect(wordsOf(issued).title).toBe("Ticket made");
  expect(actionsFor(issued, me("one"), 24 * HOUR)).toEqual({ agree: false, ticket: true, stop: true });
  expect(wordsOf({ ...issued, machine: "waiting" }).title).toBe("Machine waiting");
  expect(wordsOf({ ...issued, machine: "refused" }).title).toBe("Ticket made");
  const done: RecoveryRow = { ...issued, machine: "active" };
  expect(wordsOf(done).title).toBe("Machine admitted");
  expect(actionsFor(done, me("one"), 24 * HOUR)).toEqual({ agree: false, ticket: false, stop: false });
});

it("says what is left in hours and minutes, rounded up", () => {
  expect(leftUntil(24 * HOUR, 0)).toBe("24 h 00 min");
  expect(leftUntil(24 * HOUR, 1)).toBe("24 h 00 min");
  expect(leftUntil(HOUR + 60_001, 0)).toBe("1 h 02 min");
  expect(leftUntil(1, 0)).toBe("1 min");
  expect(leftUntil(1, 1)).toBeUndefined();
});
