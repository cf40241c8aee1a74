import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type KeyringSession, openKeyringSession } from "../testing/keyring-session.ts";

const PROGRAM = fileURLToPath(new URL("../testing/vault-process.ts", import.meta.url));

let root: string;
let session: KeyringSession;
let children: ChildProcessWithoutNullStreams[];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "nearside-vault-"));
  children = [];
  session = await openKeyringSession(root);
});
afterEach(async () => {
  for (const child of children) {
    const ended = once(child, "exit");
    child.stdin.end();
    await ended;
  }
  await session.close();
  rmSync(root, { recursive: true, force: true });
});

/** A nearside process, which answers each line that it gets. */
function start(env: NodeJS.ProcessEnv = session.env): (line: string) => Promise<unknown> {
  const child = spawn(process.execPath, [PROGRAM, root], { env });
  children.push(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return async (line) => {
    child.stdin.write(`${line}\n`);
    const { value, done } = await lines.next();
    if (done === true) throw new Error("the process ended");
    return JSON.parse(value);
  };
}

describe("a secret that the keyring protects", () => {
  it("is read by a later process, and in its file it cannot be read", async () => {
    const first = start();
    expect(await first("seal device hunter2-hunter2")).toBe("done");
    const sealed = await first("show device");
    expect(sealed).toMatch(/^eyJ[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/);
    expect(Buffer.from(String(sealed).split(".")[3] ?? "", "base64url").toString()).not.toContain("hunter2");
    const second = start();
    await second(`give device ${sealed}`);
    expect(await second("unseal device")).toBe("hunter2-hunter2");
  });

  it("is sealed by one key, however many processes make the first one at once", async () => {
    const all = Array.from({ length: 4 }, () => start());
    await Promise.all(all.map((tell, index) => tell(`seal device secret-${index}`)));
    const reader = start();
    for (const [index, tell] of all.entries()) {
      await reader(`give device ${await tell("show device")}`);
      expect(await reader("unseal device")).toBe(`secret-${index}`);
    }
  });

  it("is refused under another name, and when one of its bits was changed", async () => {
    const tell = start();
    await tell("seal device secret");
    const sealed = String(await tell("show device"));
    await tell(`give credential ${sealed}`);
    expect(await tell("unseal credential")).toEqual({ code: "sealed_damaged" });
    const changed = sealed.replace(/.(?=[^.]{8}$)/, (letter) => (letter === "A" ? "B" : "A"));
    await tell(`give device ${changed}`);
    expect(await tell("unseal device")).toEqual({ code: "sealed_damaged" });
  });

  it("waits for the keyring to be unlocked, also when it locks in the middle, and nothing is lost", async () => {
    const tell = start();
    await tell("seal device secret");
    const sealed = await tell("show device");
    await session.lock();
    const later = start();
    await later(`give device ${sealed}`);
    expect(await later("unseal device")).toEqual({ code: "keyring_locked" });
    expect(await later("seal device other")).toEqual({ code: "keyring_locked" });
    expect(await later("ready")).toEqual({ code: "keyring_locked" });
  });

  it("is never put anywhere else where no secret service answers, not even in the kernel's keyring", async () => {
    const { DBUS_SESSION_BUS_ADDRESS: _gone, ...env } = session.env;
    const tell = start({ ...env, XDG_RUNTIME_DIR: join(root, "nothing") });
    expect(await tell("ready")).toEqual({ code: "keyring_missing" });
    expect(await tell("seal device secret")).toEqual({ code: "keyring_missing" });
  });

  it("is lost with the keyring's key, and says so", async () => {
    const tell = start();
    await tell("seal device secret");
    const sealed = await tell("show device");
    await session.close();
    rmSync(join(root, "keyring"), { recursive: true });
    session = await openKeyringSession(root);
    const later = start();
    await later(`give device ${sealed}`);
    expect(await later("unseal device")).toEqual({ code: "keyring_key_lost" });
  });
});
