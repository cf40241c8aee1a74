import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { newSshHost } from "../../../../test/kit/ssh-host.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { openShell, type TestShell } from "../../../testing/shell.ts";
import { addHostCommand, importHostsCommand, listHostsCommand, removeHostCommand, renameHostCommand } from "./hosts.ts";

let shell: TestShell;
beforeEach(async () => {
  shell = await openShell();
});
afterEach(() => shell.close());

async function fileWith(text: string): Promise<string> {
  const path = join(shell.folder, "a-file");
  await writeFile(path, text);
  return path;
}
const list = () => listHostsCommand(shell.folder, shell.terminal);

it("says what to do while there is no host, then enrols, renames and removes", async () => {
  await list();
  expect(shell.messages.join()).toContain("nearside-server hosts add");
  const { line, fingerprint } = newSshHost();
  const file = await fileWith(`${line} root@build-7\n`);
  await addHostCommand(shell.folder, { name: "build-7", file }, shell.terminal);
  await renameHostCommand(shell.folder, fingerprint, "build-8", shell.terminal);
  await list();
  expect(shell.out).toEqual([`${fingerprint}  build-8  ssh-ed25519`]);
  await removeHostCommand(shell.folder, fingerprint, shell.terminal);
  expect((await eventsOf(shell.server, fingerprint)).map(({ kind }) => kind)).toEqual([
    "host_key_added",
    "host_key_renamed",
    "host_key_removed",
  ]);
});

it("takes no file without a key, and changes nothing", async () => {
  const host = { name: "build-7", file: await fileWith("a private key?") };
  await expect(addHostCommand(shell.folder, host, shell.terminal)).rejects.toThrow("is not a host key");
  const missing = { name: "build-7", file: join(shell.folder, "nothing") };
  await expect(addHostCommand(shell.folder, missing, shell.terminal)).rejects.toThrow("can't be read");
});

it("shows what a known_hosts file would change, and does it when told to", async () => {
  const file = await fileWith(`one ${newSshHost().line}\n\u001b[2Jtwo nothing\nthree ${newSshHost("ssh-rsa").line}\n`);
  await importHostsCommand(shell.folder, { file, yes: false }, shell.terminal);
  expect(shell.out.map((line) => line.split("  ").slice(0, 2))).toEqual([
    ["1", "add"],
    ["2", "refused"],
    ["3", "add"],
  ]);
  expect(shell.out.join()).not.toContain("\u001b");
  expect(shell.messages.join()).toContain("Nothing was changed");
  shell.clear();
  await importHostsCommand(shell.folder, { file, yes: true }, shell.terminal);
  expect(shell.messages.join()).toContain("2 added, 0 renamed.");
});
