// M9: another account of this computer, a container, or a program that is not ours calls the keeper. The kernel says
// who calls, and each verb has those that may call it.
import { chmod, mkdtemp, readdir, readFile, readlink, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { callerArguments, type Keeper, line, NOBODYS_HELLO, SOME_MACHINE, startKeeper } from "../steps/keeper.ts";
import { newAccount as newOwner } from "../steps/real-command-line.ts";
import { afterTests } from "../support/after-tests.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { type Account, newAccount } from "./support-account.ts";

const atEnd = afterTests();
/** `cli/problems/exit-codes.ts` */
const KEEPER_UNUSABLE = 87;
const REQUEST = NOBODYS_HELLO.request;
const LEASE = `rq_${"A".repeat(22)}`;
const API = "https://api.example.com";
const WISH = { access: [{ resource: API, scope: "" }], for: 60 };
const CALLS = [
  { verb: "status" },
  { verb: "stop" },
  { verb: "container_socket", wanted: true },
  { verb: "await_hello", request: REQUEST, machine: SOME_MACHINE },
  { verb: "hello", body: NOBODYS_HELLO },
  {
    verb: "lease_begin",
    agent: { name: "agent", program: "/usr/bin/agent" },
    wish: WISH,
    ...{ opens_page: false, issuer: null, user: null, client_id: null },
  },
  { verb: "lease_more", lease: LEASE, wish: WISH },
  { verb: "lease_list" },
  { verb: "lease_end", lease: null },
  { verb: "lease_token", lease: LEASE, resource: API },
  { verb: "lease_proof", lease: LEASE, method: "GET", url: API, ath: SOME_MACHINE },
  { verb: "lease_fetch", lease: LEASE, url: API, method: "GET", headers: [], body: null },
  { verb: "lease_here" },
] as const;
let keeper: Keeper;
let other: Account;

beforeAll(async () => {
  other = await newAccount(atEnd);
  keeper = await startKeeper(await newOwner(atEnd), atEnd);
});

/** Runs a caller by that command, and gives what it hears. */
async function heard(lines: string, command = process.execPath, before: readonly string[] = []): Promise<string> {
  const args = [...before, ...callerArguments(keeper.socket, lines)];
  const caller = await startProcess({ command, args, env: { PATH: process.env["PATH"] ?? "" }, cwd: "/" });
  await caller.ended();
  return caller.stdout();
}

const refused = (code: string): string => `{"refused":"${code}"}\n`;

/** The honest twin: the account's own program is answered, and the keeper continues. */
async function expectServing(): Promise<void> {
  expect(JSON.parse(await heard(line({ verb: "status" })))).toMatchObject({ pid: keeper.process.pid, waiting: 0 });
}

describe("another account", () => {
  it("does not reach the socket at all", async () => {
    expect((await stat(dirname(keeper.socket))).mode & 0o777).toBe(0o700);
    expect((await stat(keeper.socket)).mode & 0o777).toBe(0o600);
    const caller = await other.run(process.execPath, callerArguments(keeper.socket, line({ verb: "status" })));
    await caller.ended();
    expect(caller.stdout()).toBe("EACCES");
  });

  it.each(CALLS)("is turned away where the folder was opened: $verb", async (call) => {
    await openToAll(true);
    try {
      const caller = await other.run(process.execPath, callerArguments(keeper.socket, line(call)));
      await caller.ended();
      expect(caller.stdout()).toBe(refused("other_account"));
    } finally {
      await openToAll(false);
    }
    await expectServing();
  });
});

/** Opens, or closes again, the way to the socket for every account. */
async function openToAll(isOpen: boolean): Promise<void> {
  const folders: string[] = [];
  for (let folder = dirname(keeper.socket); folder.includes("nearside-home-"); folder = dirname(folder))
    folders.push(folder);
  for (const folder of folders) await chmod(folder, isOpen ? 0o755 : 0o700);
  await chmod(keeper.socket, isOpen ? 0o666 : 0o600);
}

describe("a container of this computer", () => {
  it.each([
    ["its own network", ["--net"]],
    ["its own view of processes", ["--pid", "--fork", "--mount-proc"]],
    ["its own numbers of accounts", ["--user", "--map-root-user"]],
  ])("is turned away: with %s", async (_what, flags) => {
    for (const call of CALLS)
      expect(await heard(line(call), "unshare", [...flags, process.execPath])).toBe(refused("other_namespace"));
    await expectServing();
  });

  it("is turned away: with a root folder of its own", async () => {
    const flags = ["--mount", "sh", "-c", IN_OWN_ROOT, ...new Set(MIRRORED), "--", process.execPath];
    expect(await heard(line({ verb: "status" }), "unshare", flags)).toBe(refused("other_namespace"));
    await expectServing();
  });
});

/** Node needs these in a root folder that is another one. */
const MIRRORED = ["/usr", "/lib", "/lib64", "/proc", tmpdir(), `/${process.execPath.split("/")[1]}`];
const IN_OWN_ROOT = `
root=/mnt
mount -t tmpfs none $root
for folder in "$0" "$@"; do
  [ "$folder" = -- ] && break
  mkdir -p "$root$folder" && mount --rbind "$folder" "$root$folder"
done
while [ "$1" != -- ]; do shift; done
shift
exec chroot $root "$@"`;

describe("a program of the account that is not ours", () => {
  it.each(["lease_more", "lease_token", "lease_proof", "lease_fetch"])("gets nothing of a lease: %s", async (verb) => {
    const call = CALLS.find((each) => each.verb === verb);
    expect(await heard(line(call ?? {}))).toBe(refused("outside_the_lease"));
  });

  it("is refused with a hello", async () => {
    expect(await heard(line({ verb: "hello", body: NOBODYS_HELLO }))).toBe(refused("not_a_host"));
  });

  it.each([
    ["no JSON", "status\n"],
    ["JSON in another form", '{ "nearside": 1, "verb": "status" }\n'],
    ["another version", '{"nearside":2,"verb":"status"}\n'],
    ["an unknown verb", line({ verb: "token" })],
    ["the name of something that every object has", line({ verb: "constructor" })],
    ["a member too many", line({ verb: "status", of: "all" })],
    ["a line without end", "x".repeat(100_000)],
  ])("is turned away with %s", async (_what, lines) => {
    expect(await heard(lines)).toBe(refused("malformed"));
    await expectServing();
  });

  it("keeps nobody out by many connections that never end their first line, in its own namespace or not", async () => {
    for (const [command, ...before] of [
      ["unshare", "--user", "--map-root-user", process.execPath],
      [process.execPath],
    ]) {
      const args = [...before, "-e", DRIPPING, keeper.socket];
      const dripping = await startProcess({ command: command ?? "", args, env: { PATH: process.env["PATH"] ?? "" } });
      await dripping.printed(/connected/);
      await expectServing();
      expect(await dripping.ended(), dripping.stderr()).toEqual({ code: 0, signal: null }); // all were let go of
    }
  });

  it("keeps nobody else out by saying nothing", async () => {
    const silent = await Promise.all(
      Array.from({ length: 20 }, () =>
        startProcess({
          command: process.execPath,
          args: callerArguments(keeper.socket, ""),
          env: { PATH: process.env["PATH"] ?? "" },
        }),
      ),
    );
    await expectServing();
    for (const caller of silent) expect(await caller.ended()).toEqual({ code: 0, signal: null });
  });
});

/** Opens more connections than the keeper has places, sends a space ten times a second over each, and ends with the last. */
const DRIPPING = `
const net = require("node:net");
let open = 0;
for (let number = 0; number < 140; number += 1) {
  const call = net.connect(process.argv[1], () => {
    if (++open === 140) console.log("connected");
    const drip = setInterval(() => call.write(" "), 100);
    call.on("close", () => clearInterval(drip));
  });
  call.on("error", () => undefined);
  call.resume();
}`;

describe("another program of the account", () => {
  it("reads neither the keeper's memory nor its environment", async () => {
    const home = await mkdtemp(join(tmpdir(), "nearside-home-"));
    atEnd(() => rm(home, { recursive: true, force: true }));
    // Root's own powers are left out: they read everything.
    const run = async (command: string, ...args: readonly string[]) => {
      const program = await startProcess({
        command: "setpriv",
        args: ["--bounding-set=-all", "--inh-caps=-all", command, ...args],
        env: { PATH: process.env["PATH"] ?? "", HOME: home },
        cwd: home,
      });
      atEnd(async () => void (await program.stop()));
      return program;
    };
    const own = await run(process.execPath, join(repository, "cli/bin/nearside.js"), "keeper", "run");
    await own.printed(/The keeper runs/);
    const ordinary = await run("sleep", "60");
    const reads = async (pid: number, file: string): Promise<string> => {
      const reader = await run("dd", `if=/proc/${pid}/${file}`, "of=/dev/null", "bs=1", "count=0");
      const { code } = await reader.ended();
      return code === 0 ? "opened" : reader.stderr();
    };
    for (const file of ["mem", "environ"]) {
      expect(await reads(own.pid, file)).toMatch(/Permission denied/);
      expect(await reads(ordinary.pid, file)).toBe("opened");
    }
  });
});

it("does not run where a debugger is open in it, which every account reaches", async () => {
  const { home } = await newOwner(atEnd);
  const env = { PATH: process.env["PATH"] ?? "", HOME: home, NODE_OPTIONS: "--inspect=127.0.0.1:0" };
  const args = [join(repository, "cli/bin/nearside.js"), "keeper", "run"];
  const debugged = await startProcess({ command: process.execPath, args, env, cwd: "/" });
  expect(await debugged.ended()).toEqual({ code: KEEPER_UNUSABLE, signal: null });
  expect(debugged.stderr()).toContain("A debugger is attached to it.");
});

it("listens on no port, and opens no debugger at the signal by which Node does", async () => {
  const { pid } = keeper.process;
  keeper.process.signal("SIGUSR1");
  await expectServing();
  const open = await readdir(`/proc/${pid}/fd`);
  // It may close the connection of the caller before while this is read. A port at which it listens stays open.
  const links = await Promise.all(open.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => undefined)));
  const own = links.filter((link) => link !== undefined);
  const tables = await Promise.all(["tcp", "tcp6"].map((name) => readFile(`/proc/${pid}/net/${name}`, "utf8")));
  const inTables = tables
    .join("\n")
    .split("\n")
    .map((row) => `socket:[${row.trim().split(/\s+/)[9]}]`);
  expect(own.filter((link) => link.startsWith("socket:"))).not.toEqual([]);
  expect(own.filter((link) => inTables.includes(link))).toEqual([]);
});
