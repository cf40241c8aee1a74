import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPeerCheck } from "./create-peer-check.ts";
import type { Peer } from "./peer.ts";

// Real sockets and real processes, and a second account, which only root can take on. All of this suite runs as root.

const STRANGER = 54_321;
const own = process.geteuid?.() ?? -1;

let folder: string;
const open: { close(): void }[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nearside-peer-"));
  chmodSync(folder, 0o711);
});

afterEach(async () => {
  for (const each of open.splice(0)) each.close();
  for (const child of children.splice(0)) {
    const over = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
    child.kill("SIGKILL");
    await over;
  }
  rmSync(folder, { recursive: true, force: true });
});

/** A listener, and the check of the first process that connects to it. */
async function listen(address: string): Promise<{ port: number; server: Server; accepted: Promise<Socket> }> {
  const server = createServer({ pauseOnConnect: true });
  const accepted = once(server, "connection").then(([socket]: Socket[]) => {
    if (socket === undefined) throw new Error("no socket");
    open.push({ close: () => socket.destroy() });
    return socket;
  });
  server.listen(0, address);
  await once(server, "listening");
  open.push(server);
  const { port } = server.address() as AddressInfo;
  return { port, server, accepted };
}

function start(file: string, args: string[], uid?: number): ChildProcess {
  const child = spawn(file, args, {
    cwd: "/",
    stdio: ["ignore", "pipe", "inherit"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  children.push(child);
  return child;
}

/** Connects, then waits without ever closing. */
const DIAL = (port: number): string[] => ["-c", `exec 3<>/dev/tcp/127.0.0.1/${port}; read -r never <&3`];

/** A program with nothing strange about it but its place and name. */
function copyOf(program: string, ...path: string[]): string {
  const copy = join(folder, ...path);
  mkdirSync(dirname(copy), { recursive: true, mode: 0o711 });
  copyFileSync(realpathSync(program), copy);
  chmodSync(copy, 0o755);
  return copy;
}

async function peerOf(socket: Socket): Promise<Peer> {
  return createPeerCheck("linux", own)(socket);
}

describe("the peer check on Linux", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["::1", "::1"],
    ["127.0.0.1", "::ffff:127.0.0.1"],
  ])("knows a process of this account: %s dialled as %s", async (address, dialled) => {
    const { port, accepted } = await listen(address);
    const client = connect(port, dialled);
    open.push({ close: () => client.destroy() });
    expect(await peerOf(await accepted)).toEqual({
      account: "same",
      process: readlinkSync("/proc/self/exe"),
      forwarded: "no",
    });
  });

  it("tells connections apart, however many there are, and finds the same process again at once", async () => {
    const check = createPeerCheck("linux", own);
    const bash = realpathSync("/bin/bash");
    for (let round = 0; round < 3; round += 1) {
      const { port, accepted } = await listen("127.0.0.1");
      start("/bin/bash", DIAL(port));
      expect(await check(await accepted)).toEqual({ account: "same", process: bash, forwarded: "no" });
      const other = await listen("127.0.0.1");
      const client = connect(other.port, "127.0.0.1");
      open.push({ close: () => client.destroy() });
      const { process: found } = await check(await other.accepted);
      expect(found).toBe(readlinkSync("/proc/self/exe"));
    }
  });

  it("knows another account", async () => {
    const { port, accepted } = await listen("127.0.0.1");
    start("/bin/bash", DIAL(port), STRANGER);
    expect(await peerOf(await accepted)).toEqual({ account: "other", process: null, forwarded: "unknown" });
  });

  it("says nothing of a peer that has gone", async () => {
    const { port, accepted } = await listen("127.0.0.1");
    const client = connect(port, "127.0.0.1");
    const socket = await accepted;
    client.destroy();
    await once(client, "close");
    expect(await peerOf(socket)).toEqual({ account: "unknown", process: null, forwarded: "unknown" });
  });

  it("knows a forwarder that carries a connection from elsewhere", async () => {
    const { port, accepted } = await listen("127.0.0.1");
    const forwarder = copyOf(process.execPath, "sshd-session");
    const script = `
      const net = require("node:net");
      const relay = net.createServer((from) => { const to = net.connect(${port}, "127.0.0.1"); from.pipe(to).pipe(from); });
      relay.listen(0, "127.0.0.1", () => console.log(relay.address().port));`;
    const child = start(forwarder, ["-e", script]);
    const [printed]: Buffer[] = child.stdout === null ? [] : await once(child.stdout, "data");
    const client = connect(Number(printed), "127.0.0.1");
    open.push({ close: () => client.destroy() });
    expect(await peerOf(await accepted)).toEqual({ account: "same", process: forwarder, forwarded: "yes" });
  });

  it("knows the server of a remote editor by where it lies", async () => {
    const { port, accepted } = await listen("127.0.0.1");
    const node = copyOf(process.execPath, ".vscode-server", "cli", "servers", "Stable-1", "server", "node");
    start(node, ["-e", `require("node:net").connect(${port}, "127.0.0.1")`]);
    expect(await peerOf(await accepted)).toEqual({ account: "same", process: node, forwarded: "yes" });
  });

  describe("with a peer that hides its open files, as sshd's sessions do", () => {
    /**
     * The check of a process that is hidden from its own account, which may run the program but not read it
     * (proc_pid_fd(5), ptrace(2)).
     */
    async function hiddenPeer(name: string, ...others: string[]): Promise<Peer> {
      const hide = (each: string, args: string[]): void => {
        const program = copyOf("/bin/bash", each);
        chmodSync(program, 0o711);
        start(program, args, STRANGER);
      };
      for (const other of others) {
        const { port, accepted } = await listen("127.0.0.1");
        hide(other, DIAL(port));
        await accepted; // it runs by then, under its own name
      }
      const { port, accepted } = await listen("127.0.0.1");
      hide(name, DIAL(port));
      const socket = await accepted;
      process.seteuid?.(STRANGER);
      try {
        return await createPeerCheck("linux", STRANGER)(socket);
      } finally {
        process.seteuid?.(own);
      }
    }

    it.each([
      ["alone", []],
      ["beside others that hide", ["something", "keeps-secrets"]],
    ])("concludes on a forwarder that hides %s", async (_beside, others) => {
      const found = { account: "same", process: "sshd-session", forwarded: "yes" };
      expect(await hiddenPeer("sshd-session", ...others)).toEqual(found);
    });

    it("knows one by the first letters of its name, which are all that it shows", async () => {
      const found = { account: "same", process: "session-manager", forwarded: "yes" };
      expect(await hiddenPeer("session-manager-plugin", "something")).toEqual(found);
    });

    it("takes a program that hides beside a forwarder for the forwarder: nobody could tell the two apart", async () => {
      const found = { account: "same", process: "sshd-session", forwarded: "yes" };
      expect(await hiddenPeer("something", "sshd-session")).toEqual(found);
    });

    it("concludes on nothing where it could be anybody", async () => {
      expect(await hiddenPeer("something")).toEqual({ account: "same", process: null, forwarded: "unknown" });
    });
  });
});

describe("the peer check where the system can't be asked", () => {
  it.each([
    ["a Mac without lsof where it should be", "darwin", own],
    ["a Windows without PowerShell", "win32", undefined],
    ["a system that we know nothing of", "aix", own],
  ] as const)("knows that it doesn't know: %s", async (_, platform, uid) => {
    const { port, accepted } = await listen("127.0.0.1");
    const client = connect(port, "127.0.0.1");
    open.push({ close: () => client.destroy() });
    const unknown = { account: "unknown", process: null, forwarded: "unknown" };
    expect(await createPeerCheck(platform, uid)(await accepted)).toEqual(unknown);
  });
});
