import { serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { allRows } from "../../testing/ledger.ts";
import { openShell, type TestShell } from "../../testing/shell.ts";
import { keysCommand } from "./keys.ts";
import { rotateKeysCommand } from "./rotate-keys.ts";

let shell: TestShell;
beforeEach(async () => {
  shell = await openShell();
});
afterEach(() => shell.close());

const rotate = (after?: string) => rotateKeysCommand(shell.folder, { after, now: false }, shell.terminal);
async function keys(): Promise<string> {
  shell.clear();
  await keysCommand(shell.folder, { asJwks: false }, shell.terminal);
  return shell.out.join("\n");
}
const signing = (): string => shell.server.services.keys.signer.thumbprint;
async function pass(seconds: number): Promise<void> {
  shell.server.pass(seconds);
  await shell.server.services.keys.follow();
}

it("publishes a key for a day, and lists what each key does meanwhile", async () => {
  const old = signing();
  shell.server.pass(7200);
  await rotate();
  const [next = ""] = shell.out;
  expect(shell.messages.join()).toContain("is published now and signs in 1 day.");
  shell.server.pass(3600);
  expect(await keys()).toBe(
    `${next}  next     published 1 hour ago; signs in 23 hours\n${old}  active   signs since 3 hours`,
  );
  await pass(23 * 3600);
  expect(signing()).toBe(next);
  expect(await keys()).toContain(`${old}  retired  retired 0 seconds ago; its signatures still count`);
});

it("makes no second next key, and says when the first one signs", async () => {
  await rotate("2d");
  const [next] = shell.out;
  shell.server.pass(86_400);
  const before = await allRows(shell.server);
  await rotate("1h");
  expect(shell.out).toEqual([next, next]);
  expect(shell.messages.at(-1)).toContain("was published before and signs in 1 day, so no other one was made");
  expect(await allRows(shell.server)).toEqual(before);
});

it("warns of a time that is too short for those who just read the keys", async () => {
  await rotate("599s");
  expect(shell.messages.at(-1)).toContain("may refuse the first tokens");
  await pass(599);
  shell.clear();
  await rotate("10m");
  expect(shell.messages.join()).not.toContain("may refuse");
});

it.each(["", "soon", "1", "-1h", "1.5h", "91d", "1w", "99999999d", "1h 1m"])("takes %j for no time", async (after) => {
  const before = await allRows(shell.server);
  await expect(rotate(after)).rejects.toThrow("Nothing was rotated");
  expect(await allRows(shell.server)).toEqual(before);
});

it("gives up every key now, says what ends by it, and leaves them out of what a verifier is to trust", async () => {
  const old = signing();
  await rotateKeysCommand(shell.folder, { after: undefined, now: true }, shell.terminal);
  expect(shell.out).toEqual([signing()]);
  expect(shell.messages.join()).toContain(`their signatures no longer count: ${old}.`);
  expect(shell.messages.join()).toContain("every access token");
  expect(await keys()).toContain(`${old}  removed  revoked as compromised 0 seconds ago`);
  shell.clear();
  await keysCommand(shell.folder, { asJwks: true }, shell.terminal);
  expect(serverKeysOf(JSON.parse(shell.out.join())).map(({ kid }) => kid)).toEqual([signing()]);
  expect(shell.out.join()).not.toContain('"d"');
  expect(shell.messages.at(-1)).toContain("left out");
});

it("takes --now and --after for a contradiction", async () => {
  await expect(rotateKeysCommand(shell.folder, { after: "1h", now: true }, shell.terminal)).rejects.toThrow(
    "Nothing was rotated",
  );
  expect(shell.server.services.keys.jwks.keys).toHaveLength(1);
});
