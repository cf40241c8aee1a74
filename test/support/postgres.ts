// A PostgreSQL of the tests' own: Debian's, on a private socket, gone when they end.
import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { quickFolder } from "./quick-folder.ts";

type ClusterOptions = {
  /** True if a commit must be on the disk before it is confirmed: for tests that kill or restart it. */
  readonly durable: boolean;
  /** Settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The text of pg_hba.conf. Left out, everybody who reaches the socket is admitted. */
  readonly admits?: string;
};

export type Cluster = {
  /** The folder of its socket. */
  readonly folder: string;
  /** The process that starts all others. */
  readonly pid: () => number;
  /** For the superuser, on the socket. */
  readonly url: (database: string) => string;
  /** SQL by the superuser, by psql; what it prints. @throws Error with what psql said */
  readonly psql: (statement: string, database?: string) => Promise<string>;
  /** SIGQUIT, as a crash: nothing is written out. Or SIGINT: every connection is ended. */
  readonly stop: (how?: "SIGQUIT" | "SIGINT") => Promise<void>;
  /** After a stop, with what it has. */
  readonly start: () => Promise<void>;
  /** Stops its processes as a frozen machine would, or only those: nothing is closed, and nothing answers. */
  readonly freeze: (pids?: readonly number[]) => void;
  /** Lets all of them continue. */
  readonly thaw: () => void;
  readonly close: () => Promise<void>;
};

/** The superuser, whatever account it runs as. */
export const SUPERUSER = "nearside";
const INSTALLED = "/usr/lib/postgresql";
const STARTED_MS = 60_000;
/** psql prints values alone, and ends at the first error. */
const PLAIN = ["-XAtqv", "ON_ERROR_STOP=1"];

const FAST = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
const SMALL = { listen_addresses: "", max_connections: "1000", shared_buffers: "32MB", autovacuum: "off", jit: "off" };

/** @throws Error if no PostgreSQL is installed, or it does not start: with what it said */
export async function openCluster({ durable, settings = {}, admits }: ClusterOptions): Promise<Cluster> {
  const program = (name: string): string => join(binaries(), name);
  const folder = mkdtempSync(join(durable ? tmpdir() : quickFolder(), "nearside-postgres-"));
  const data = join(folder, "data");
  const { port = "5432" } = settings;
  const asAccount = unprivileged(folder);
  let server: ReturnType<typeof spawn> | undefined;
  let printed = "";
  const removeNow = (): void => {
    if (server?.exitCode === null) server.kill("SIGQUIT");
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  process.once("exit", removeNow); // also if no test closed it

  const url = (database: string): string => `postgres://${SUPERUSER}@localhost:${port}/${database}?host=${folder}`;
  const psql = async (statement: string, database = "postgres"): Promise<string> => {
    const args = ["-d", url(database), ...PLAIN, "-c", statement];
    return (await promisify(execFile)(program("psql"), args, { env: {} })).stdout.trim();
  };
  const start = async (): Promise<void> => {
    printed = "";
    const given = { ...SMALL, ...(durable ? {} : FAST), ...settings, unix_socket_directories: folder };
    const args = Object.entries(given).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const [command, before] = asAccount;
    server = spawn(command, [...before, program("postgres"), "-D", data, ...args], {
      env: {},
      stdio: ["ignore", "ignore", "pipe"],
    });
    server.stderr?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
    const ended = once(server, "exit");
    const late = AbortSignal.timeout(STARTED_MS);
    // it speaks to its log before its socket answers
    while (!/ready to accept (?:read-only )?connections/.test(printed)) {
      if (server.exitCode !== null || late.aborted) throw new Error(`PostgreSQL did not start:\n${printed}`);
      await Promise.race([ended, once(server.stderr ?? server, "data", { signal: late })]);
    }
  };
  const stop = async (how: "SIGQUIT" | "SIGINT" = "SIGINT"): Promise<void> => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill(how);
    await ended;
  };

  const frozen = new Set<number>();
  const thaw = (): void => {
    for (const pid of frozen) if (existsSync(`/proc/${pid}`)) process.kill(pid, "SIGCONT");
    frozen.clear();
  };
  const freeze = (pids = processesOf(server?.pid)): void => {
    for (const pid of pids) {
      process.kill(pid, "SIGSTOP");
      frozen.add(pid);
    }
  };

  try {
    initialised ??= initialise();
    await promisify(execFile)("cp", ["-a", await initialised, data], { env: {} });
    if (admits !== undefined) writeFileSync(join(data, "pg_hba.conf"), admits);
    await start();
  } catch (error) {
    await stop("SIGQUIT");
    removeNow();
    throw error;
  }
  return {
    folder,
    pid: () => {
      if (server?.pid === undefined) throw new Error("PostgreSQL is not running");
      return server.pid;
    },
    url,
    psql,
    stop,
    start,
    freeze,
    thaw,
    close: async () => {
      thaw();
      await stop("SIGQUIT");
      process.off("exit", removeNow);
      removeNow();
    },
  };
}

/** The folder that initdb makes once in this process: to copy it costs half as much. */
let initialised: Promise<string> | undefined;

/** @returns a folder that goes with this process */
async function initialise(): Promise<string> {
  const folder = mkdtempSync(join(quickFolder(), "nearside-initdb-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const [command, before] = unprivileged(folder);
  const data = join(folder, "data");
  const how = ["-A", "trust", "-U", SUPERUSER, "--encoding=UTF8", "--locale=C", "--no-sync", "-D", data];
  await promisify(execFile)(command, [...before, join(binaries(), "initdb"), ...how], { env: {}, cwd: folder });
  return data;
}

/** A process and its children: it first, so that it starts no other. */
function processesOf(pid: number | undefined): readonly number[] {
  if (pid === undefined) return [];
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return [pid, ...children.split(" ").filter(Boolean).map(Number)];
}

/** The rows of that query in that database, at once. @param values for its question marks: ids of ours */
export function rowsIn(url: string, query: string, ...values: string[]): readonly Readonly<Record<string, unknown>>[] {
  const rest = [...values];
  const filled = query.replaceAll("?", () => {
    const value = rest.shift() ?? "";
    if (!/^[\w-]+$/.test(value)) throw new Error("no id of ours");
    return `'${value}'`;
  });
  const aggregated = `select coalesce(json_agg(found), '[]') from (${filled}) found`;
  const args = ["-d", url, ...PLAIN, "-c", aggregated];
  return JSON.parse(execFileSync(join(binaries(), "psql"), args, { env: {}, encoding: "utf8" }));
}

/** Runs SQL in that database, however long it takes. @throws Error with what psql said */
export function runIn(url: string, statements: string): void {
  execFileSync(join(binaries(), "psql"), ["-d", url, ...PLAIN, "-f", "-"], { env: {}, input: statements });
}

/** The tables and rows of that database, as psql reads them. */
export const dumpOf = (url: string): Buffer =>
  execFileSync(join(binaries(), "pg_dump"), ["--no-owner", "--no-privileges", "-d", url], {
    env: {},
    maxBuffer: 1 << 28,
  });

/** The programs of the newest version that is installed. */
function binaries(): string {
  const versions = existsSync(INSTALLED) ? readdirSync(INSTALLED) : [];
  const [newest] = versions
    .filter((version) => existsSync(join(INSTALLED, version, "bin/initdb")))
    .sort((one, other) => Number(other) - Number(one));
  if (newest === undefined)
    throw new Error("The tests need PostgreSQL. On Debian or Ubuntu: sudo apt-get install postgresql.");
  return join(INSTALLED, newest, "bin");
}

/**
 * PostgreSQL refuses to run as root: then as the account that Debian made for it, which the folder is given to. It ends with
 * us, however we end.
 */
export function unprivileged(folder: string): readonly [command: string, before: readonly string[]] {
  const endsWithUs = "--pdeathsig=QUIT";
  if (process.getuid?.() !== 0) return ["setpriv", [endsWithUs]];
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync("/etc/passwd", "utf8")) ?? [];
  if (uid === undefined || gid === undefined) throw new Error("there is no account postgres");
  execFileSync("chown", [`${uid}:${gid}`, folder]);
  return ["setpriv", [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", endsWithUs]];
}
