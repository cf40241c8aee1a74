import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type DarwinPrograms, darwinPeerCheck, readPs } from "./peer-darwin.ts";

// The real lsof(8) and ps(1) of this system, on real connections: lsof has the same format on macOS. ps shows the short
// name of a program here and its path on macOS; that difference alone is tested with texts.

const LSOF = ["/usr/bin/lsof", "/usr/sbin/lsof"].find(existsSync) ?? "/usr/bin/lsof";
const PROGRAMS = { lsof: LSOF, ps: "/bin/ps" };
const STRANGER = 54_321;
const UNKNOWN = { account: "unknown", process: null, forwarded: "unknown" };
const own = process.geteuid?.() ?? -1;
/** The bytes that ship, with more time for a busy machine. */
const LIMITS = { milliseconds: 30_000, bytes: 262_144 };
const check = (other: Partial<DarwinPrograms> = {}, uid = own) =>
  darwinPeerCheck(uid, { ...PROGRAMS, ...other }, LIMITS);

const open: { close(): void }[] = [];
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) each.close();
  for (const child of children.splice(0)) {
    const over = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
    child.kill("SIGKILL");
    await over;
  }
});

async function listen(address: string): Promise<{ port: number; accepted: Promise<Socket> }> {
  const server = createServer({ pauseOnConnect: true }).listen(0, address);
  const accepted = once(server, "connection").then(([socket]: Socket[]) => {
    if (socket === undefined) throw new Error("no socket");
    open.push({ close: () => socket.destroy() });
    return socket;
  });
  await once(server, "listening");
  open.push(server);
  const { port } = server.address() as AddressInfo;
  return { port, accepted };
}

/** Connects, then waits without ever closing. */
function dialFromBash(port: number, uid?: number): void {
  const script = `exec 3<>/dev/tcp/127.0.0.1/${port}; read -r never <&3`;
  const as = uid === undefined ? {} : { uid, gid: uid };
  children.push(spawn("/bin/bash", ["-c", script], { cwd: "/", stdio: "ignore", ...as }));
}

describe("the peer check by lsof", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["::1", "::1"],
    ["127.0.0.1", "::ffff:127.0.0.1"],
  ])("knows a process of this account: %s dialled as %s", async (address, dialled) => {
    const { port, accepted } = await listen(address);
    const client = connect(port, dialled);
    open.push({ close: () => client.destroy() });
    const peer = await check()(await accepted);
    const shortName = readFileSync("/proc/self/comm", "utf8").trim();
    expect(peer).toEqual({ account: "same", process: shortName, forwarded: "no" });
  });

  it("tells another process from the listener itself", async () => {
    const { port, accepted } = await listen("127.0.0.1");
    dialFromBash(port);
    const peer = await check()(await accepted);
    expect(peer).toEqual({ account: "same", process: "bash", forwarded: "no" });
  });

  it("knows another account", async () => {
    const { port, accepted } = await listen("127.0.0.1");
    dialFromBash(port, STRANGER);
    const peer = await check()(await accepted);
    expect(peer).toEqual({ account: "other", process: null, forwarded: "unknown" });
  });

  it("says nothing of a peer that lsof may not look at", async () => {
    const { port, accepted } = await listen("127.0.0.1");
    dialFromBash(port);
    const socket = await accepted;
    process.seteuid?.(STRANGER);
    try {
      expect(await check({}, STRANGER)(socket)).toEqual(UNKNOWN);
    } finally {
      process.seteuid?.(own);
    }
  });

  it("says nothing of a peer that has gone", async () => {
    const { port, accepted } = await listen("127.0.0.1");
    const client = connect(port, "127.0.0.1");
    const socket = await accepted;
    client.destroy();
    await once(client, "close");
    expect(await check()(socket)).toEqual(UNKNOWN);
  });

  it.each([
    ["is missing", "/usr/bin/no-such-lsof"],
    ["fails", "/bin/false"],
    ["answers in another way", "/bin/echo"],
    ["never ends and writes without end", "/usr/bin/yes"],
  ])("says nothing where lsof %s", async (_, lsof) => {
    const { port, accepted } = await listen("127.0.0.1");
    const client = connect(port, "127.0.0.1");
    open.push({ close: () => client.destroy() });
    expect(await check({ lsof })(await accepted)).toEqual(UNKNOWN);
  });

  it("knows the account, and nothing of forwarders, where ps does not answer", async () => {
    const { port, accepted } = await listen("127.0.0.1");
    dialFromBash(port);
    const peer = await check({ ps: "/bin/false" })(await accepted);
    expect(peer).toEqual({ account: "same", process: "bash", forwarded: "unknown" });
  });
});

describe("readPs", () => {
  it("keeps the blanks of a path on macOS, and reads the arguments after it", () => {
    const path = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    expect(readPs(`${path}\n`, `${path} --type=utility --lang=de\n`)).toEqual({
      path,
      argv: [path, "--type=utility", "--lang=de"],
    });
    const script = "/Users/zoe/.vscode-server/bin/1/out/server-main.js";
    for (const name of ["node", "/opt/homebrew/bin/node"])
      expect(readPs(`${name}\n`, `${name} ${script}\n`)).toEqual({ path: name, argv: [name, script] });
    expect(readPs("/opt/homebrew/bin/node\n", `node ${script}\n`)?.argv).toEqual(["/opt/homebrew/bin/node", script]);
  });

  it.each([
    ["nothing", "", ""],
    ["two lines", "/bin/zsh\n/bin/sh\n", "zsh\n"],
    ["arguments that play a second process", "/bin/zsh\n", "zsh\n/usr/sbin/sshd\n"],
  ])("believes nothing of %s", (_, path, line) => expect(readPs(path, line)).toBeUndefined());
});
