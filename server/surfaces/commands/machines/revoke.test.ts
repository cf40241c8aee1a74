import { afterEach, beforeEach, expect, it } from "vitest";
import { metLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import { startedLogin } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { openShell, type TestShell } from "../../../testing/shell.ts";
import { machinesCommand } from "./machines.ts";
import { restoreUserCommand, revokeCommand } from "./revoke.ts";

let alice: EnrolledMachine;
let shell: TestShell;
beforeEach(async () => {
  shell = await openShell();
  alice = await enrolledMachine(shell.server, "alice");
});
afterEach(() => shell.close());

type What = Parameters<typeof revokeCommand>[1]["what"];
const revoke = (what: What, id: string, note?: string) =>
  revokeCommand(shell.folder, { what, id, note }, shell.terminal);

it("lists what there is with the ids that are revoked, and takes each of them", async () => {
  await machinesCommand(shell.folder, undefined, shell.terminal);
  const ids = [alice.boundSetId, alice.extension.thumbprint, alice.authenticator.id];
  for (const id of ids) expect(shell.out.join()).toContain(id);
  expect(shell.out.join()).toMatch(/alice, .*: active, its key is in a file, seen less than a minute ago/);
  await revoke("passkey", alice.authenticator.id);
  await revoke("browser", alice.extension.thumbprint);
  await revoke("machine", alice.boundSetId);
  await revoke("user", "alice");
  shell.clear();
  await machinesCommand(shell.folder, "alice", shell.terminal);
  expect(shell.out.join().match(/: revoked/g)).toHaveLength(3);
  expect(shell.out.join()).toContain("alice (suspended)");
});

it("says what ended with it, and why it was done", async () => {
  await startedLogin(shell.server, alice);
  await metLogin(shell.server, alice);
  await redeemedLogin(shell.server, alice);
  await revoke("user", "alice", "left the company");
  expect(shell.messages).toEqual([
    expect.stringContaining("The person is suspended"),
    "2 waiting logins were refused.",
    "1 active login was ended with all its tokens.",
    expect.stringContaining("within half a minute"),
    expect.stringContaining("nearside-server restore user"),
  ]);
  expect((await eventsOf(shell.server, alice.user.id)).at(-1)).toEqual({
    kind: "user_suspended",
    subject: alice.user.id,
    data: { note: "left the company", by: "server_shell" },
  });
  shell.clear();
  await revoke("user", "alice");
  expect(shell.messages).toEqual([expect.stringContaining("was already suspended")]);
  await restoreUserCommand(shell.folder, "alice", shell.terminal);
  await restoreUserCommand(shell.folder, "alice", shell.terminal);
  expect(shell.messages.slice(1)).toEqual([
    expect.stringContaining("may log in again"),
    expect.stringContaining("is not suspended"),
  ]);
});

it.each([
  ["user", "nobody"],
  ["user", "NOBODY"],
  ["user", "with space"],
  ["machine", "bs_x"],
  ["browser", "\0"],
  ["passkey", "x".repeat(2000)],
  ["machine", ""],
] as const)("revokes no %s of the name %j, and says where to look", async (what, id) => {
  await expect(revoke(what, id)).rejects.toThrow(/^There is no .* so nothing was revoked\. .*(?:machines|people)/);
  expect(shell.messages).toEqual([]);
});

it.each(["", "x".repeat(257), "a\nb", "a\u2028b"])("takes no reason such as %j", async (reason) => {
  await expect(revoke("user", "alice", reason)).rejects.toThrow(/^The reason .* Nothing was revoked\.$/);
  expect((await eventsOf(shell.server, alice.user.id)).map(({ kind }) => kind)).not.toContain("user_suspended");
});

it("says that there is nobody to restore, and no machine to list", async () => {
  await expect(restoreUserCommand(shell.folder, "nobody", shell.terminal)).rejects.toThrow(
    "There is no person with this user name, so nobody was reactivated.",
  );
  await expect(machinesCommand(shell.folder, "nobody", shell.terminal)).rejects.toThrow(
    "There is no person with this user name who has a machine.",
  );
});

it("shows what a machine says of itself made visible, even if it was stored by another way (threat B7)", async () => {
  await shell.server.services.db.updateTable("devices").set({ hostname: "a\u001b[2Jb\u202ec" }).execute();
  await machinesCommand(shell.folder, "alice", shell.terminal);
  for (const hostile of ["\u001b", "\u202e"]) expect(shell.out.join()).not.toContain(hostile);
});
