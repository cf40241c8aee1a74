import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Listening } from "../../platform/http/listen.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { newPerson } from "../../testing/people.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { createShellApp } from "../shell/shell-app.ts";
import { listenForCommands } from "../shell/socket.ts";
import { consoleRoutesOf } from "../wiring/console-routes.ts";
import { erasePersonCommand, peopleCommand, setRoleCommand } from "./people.ts";

const server = serverForEach();
let folder: string;
let listening: Listening;
let output: string[];
let out: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nearside-people-"));
  listening = await listenForCommands(createShellApp(server.services, consoleRoutesOf(server.services)), folder);
  [output, out] = [[], []];
});
afterEach(async () => {
  await listening.stop();
  rmSync(folder, { recursive: true });
});
const terminal = {
  out: (text: string) => void out.push(text),
  say: (text: string) => void output.push(text),
  ask: async () => undefined,
};

it("lists who is here, of a role, or like a text", async () => {
  await newPerson(server, "alice", { role: "owner", displayName: "Alice Liddell" });
  await newPerson(server, "bob");
  await peopleCommand(folder, {}, terminal);
  expect(out.join()).toBe(
    "alice  Alice Liddell: owner, 0 machines, never logged in\nbob  Person bob: user, 0 machines, never logged in",
  );
  out = [];
  await peopleCommand(folder, { role: "owner" }, terminal);
  await peopleCommand(folder, { search: "LIDD" }, terminal);
  expect(out.map((text) => text.split("  ")[0])).toEqual(["alice", "alice"]);
  await expect(peopleCommand(folder, { search: "nobody" }, terminal)).rejects.toThrow("No person matches.");
});

it("makes an owner where nobody is one any more, and says who was what before", async () => {
  const bob = await newPerson(server, "bob");
  await setRoleCommand(folder, { user: "bob", role: "owner" }, terminal);
  await setRoleCommand(folder, { user: "bob", role: "owner" }, terminal);
  expect(output).toEqual([
    "This person's role is owner from the next request on.",
    "This person already has that role. Nothing was changed.",
  ]);
  expect((await eventsOf(server, bob.id)).at(-1)).toEqual({
    kind: "user_role_changed",
    subject: bob.id,
    data: { from: "user", to: "owner", by: "server_shell" },
  });
});

it.each([
  ["nobody", "owner", /no person with this user name, so nothing was changed/],
  ["NOBODY", "owner", /user is missing or has the wrong form/],
  ["bob", "emperor", /no such role, so nothing was changed\. The roles are user, approver/],
  ["bob", "user", /last active owner, so nothing was changed/],
])("gives %s the role %s: no", async (user, role, sentence) => {
  const bob = await newPerson(server, "bob", { role: "owner" });
  const before = await eventsOf(server, bob.id);
  await expect(setRoleCommand(folder, { user, role }, terminal)).rejects.toThrow(sentence);
  expect(await eventsOf(server, bob.id)).toEqual(before);
});

it("erases a person who has left, once the name is typed again", async () => {
  const bob = await newPerson(server, "bob");
  const typing = (typed: string) => ({ ...terminal, ask: async () => typed });
  await expect(erasePersonCommand(folder, "carol", typing("carol"))).rejects.toThrow("no person with this user name");
  await expect(erasePersonCommand(folder, "bob", typing("rob"))).rejects.toThrow(
    "not the user name, so nothing was erased",
  );
  await expect(erasePersonCommand(folder, "bob", typing("bob"))).rejects.toThrow("has not left, so nothing was erased");
  await server.services.db.updateTable("users").set({ state: "offboarded" }).where("id", "=", bob.id).execute();
  await erasePersonCommand(folder, "bob", typing("bob"));
  expect(output[0]).toMatch(/^Erased, with the facts of 0 logins\. The person is now called erased-[0-9a-f]{32}\.$/);
  await expect(erasePersonCommand(folder, "bob", typing("bob"))).rejects.toThrow("no person with this user name");
});

it("shows what a person is called made visible, even if it was stored by another way (threat B7)", async () => {
  await newPerson(server, "bob");
  await server.services.db.updateTable("users").set({ display_name: "a\u001b[2Jb\u202ec" }).execute();
  await peopleCommand(folder, {}, terminal);
  for (const hostile of ["\u001b", "\u202e"]) expect(out.join()).not.toContain(hostile);
});
