import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, realpathSync, rmdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { isMarked } from "../lease/agent-mark.ts";
import type { Judging } from "./judge-holders.ts";
import { hasTaken, ownerAmong } from "./port-owner.ts";

// Real processes of an account without power over others: some hide their open files from it, as an `ssh-agent` does (threat R34). Only root
// can take on another account. All of this suite runs as root.

const ACCOUNT = 54_322;
const OTHER = 54_323;
const PYTHON = "/usr/bin/python3";
const own = process.geteuid?.() ?? -1;
const ownGroup = process.getegid?.() ?? -1;
const judging: Judging = { uid: ACCOUNT, isAgents: ({ pid }) => isMarked(pid), namesFiles: false };
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    const over = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
    // With all that it started.
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await over;
  }
});

/** Linux, <linux/prctl.h>, <asm-generic/resource.h> and <linux/sched.h>. */
const PROGRAM = `
import array, ctypes, os, signal, socket, sys, time
c = ctypes.CDLL(None, use_errno=True)
def hide(): assert c.prctl(4, 0, 0, 0, 0) == 0
def mark(): assert c.setrlimit(10, (ctypes.c_ulong * 2)(0, 0)) == 0
def leave(): assert c.unshare(0x10000000 | 0x20000000) == 0
def listener():
    s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(); return s
def become(uid): os.setresuid(0, 0, 0); os.setresgid(uid, uid, uid); os.setresuid(uid, uid, uid)
def wait(s):
    become(${ACCOUNT}); s.set_inheritable(True) # as a new program, it hides nothing
    script = "import signal, sys; print(sys.argv[1], flush=True); signal.pause()"
    os.execv("${PYTHON}", ["python3", "-c", script, str(s.getsockname()[1])])
def ready(s): print(s.getsockname()[1], flush=True)
def accept(s):
    kept = []
    while True: kept.append(s.accept()[0])
def child(do):
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        do(lambda: os.write(w, b"x")); os._exit(0)
    os.close(w); assert os.read(r, 1) == b"x"
`;

/** Runs as that account. @returns the port that it prints */
async function start(script: string, uid = ACCOUNT): Promise<number> {
  const child = spawn(PYTHON, ["-c", `${PROGRAM}${script}`], {
    cwd: "/",
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
    uid,
    gid: uid,
  });
  children.push(child);
  const [printed]: Buffer[] = await once(child.stdout, "data");
  return Number(printed);
}

/** A control group as Docker names that of a container. */
function newGroup(): string {
  const tree =
    ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"].find((each) => existsSync(join(each, "cgroup.procs"))) ?? "";
  const group = join(tree, `docker-${randomBytes(32).toString("hex")}.scope`);
  mkdirSync(group);
  // It can be removed once its last process has gone.
  onTestFinished(() => vi.waitFor(() => rmdirSync(group), 5000));
  return group;
}

async function asAccount<T>(work: () => Promise<T>): Promise<T> {
  // It looks at other processes by both (ptrace(2)).
  process.setegid?.(ACCOUNT);
  process.seteuid?.(ACCOUNT);
  try {
    return await work();
  } finally {
    process.seteuid?.(own);
    process.setegid?.(ownGroup);
  }
}

const ownerAt = (port: number, more: Partial<Judging> = {}) =>
  asAccount(() => ownerAmong([{ address: "127.0.0.1", port }], { ...judging, ...more }, []));

/** The file of the process that listens there, and whether it took a connection that was made there. */
async function taking(port: number) {
  const found = await ownerAt(port);
  if (typeof found === "string") throw new Error(found);
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return { path: found.owner.path, taken: await asAccount(() => hasTaken(found.owner, socket, judging, [])) };
}

const python = realpathSync(PYTHON);

describe("a program that listens", () => {
  it("is found, with an ssh-agent of its account beside it that hides", async () => {
    const agent = spawn("ssh-agent", ["-D"], {
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
      uid: ACCOUNT,
      gid: ACCOUNT,
    });
    children.push(agent);
    await once(agent.stdout, "data");
    await asAccount(async () => expect(() => readdirSync(`/proc/${agent.pid}/fd`)).toThrow(/EACCES/));
    expect(await taking(await start("s = listener(); ready(s); accept(s)"))).toEqual({ path: python, taken: true });
  });

  it("is found beside an agent, as long as no other process can give it a socket", async () => {
    await start("mark(); print(0, flush=True); signal.pause()");
    const port = await start("s = listener(); ready(s); accept(s)");
    expect(await ownerAt(port)).toMatchObject({ owner: { path: python } });
  });

  it("may leave the connections to processes that it starts", async () => {
    const script = `
s = listener()
def do(said): said(); accept(s)
child(do); ready(s); signal.pause()`;
    expect(await taking(await start(script))).toEqual({ path: python, taken: true });
  });

  it.each([
    ["one which hides", "hide(); said(); accept(s)"],
    [
      "one which hides in a view of processes of its own",
      "leave(); child(lambda more: (hide(), more(), accept(s))); s.close(); said(); signal.pause()",
    ],
  ])("has not taken a connection that %s takes by its socket", async (_what, does) => {
    const script = `
s = listener()
def do(said): ${does}
child(do); ready(s); signal.pause()`;
    expect(await taking(await start(script))).toEqual({ path: python, taken: false });
  });

  it("has not taken a connection that another account takes by its socket", async () => {
    const script = `
os.setresuid(${ACCOUNT}, ${ACCOUNT}, 0); s = listener()
def do(said): become(${OTHER}); said(); accept(s)
child(do); wait(s)`;
    expect(await taking(await start(script, 0))).toEqual({ path: python, taken: false });
  });
});

describe("nobody is told for a socket that is held", () => {
  /** Runs a program that leaves its socket in one that knows nothing of it, as a message bus may. @param then what it does with its own */
  async function leaving(then: string, more: Partial<Judging> = {}) {
    const name = `nearside-test-${randomBytes(8).toString("hex")}`; // of a socket without a file
    await start(`
inbox = socket.socket(socket.AF_UNIX); inbox.bind("\\0${name}"); inbox.listen(); print("0", flush=True)
taken = inbox.accept()[0]; fds = socket.recv_fds(taken, 1, 1)[1]; taken.send(b"x"); signal.pause()`);
    return ownerAt(
      await start(`
s = listener(); to = socket.socket(socket.AF_UNIX); to.connect("\\0${name}")
socket.send_fds(to, [b"x"], [s.fileno()]); to.recv(1); port = s.getsockname()[1]
def say(): print(port, flush=True)
${then}`),
      more,
    );
  }

  it("by a process and by one that it did not start", async () => {
    expect(await leaving("say(); accept(s)")).toBe("port_unclear");
  });

  it.each([
    [
      "on its way to itself",
      "a, b = socket.socketpair(); socket.send_fds(a, [b'x'], [s.fileno()]); s.close(); say(); signal.pause()",
    ],
    [
      "in a thread with files of its own",
      "import threading; own = threading.Event(); threading.Thread(target=lambda: (c.unshare(0x400), own.set(), accept(s))).start(); own.wait(); os.close(s.fileno()); say(); signal.pause()",
    ],
    [
      "in the files of an io_uring",
      "ring = c.syscall(425, 8, (ctypes.c_char * 120)()); assert c.syscall(427, ring, 2, (ctypes.c_int * 1)(s.fileno()), 1) == 0; s.close(); say(); signal.pause()",
    ],
  ])("by one that knows nothing of it, where an agent has it %s", async (_where, then) => {
    expect(await leaving(`mark(); ${then}`)).toBe("port_unclear");
  });

  const KEEPS_NONE = "mark(); s.close(); say(); signal.pause()";

  it("by one that knows nothing of it, where an agent has no copy and may get one back", async () => {
    expect(await leaving(KEEPS_NONE)).toBe("port_unclear");
    expect(await leaving(KEEPS_NONE, { namesFiles: true })).toMatchObject({ owner: { path: python } });
  });

  it("also by an agent that hides", async () => {
    const script = `
s = listener()
def do(said): mark(); hide(); said(); accept(s)
child(do); ready(s); signal.pause()`;
    expect(await ownerAt(await start(script))).toBe("port_unclear");
  });

  it("also by a program of a container that hides", async () => {
    const group = newGroup();
    const script = `
os.setresuid(${ACCOUNT}, ${ACCOUNT}, 0); s = listener()
def do(said):
    os.setresuid(0, 0, 0); open("${group}/cgroup.procs", "w").write(str(os.getpid()))
    become(${ACCOUNT}); hide(); said(); accept(s)
child(do); wait(s)`;
    expect(await ownerAt(await start(script, 0))).toBe("port_unclear");
  });

  it("only by one that hides", async () => {
    expect(await ownerAt(await start("s = listener(); hide(); ready(s); accept(s)"))).toBe("port_unclear");
  });

  it("by an agent that a program started", async () => {
    const script = `
s = listener()
def do(said): mark(); said(); accept(s)
child(do); ready(s); signal.pause()`;
    expect(await ownerAt(await start(script))).toBe("process_of_agent");
  });
});
