import { readBreakGlassCode } from "@nearside/shared/text/break-glass-code.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { useCode } from "../../administration/recovery/break-glass/use-code.ts";
import { allRows } from "../../testing/ledger.ts";
import { newPerson } from "../../testing/people.ts";
import { openShell, type TestShell } from "../../testing/shell.ts";
import { makeCodesCommand, showBreakGlassCommand } from "./break-glass.ts";

let shell: TestShell;
beforeEach(async () => {
  shell = await openShell();
});
afterEach(() => shell.close());

it("prints a sheet, once, and says that the one before is void", async () => {
  await makeCodesCommand(shell.folder, { count: "5" }, shell.terminal);
  expect(shell.out).toHaveLength(5);
  for (const code of shell.out) expect(await readBreakGlassCode(code)).toBe(code);
  const stored = JSON.stringify([await allRows(shell.server), shell.server.logged]);
  for (const code of shell.out) expect(stored).not.toContain(code);
  shell.clear();
  await makeCodesCommand(shell.folder, { count: "1" }, shell.terminal);
  expect(shell.messages.join()).toContain("The 5 unused codes of the sheet before are now invalid");
});

it.each(["0", "21", "-1", "1.5", "five", "", "1e1"])("makes no %j codes", async (count) => {
  await expect(makeCodesCommand(shell.folder, { count }, shell.terminal)).rejects.toThrow(/No codes were made/);
  expect(shell.out).toEqual([]);
});

it("shows what is left, and what nobody has reviewed", async () => {
  await showBreakGlassCommand(shell.folder, shell.terminal);
  expect(shell.messages.join()).toContain("There are no break-glass codes");
  expect(shell.out).toEqual([]);
  await makeCodesCommand(shell.folder, { count: "2" }, shell.terminal);
  await newPerson(shell.server, "olga", { role: "owner" });
  const typed = { code: shell.out[0] ?? "", user: "olga", sessionJkt: "page", address: "203.0.113.9" };
  await useCode(shell.server.services, typed);
  shell.clear();
  await showBreakGlassCommand(shell.folder, shell.terminal);
  expect(shell.out[0]).toContain("1 of 2 break-glass codes are left");
  expect(shell.out[1]).toContain("ALARM, not reviewed: code 1 was used");
  expect(shell.out[1]).toContain("for olga from 203.0.113.9; its machine: none yet");
});
