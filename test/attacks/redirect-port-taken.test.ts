// R34: at the port that a program named listens somebody else: another account, what carries ports elsewhere, a container, a process
// that began after the page, or one that takes the place of the program before its code comes. Or a process has left its socket in another one.
import { copyFile, mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { approveTyped } from "../steps/real-command-line.ts";
import {
  addressFor,
  askAs,
  browse,
  follow,
  gotBy,
  KNOWN_TOOL,
  openRedirectStage,
  type RedirectStage,
  refusalOf,
  startProgram,
  vouched,
} from "../steps/redirecting.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Process, startProcess } from "../support/process.ts";
import { newAccount } from "./support-account.ts";
import { startSshServer } from "./support-ssh.ts";

const atEnd = afterTests();
const VERIFIER = "v".repeat(43);
let stage: RedirectStage;
beforeAll(async () => {
  // This machine's clock is a minute and a half behind. The keeper judges by the server's (protocol §2), or a late listener were an early one.
  stage = await openRedirectStage(atEnd, {}, { env: await ninetySecondsBehind() });
});

async function ninetySecondsBehind(): Promise<Readonly<Record<string, string>>> {
  const shown = await startProcess({
    command: "faketime",
    args: ["-f", "-90s", "env"],
    env: { PATH: process.env["PATH"] ?? "" },
  });
  await shown.ended();
  const preload = /^LD_PRELOAD=(.+)$/m.exec(shown.stdout())?.[1] ?? "";
  return { LD_PRELOAD: preload, FAKETIME: "-90", FAKETIME_DONT_FAKE_MONOTONIC: "1" };
}

/** A program that takes whatever comes to that port, and prints it. */
const TAKER = `
require("node:http").createServer((request, response) => { console.log("took " + request.url); response.end("thanks"); })
  .listen(Number(process.argv[1]), process.argv[2] ?? "127.0.0.1", () => console.log("listens"));`;
const taker = (port: number): readonly string[] => ["-e", TAKER, String(port)];

async function started(command: string, args: readonly string[]): Promise<Process> {
  const program = await startProcess({ command, args, env: { PATH: process.env["PATH"] ?? "" }, cwd: "/" });
  onTestFinished(async () => void (await program.stop()));
  return program;
}

const addressAt = async (port: number): Promise<string> =>
  addressFor(stage, `http://127.0.0.1:${port}/callback`, await sha256Base64url(VERIFIER));

/** The sockets that a process holds. */
async function socketsIn(pid: number): Promise<readonly string[]> {
  const files = await readdir(`/proc/${pid}/fd`);
  return Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => "")));
}

async function listeningAt(port: number): Promise<string> {
  const shown = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = (await readFile("/proc/self/net/tcp", "utf8")).split("\n").map((line) => line.trim().split(/\s+/));
  return `socket:[${rows.find(([, at, , state]) => at?.endsWith(`:${shown}`) && state === "0A")?.[9]}]`;
}

describe("no code goes to", () => {
  it("a port at which nobody listens", async () => {
    expect(await refusalOf(stage, await addressAt(await freePort()))).toBe("port_unheld");
  });

  it("a process of another account", async () => {
    const port = await freePort();
    const other = await newAccount(onTestFinished);
    const theirs = await other.run(process.execPath, taker(port));
    await theirs.printed(/listens/);
    expect(await refusalOf(stage, await addressAt(port))).toBe("port_other_account");
    expect(theirs.stdout()).not.toContain("took");
  });

  it("socat, which carries the port to another program", async () => {
    const [port, behind] = [await freePort(), await freePort()];
    const program = await started(process.execPath, taker(behind));
    await program.printed(/listens/);
    const socat = await started("socat", [
      "-d",
      "-d",
      `TCP-LISTEN:${port},bind=127.0.0.1,fork`,
      `TCP:127.0.0.1:${behind}`,
    ]);
    await socat.printed(/listening on/);
    expect(await refusalOf(stage, await addressAt(port))).toBe("port_forwarded");
    expect(program.stdout()).not.toContain("took");
  });

  it("ssh -L, which carries the port to another computer", async () => {
    const port = await freePort();
    const ssh = await startSshServer(onTestFinished);
    const behind = await freePort();
    await ssh.forward("-L", `127.0.0.1:${port}:127.0.0.1:${behind}`);
    expect(await refusalOf(stage, await addressAt(port))).toBe("port_forwarded");
  });

  it("a process that sees this machine as a container does", async () => {
    const port = await freePort();
    const contained = await started("unshare", [
      "--pid",
      "--fork",
      "--kill-child",
      "--mount-proc",
      process.execPath,
      ...taker(port),
    ]);
    await contained.printed(/listens/);
    expect(await refusalOf(stage, await addressAt(port))).toBe("port_other_namespace");
    expect(contained.stdout()).not.toContain("took");
    contained.signal("SIGKILL"); // unshare waits for its child and heeds no SIGTERM
  });

  it("one of several that share the port, among which the kernel chooses", async () => {
    const port = await freePort();
    const sharing = `
import socket, time
for _ in range(2):
    s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1); s.bind(("127.0.0.1", ${port})); s.listen()
    globals().setdefault("kept", []).append(s)
print("listens", flush=True); time.sleep(600)`;
    const shared = await started("python3", ["-c", sharing]);
    await shared.printed(/listens/);
    expect(await refusalOf(stage, await addressAt(port))).toBe("port_unclear");
  });

  it("a program that an agent under a lease started", async () => {
    const port = await freePort();
    const marked = await started("prlimit", ["--locks=0:0", process.execPath, ...taker(port)]);
    await marked.printed(/listens/);
    expect(await refusalOf(stage, await addressAt(port))).toBe("process_of_agent");
    expect(marked.stdout()).not.toContain("took");
  });

  it("an agent's process that has the socket from another program", async () => {
    const port = await freePort();
    const sharing = `
import os, socket, time
s = socket.socket(); s.bind(("127.0.0.1", ${port})); s.listen(); s.set_inheritable(True)
if os.fork() == 0:
    take = "import socket; s = socket.socket(fileno=" + str(s.fileno()) + "); print('listens', flush=True)\\nwhile True: s.accept(); print('took', flush=True)"
    os.execvp("prlimit", ["prlimit", "--locks=0:0", "python3", "-c", take])
time.sleep(600)`;
    const program = await started("python3", ["-c", sharing]);
    await program.printed(/listens/);
    expect(await refusalOf(stage, await addressAt(port))).toBe("process_of_agent");
    expect(program.stdout()).not.toContain("took");
  });

  it.each([
    ["and listens itself", "while True: s.accept(); print('took', flush=True)"],
    [
      "and keeps its own copy where no process shows it",
      "ours, theirs = socket.socketpair(); socket.send_fds(ours, [b'x'], [s.fileno()]); s.close(); print('hides', flush=True); time.sleep(600)",
    ],
    ["and has none until it ends its message", "s.close(); print('hides', flush=True); time.sleep(600)"],
  ])("an agent that left its socket in the message bus %s", async (_how, then) => {
    const port = await freePort();
    const bus = await started("dbus-daemon", ["--session", "--nofork", "--print-address=1"]);
    const [, path = ""] = await bus.printed(/unix:path=([^,\s]+)/);
    const leaving = `
import socket, struct, time
s = socket.socket(); s.bind(("127.0.0.1", ${port})); s.listen()
bus = socket.socket(socket.AF_UNIX); bus.connect("${path}")
for line in (b"\\0AUTH EXTERNAL 30\\r\\n", b"NEGOTIATE_UNIX_FD\\r\\n"): bus.sendall(line); assert bus.recv(256)
bus.sendall(b"BEGIN\\r\\n"); time.sleep(0.3)
# The beginning of a message, whose end never comes.
socket.send_fds(bus, [struct.pack("<BBBBIII", ord("l"), 1, 0, 1, 0, 1, 64)], [s.fileno()])
time.sleep(0.3); print("left", flush=True)
${then}`;
    const agent = await started("prlimit", ["--locks=0:0", "python3", "-c", leaving]);
    await agent.printed(then.includes("hides") ? /hides/ : /left/);
    expect(await socketsIn(bus.pid)).toContain(await listeningAt(port));
    expect(await refusalOf(stage, await addressAt(port))).toBe("port_unclear");
    expect(agent.stdout()).not.toContain("took");
  });

  it("a program whose path is only what the kernel tells of a file system that is gone", async () => {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), "nearside-gone-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const gone = `
set -e; mount -t tmpfs none "$0"; mkdir -p "$0/usr/bin"; cp "$1" "$0/usr/bin/known-tool"; exec 3<"$0/usr/bin/known-tool"
umount --lazy "$0"; shift; exec /proc/self/fd/3 "$@"`;
    const forged = await started("unshare", ["--mount", "sh", "-c", gone, folder, process.execPath, ...taker(port)]);
    await forged.printed(/listens/);
    expect(await readlink(`/proc/${forged.pid}/exe`)).toBe("/usr/bin/known-tool");
    const address = addressFor(stage, `http://127.0.0.1:${port}/callback`, await sha256Base64url(VERIFIER), {
      client_id: KNOWN_TOOL,
    });
    expect(await refusalOf(stage, address)).toBe("port_unclear");
    expect(forged.stdout()).not.toContain("took");
  });

  it("a process that began after the page was opened", async () => {
    const port = await freePort();
    const asked = await browse(await addressAt(port));
    // By then the page is older than the two seconds for which two clocks may differ.
    await started("sleep", ["4"]).then((wait) => wait.ended());
    const late = await started(process.execPath, taker(port));
    await late.printed(/listens/);
    await askAs(stage, asked);
    expect(await follow(stage, asked)).toEqual({ state: "refused", code: "process_too_new" });
    expect(late.stdout()).not.toContain("took");
  });

  it("another program than the administrator registered, and it does to the registered one", async () => {
    const folder = await mkdtemp(join(tmpdir(), "nearside-known-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const other = await startProgram(onTestFinished, stage, { clientId: KNOWN_TOOL });
    expect(await refusalOf(stage, other.address)).toBe("executable_foreign");
    const node = join(folder, "known-tool");
    await copyFile(process.execPath, node);
    const known = await startProgram(onTestFinished, stage, { clientId: KNOWN_TOOL, node });
    const { id } = await vouched(stage, known);
    await approveTyped(stage, { id });
    expect((await gotBy(known)).tokens.token_type).toBe("bearer");
  });
});

describe("a listener that changes between the look and the code", () => {
  it("gets nothing, and neither does the one before it", async () => {
    const program = await startProgram(onTestFinished, stage);
    const { asked, id } = await vouched(stage, program);
    await program.process.stop();
    const squatter = await started(process.execPath, taker(program.port));
    await squatter.printed(/listens/);
    await approveTyped(stage, { id });
    expect(await follow(stage, asked, "vouched")).toEqual({ state: "refused", code: "process_changed" });
    expect(squatter.stdout()).not.toContain("took");
    expect(program.process.stdout()).not.toContain("called");
  });

  it("gets nothing where another account takes its connections", async () => {
    const port = await freePort();
    const other = await newAccount(onTestFinished);
    const sharing = `
import os, socket, time
s = socket.socket(); s.bind(("127.0.0.1", ${port})); s.listen()
if os.fork() == 0:
    os.setresgid(${other.gid}, ${other.gid}, ${other.gid}); os.setresuid(${other.uid}, ${other.uid}, ${other.uid}); print("listens", flush=True)
    while True: print("took", s.accept()[0].recv(4096), flush=True)
time.sleep(600)`;
    const program = await started("python3", ["-c", sharing]);
    await program.printed(/listens/);
    const asked = await browse(await addressAt(port));
    await askAs(stage, asked);
    const state = await follow(stage, asked);
    await approveTyped(stage, { id: "request_id" in state ? state.request_id : "" });
    expect(await follow(stage, asked, "vouched")).toEqual({ state: "refused", code: "process_changed" });
    expect(program.stdout()).not.toContain("code");
  });
});
