import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createAdminApp } from "../admin/admin-app.ts";
import { listenForCommands } from "../admin/socket.ts";
import type { Listening } from "../http/listen.ts";
import { everything } from "../testing/ledger.ts";
import { openTestServer, type TestServer } from "../testing/test-server.ts";
import { keysCommand } from "./keys.ts";
import { rotateKeysCommand } from "./rotate-keys.ts";

let server: TestServer;
let folder: string;
let listening: Listening;
let out: string[];
let said: string[];
beforeEach(async () => {
  server = await openTestServer();
  folder = mkdtempSync(join(tmpdir(), "nearside-keys-"));
  listening = await listenForCommands(createAdminApp(server.ground), folder);
  out = [];
  said = [];
});
afterEach(async () => {
  await listening.stop();
  await server.close();
  rmSync(folder, { recursive: true });
});

const console = {
  out: (text: string) => out.push(text),
  say: (text: string) => said.push(text),
  ask: async () => undefined,
};
const rotate = (after?: string) => rotateKeysCommand(folder, { after, now: false }, console);
async function keys(): Promise<string> {
  out = [];
  await keysCommand(folder, { asJwks: false }, console);
  return out.join("\n");
}
const signing = (): string => server.ground.keys.signer.thumbprint;
async function pass(seconds: number): Promise<void> {
  server.pass(seconds);
  await server.ground.keys.follow();
}

it("publishes a key for a day, and lists what each key does meanwhile", async () => {
  const old = signing();
  server.pass(7200);
  await rotate();
  const [next = ""] = out;
  expect(said.join()).toContain("is published now and signs in 1 day.");
  server.pass(3600);
  expect(await keys()).toBe(
    `${next}  next     published 1 hour ago; signs in 23 hours\n${old}  active   signs since 3 hours`,
  );
  await pass(23 * 3600);
  expect(signing()).toBe(next);
  expect(await keys()).toContain(`${old}  retired  signs no more since 0 seconds; what it signed still counts`);
});

it("makes no second next key, and says when the first one signs", async () => {
  await rotate("2d");
  const [next] = out;
  server.pass(86_400);
  const before = await everything(server);
  await rotate("1h");
  expect(out).toEqual([next, next]);
  expect(said.at(-1)).toContain("was published before and signs in 1 day, so no other one was made");
  expect(await everything(server)).toEqual(before);
});

it("warns of a time that is too short for those who just read the keys", async () => {
  await rotate("599s");
  expect(said.at(-1)).toContain("may refuse the first tokens");
  await pass(599);
  said = [];
  await rotate("10m");
  expect(said.join()).not.toContain("may refuse");
});

it.each(["", "soon", "1", "-1h", "1.5h", "91d", "1w", "99999999d", "1h 1m"])("takes %j for no time", async (after) => {
  const before = await everything(server);
  await expect(rotate(after)).rejects.toThrow("Nothing was rotated");
  expect(await everything(server)).toEqual(before);
});

it("gives up every key now, says what ends by it, and leaves them out of what a verifier is to trust", async () => {
  const old = signing();
  await rotateKeysCommand(folder, { after: undefined, now: true }, console);
  expect(out).toEqual([signing()]);
  expect(said.join()).toContain(`worth nothing any more: ${old}.`);
  expect(said.join()).toContain("every access token");
  expect(await keys()).toContain(`${old}  removed  given up as compromised 0 seconds ago`);
  out = [];
  await keysCommand(folder, { asJwks: true }, console);
  expect(serverKeysOf(JSON.parse(out.join())).map(({ kid }) => kid)).toEqual([signing()]);
  expect(out.join()).not.toContain('"d"');
  expect(said.at(-1)).toContain("left out");
});

it("takes --now and --after for a contradiction", async () => {
  await expect(rotateKeysCommand(folder, { after: "1h", now: true }, console)).rejects.toThrow("Nothing was rotated");
  expect(server.ground.keys.jwks.keys).toHaveLength(1);
});
