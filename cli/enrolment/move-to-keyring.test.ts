import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type KeyringSession, openKeyringSession } from "../testing/keyring-session.ts";

const PROGRAM = fileURLToPath(new URL("../testing/move-process.ts", import.meta.url));
const REFRESH_TOKENS = Array.from({ length: 6 }, (_, login) => `refresh-${login}`);

/** Node keeps here what it made of the program's sources, which a score of processes read. */
let compiled: string;
beforeAll(() => {
  compiled = mkdtempSync(join(tmpdir(), "nearside-compiled-"));
});
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

let root: string;
let session: KeyringSession;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "nearside-move-"));
  session = await openKeyringSession(root);
});
afterEach(async () => {
  await session.close();
  rmSync(root, { recursive: true, force: true });
});

const start = (what: "late" | "make" | "look" | "move", env: NodeJS.ProcessEnv) =>
  spawn(process.execPath, [PROGRAM, what, root], {
    env: { NODE_COMPILE_CACHE: compiled, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });

async function run(what: "make" | "look" | "move", env = session.env): Promise<unknown> {
  return JSON.parse(await text(start(what, env).stdout));
}

const stateFiles = (): string[] =>
  readdirSync(join(root, "state"))
    .sort()
    .map((name) => join(root, "state", name));
/** The files that hold a readable private key or refresh token. */
const readable = (): string[] => stateFiles().filter((file) => /"d":|refresh-\d/.test(textIn(file)));

/** Reads a file that may be gone: locks and drafts of a running process come and go. */
function textIn(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

describe("an enrolment that moves into the keyring", () => {
  it("takes with it all that can be read in files: key, logins, an enrolment under way, interrupted writes", async () => {
    const device = await run("make");
    const [machine = ""] = readable().filter((file) => file.includes("/machine-"));
    const draft = machine.replace("/machine-", "/.machine-").replace(/\.json$/, `.${"a".repeat(32)}.draft`);
    writeFileSync(draft, readFileSync(machine));
    expect(readable()).toHaveLength(9);
    expect(await run("move")).toBe(8);
    expect(readable()).toEqual([]);
    expect(await run("look")).toEqual({
      device,
      receipts: 1,
      keptIn: "keyring",
      refreshTokens: REFRESH_TOKENS,
      pending: [device, "keyring"],
    });
    expect(await run("move")).toBe(0);
  });

  it("brings what a command writes later that had begun before", async () => {
    const device = await run("make");
    const late = start("late", session.env);
    await once(late.stdout, "data");
    expect(await run("move")).toBe(8);
    const ended = text(late.stdout);
    late.stdin.end();
    expect(JSON.parse(await ended)).toBe("done");
    expect(readable()).toEqual([]);
    expect(await run("look")).toEqual({
      device,
      receipts: 2,
      keptIn: "keyring",
      refreshTokens: [...REFRESH_TOKENS.slice(1), "refresh-7", "refresh-8"],
      pending: [device, "keyring"],
    });
  });

  it("loses nothing when it is killed on its way, however often, and continues", async () => {
    const device = await run("make");
    for (const left of [7, 5, 2]) {
      const mover = start("move", session.env);
      const closed = once(mover, "close"); // it may be through before we look again
      while (readable().length > left) await wait(1);
      mover.kill("SIGKILL");
      await closed;
      expect(await run("look")).toMatchObject({ device, refreshTokens: REFRESH_TOKENS });
    }
    await run("move");
    expect(readable()).toEqual([]);
    expect(await run("look")).toMatchObject({ device, keptIn: "keyring", refreshTokens: REFRESH_TOKENS });
  });

  it("loses nothing where there is no room on the disk", async () => {
    const device = await run("make");
    // Nothing can be written. Without the trap the system would end a process that tries.
    const full = spawn(
      "sh",
      ["-c", `trap '' XFSZ; ulimit -f 0; exec "$@"`, "sh", process.execPath, PROGRAM, "move", root],
      {
        env: session.env,
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    expect(JSON.parse(await text(full.stdout))).toMatchObject({ code: "storage_failed" });
    expect(await run("look")).toMatchObject({ device, keptIn: "file", refreshTokens: REFRESH_TOKENS });
    expect(await run("move")).toBe(8);
  });

  it("does not begin where the keyring is locked or missing", async () => {
    const device = await run("make");
    const before = stateFiles().map((file) => readFileSync(file, "utf8"));
    const { DBUS_SESSION_BUS_ADDRESS: _, ...without } = session.env;
    const nowhere = { ...without, DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere" };
    expect(await run("move", nowhere)).toMatchObject({ code: "keyring_unavailable" });
    await session.lock();
    expect(await run("move")).toMatchObject({ code: "keyring_unavailable" });
    expect(stateFiles().map((file) => readFileSync(file, "utf8"))).toEqual(before);
    expect(await run("look")).toMatchObject({ device, keptIn: "file", refreshTokens: REFRESH_TOKENS });
  });
});
