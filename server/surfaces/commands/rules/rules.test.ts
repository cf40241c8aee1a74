import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Listening } from "../../../platform/http/listen.ts";
import { findVersion } from "../../../protocol/rules/version-store.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { serverForEach } from "../../../testing/server-for-tests.ts";
import { createShellApp } from "../../shell/shell-app.ts";
import { listenForCommands } from "../../shell/socket.ts";
import { consoleRoutesOf } from "../../wiring/console-routes.ts";
import {
  diffRulesCommand,
  pullRulesCommand,
  pushRulesCommand,
  rollBackRulesCommand,
  rulesHistoryCommand,
} from "./rules.ts";
import { testRulesCommand } from "./test-rules.ts";

// These tests pull rules as files, test, compare and push them, and roll them back.

const RULES = `@id("all")
permit (principal, action, resource);

@id("night")
@says("Nobody logs in at night.")
forbid (principal, action, resource)
when { context.time.hour < 6 };
`;
const TESTS = JSON.stringify([
  { name: "by day", given: {}, expect: { outcome: "allow" } },
  {
    name: "at night",
    given: { time: { hour: 3 } },
    expect: { outcome: "deny", because: "forbidden", rules: ["night"] },
  },
]);

const server = serverForEach();
let folder: string;
let files: string;
let listening: Listening;
let output: string[];
let out: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nearside-rules-"));
  files = mkdtempSync(join(tmpdir(), "nearside-rules-files-"));
  listening = await listenForCommands(createShellApp(server.services, consoleRoutesOf(server.services)), folder);
  [output, out] = [[], []];
});
afterEach(async () => {
  await listening.stop();
  for (const each of [folder, files]) rmSync(each, { recursive: true });
});
const terminal = {
  out: (text: string) => void out.push(text),
  say: (text: string) => void output.push(text),
  ask: async () => undefined,
};
const write = (rules: string, tests = TESTS) => {
  writeFileSync(join(files, "rules.cedar"), rules);
  writeFileSync(join(files, "rules.tests.json"), tests);
};
const pull = (force = false) => pullRulesCommand(folder, { folder: files, force }, terminal);
const push = (more: { acknowledge?: boolean; replace?: boolean } = {}) =>
  pushRulesCommand(folder, files, { reason: "closed at night", ...more }, terminal);
const test = (isAsked = false) =>
  testRulesCommand({ folder: files, dataFolder: isAsked ? folder : undefined }, terminal);

it("goes from the active version to the next one, and back", async () => {
  await expect(rulesHistoryCommand(folder, terminal)).rejects.toThrow("Nobody has published rules yet");
  await pull();
  expect(readFileSync(join(files, "rules.version"), "utf8")).toBe("0\n");
  await push();
  expect(output.at(-1)).toBe("The files are the active version 0. Nothing was published.");

  write(RULES);
  await test();
  expect([out, output.at(-2)]).toEqual([[], "2 tests passed."]);
  // without the server it can't know what `push` refuses: a group that nobody made
  expect(output.at(-1)).toMatch(/^It was not checked whether the people, groups, .* exist: .* add --server\.$/);
  await diffRulesCommand(folder, files, terminal);
  expect(out.join("\n").split("\n")).toEqual(
    expect.arrayContaining(['-@id("same-machine")', '+@id("night")', "+when { context.time.hour < 6 };"]),
  );
  await push();
  expect(output.at(-1)).toBe("Version 1 is active.");
  expect(readFileSync(join(files, "rules.version"), "utf8")).toBe("1\n");
  expect((await findVersion(server.services.db, 1))?.actor).toBe('{"kind":"server_shell"}');

  await rollBackRulesCommand(folder, { version: "0", reason: "it did harm" }, terminal);
  expect(output.at(-1)).toBe("Version 0 is active again, as version 2.");
  out = [];
  await rulesHistoryCommand(folder, terminal);
  expect(out.join().split("\n")).toEqual([
    "2  less than a minute ago, the server's own shell, version 0 again: it did harm",
    "1  less than a minute ago, the server's own shell, 2 rules: closed at night",
  ]);
  expect((await eventsOf(server, "rules/2")).map(({ data }) => data)).toMatchObject([
    { restores: 0, by: "server_shell" },
  ]);
});

it("publishes nothing over what somebody else published meanwhile, unless told to", async () => {
  write(RULES);
  await expect(push()).rejects.toThrow("The files do not say from which version they were made");
  await push({ replace: true });
  await expect(pull(false)).resolves.toBeUndefined(); // the files are the active set
  await rollBackRulesCommand(folder, { version: "0", reason: "no" }, terminal);
  write(RULES.replace("< 6", "< 5"), "[]");
  await expect(push()).rejects.toThrow("made from version 1, and version 2 is active now");
  await expect(pull()).rejects.toThrow("differs from the active rules");
  expect(readFileSync(join(files, "rules.cedar"), "utf8")).toContain("< 5");
  await pull(true);
  expect(readFileSync(join(files, "rules.cedar"), "utf8")).toContain("same-machine");
});

it("says what is wrong with its place, offline and by the server, and publishes nothing", async () => {
  await pull();
  write(RULES.replace("hour < 6", "hours < 6"));
  await expect(test()).rejects.toThrow("These rules can't be published.");
  expect(out.join("\n")).toMatch(/^rules\.cedar:7:\d+: /);
  await expect(push()).rejects.toThrow(/text: Line 7, column \d+/);

  write(RULES, TESTS.replace('"hour":3', '"hour":7').replace("at night", "at\\u001b[2J night"));
  await expect(test()).rejects.toThrow("1 of 2 tests failed.");
  expect(out.at(-1)).toContain("rules.tests.json: at\\u{1b}[2J night: expected deny, got allow");
  await expect(push()).rejects.toThrow(/tests: at.* night: /);
  write(RULES, "[{}]");
  await expect(test()).rejects.toThrow("These rules can't be published.");

  // only the server knows if a group exists
  write(`${RULES}@id("c")\nforbid (principal in Group::"c", action, resource);\n`, "");
  out = [];
  await test();
  await expect(test(true)).rejects.toThrow("These rules can't be published.");
  expect(out.at(-1)).toMatch(/^rules\.cedar:9:22: there is no group "c"$/);

  write(RULES.replace("when { context.time.hour < 6 }", ""), "");
  await expect(push()).rejects.toThrow("acknowledged: ");
  expect(await findVersion(server.services.db, 1)).toBeUndefined();
  await push({ acknowledge: true });
  expect(output.at(-1)).toBe("Version 1 is active.");
});

it("says what to do where there are no files, or no such version", async () => {
  await expect(test()).rejects.toThrow("There is no rules.cedar in ");
  await expect(rollBackRulesCommand(folder, { version: "one", reason: "no" }, terminal)).rejects.toThrow("is a number");
  await expect(rollBackRulesCommand(folder, { version: "7", reason: "no" }, terminal)).rejects.toThrow(
    "There is no earlier version with this number",
  );
  writeFileSync(join(files, "rules.cedar"), Buffer.from([0xff, 0xfe]));
  await expect(test()).rejects.toThrow("can't be read as text in UTF-8");
});
