// The server as a person starts it: its own process, a real port, real signals.
import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { peopleApi, personMadeSchema } from "@nearside/shared/api/console/people.ts";
import * as v from "valibot";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { repository } from "../support/repository.ts";
import { serverProgram } from "../support/server-program.ts";

const TICKET = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){7}/;

let program: readonly string[];
let folder: string;
let port: number;
let started: { readonly child: ChildProcess; readonly ended: Promise<unknown> }[];

beforeAll(async () => {
  program = await serverProgram();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nearside-main-"));
  port = await freePort();
  started = [];
});
afterEach(async () => {
  for (const { child, ended } of started) {
    child.kill("SIGKILL");
    await ended; // it may still have been writing into the folder
  }
  rmSync(folder, { recursive: true });
});

/** Makes a file that only this account may read, with nothing useful in it. */
function privateFile(name: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, "{}");
  chmodSync(path, mode);
  return path;
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in a terminal of its own, which `script` makes. */
const inTerminal = (words: readonly string[]): readonly string[] => [
  "script",
  "--quiet",
  "--flush",
  "--return",
  "--command",
  `exec ${words.map((word) => `'${word}'`).join(" ")}`,
  "/dev/null",
];

function run(args: readonly string[], env: Record<string, string> = {}, around = (words: readonly string[]) => words) {
  const [command = "", ...rest] = around([process.execPath, ...program, ...args]);
  const child = spawn(command, rest, {
    env: {
      PATH: process.env["PATH"],
      NEARSIDE_DATA_DIR: join(folder, "data"),
      NEARSIDE_PORT: String(port),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  const running = new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      out += chunk;
      if (out.includes("Nearside is running")) resolve();
    });
    child.on("close", () => reject(new Error(err)));
  });
  running.catch(() => {}); // the test sees through `ended` that a program ended at once
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, out, err })));
  started.push({ child, ended });
  return { child, running, ended, printed: () => out };
}

async function startAndEnd(signal: NodeJS.Signals): Promise<Ended> {
  const server = run([]);
  await server.running;
  expect((await fetch(`http://localhost:${port}/readyz`)).status).toBe(200);
  server.child.kill(signal);
  return server.ended;
}

describe("npm start's server", () => {
  it("writes the first ticket into a file for its account alone, and another one at the next start", async () => {
    const file = join(folder, "data", "first-ticket");
    const tickets: string[] = [];
    for (const signal of ["SIGTERM", "SIGKILL", "SIGINT"] as const) {
      const server = run([]);
      await server.running;
      tickets.push(readFileSync(file, "utf8"));
      expect(statSync(file).mode & 0o777).toBe(0o600);
      server.child.kill(signal);
      const { out, err } = await server.ended;
      expect(out).toContain(`    ${file}\n`);
      for (const ticket of tickets) expect(out + err).not.toContain(ticket.trim());
      expect(existsSync(file)).toBe(signal === "SIGKILL"); // the next start replaces it
    }
    for (const ticket of tickets) expect(ticket).toMatch(/^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){7}\n$/);
    expect(new Set(tickets).size).toBe(3);
  });

  it("shows the first ticket in a terminal, and leaves no file", async () => {
    const server = run([], {}, inTerminal);
    await server.running;
    await expect.poll(server.printed).toMatch(/^ {4}[0-9A-Z]{4}(?:-[0-9A-Z]{4}){7}\r?$/m);
    expect(existsSync(join(folder, "data", "first-ticket"))).toBe(false);
    server.child.kill("SIGTERM");
    const { out } = await server.ended;
    expect(out).toMatch(/^\d\d:\d\d:\d\d {2}\S/m);
    expect(out).not.toContain('{"level"');
  });

  it("says what to do first, keeps a log, and ends cleanly", async () => {
    const first = await startAndEnd("SIGTERM");
    expect(first.code).toBe(0);
    expect(first.out).toContain(`http://localhost:${port}/get`);
    expect(first.out).toContain(`: nearside enroll http://localhost:${port}`);
    expect(first.out).toContain("npm run -s nearside-server -- break-glass make");
    for (const line of first.err.trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("time");
    expect(existsSync(join(folder, "data", "admin.sock"))).toBe(false);

    expect((await startAndEnd("SIGINT")).code).toBe(0);
  });

  it("finishes what is in flight when it is asked to end", async () => {
    const server = run([]);
    await server.running;
    const alice = { name: "alice", display_name: "Alice", email: null, role: "user", groups: [], ticket_seconds: null };
    const body = JSON.stringify(alice);
    const headers = { "content-type": "application/json", "content-length": body.length };
    const asking = request({
      socketPath: join(folder, "data", "admin.sock"),
      path: peopleApi.create.path,
      method: "POST",
      headers,
    });
    const answered = new Promise<string>((resolve, reject) => {
      asking.on("response", (response) => text(response).then(resolve, reject)).on("error", reject);
    });
    await new Promise<void>((resolve) => asking.write(body.slice(0, 5), () => resolve()));
    await fetch(`http://localhost:${port}/healthz`); // by now the server has the beginning
    server.child.kill("SIGTERM");
    await expect
      .poll(() =>
        fetch(`http://localhost:${port}/healthz`).then(
          () => "answers",
          () => "refuses",
        ),
      )
      .toBe("refuses");
    asking.end(body.slice(5));
    expect(v.is(personMadeSchema, JSON.parse(await answered))).toBe(true);
    expect((await server.ended).code).toBe(0);
  });

  it("starts again after it was killed", async () => {
    const killed = run([]);
    await killed.running;
    killed.child.kill("SIGKILL");
    await killed.ended;
    expect((await startAndEnd("SIGTERM")).code).toBe(0);
  });
});

describe("what was compiled before", () => {
  /** Node tells this of one file that it finds compiled. */
  const TOLD = { NODE_DEBUG_NATIVE: "COMPILE_CACHE" };
  const ACCEPTED = /V8 code cache for CommonJS \S+\/nearside-server\.cjs was accepted/;
  let copy: string;
  const help = (): Promise<Ended> =>
    run(["--help"], TOLD, ([node = "", ...rest]) => [node, ...rest.slice(0, -2), copy, "--help"]).ended;

  beforeEach(() => {
    const server = join(repository, "server");
    copy = join(folder, "server/bin/nearside-server.js");
    for (const part of ["bin", "dist", "package.json"])
      cpSync(join(server, part), join(folder, "server", part), { recursive: true });
  });

  it("lies beside the built server, and is used", async () => {
    const { err } = await run(["--help"], TOLD).ended;
    expect(err).toMatch(ACCEPTED);
  });

  it("never runs in the place of a source that was changed, not even by one of the same length", async () => {
    await help();
    const second = await help();
    expect(second.err).toMatch(ACCEPTED);
    expect(second.out).toContain("The Nearside server.");

    const file = join(folder, "server/dist/nearside-server.cjs");
    const source = readFileSync(file, "utf8");
    writeFileSync(file, source.replace("The Nearside server.", "The changed server!!"));
    const { out, err } = await help();
    expect(err).not.toMatch(ACCEPTED);
    expect(out).toContain("The changed server!!");
  });

  it("does not run where it was damaged", async () => {
    await help();
    for (const entry of readdirSync(join(folder, "server/dist/compiled"), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const bytes = readFileSync(path);
      const middle = bytes.length >> 1;
      bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
      writeFileSync(path, bytes);
    }
    const { out, err, code } = await help();
    expect([code, err.includes("was accepted")]).toEqual([0, false]);
    expect(out).toContain("The Nearside server.");
  });
});

describe("nearside-server ticket", () => {
  it("prints a ticket and nothing else on stdout, for a user that it makes once", async () => {
    const server = run([]);
    await server.running;
    const one = await run(["ticket", "bob", "--display-name", "Bob B."]).ended;
    expect(one.code).toBe(0);
    expect(one.out).toMatch(new RegExp(`^${TICKET.source}\n$`));
    expect(one.err).toContain("This is a ticket for bob (Bob B.)");
    const two = await run(["ticket", "bob"]).ended;
    expect(two.err).toContain("This is a ticket for bob (Bob B.)");
    expect(two.out).not.toBe(one.out);
    const added = await run(["clients", "add", "--name", "Acme deploy", "--scope", "read"]).ended;
    expect(JSON.parse(added.out)).toMatchObject({ client_name: "Acme deploy", scope: "read" });
    const listed = await run(["clients"]).ended;
    expect(listed.out).toMatch(/^nearside-cli {2}Nearside command line\n[\s\S]*\ncl_[\w-]{22} {2}Acme deploy\n/);
    const third = await run(["client-ticket", "--scope", "read write", "--uses", "2"]).ended;
    expect(third.out).toMatch(/^nct_[\w-]{43}\n$/);
    const wrong = await run(["ticket", "Bob B."]).ended;
    expect([wrong.code, wrong.out]).toEqual([78, ""]);
    expect(wrong.err).toContain("The user name must be");
    server.child.kill("SIGTERM");
    expect((await server.ended).err).not.toContain(one.out.trim());
  });

  it("says how to start the server where none runs", async () => {
    const { code, err, out } = await run(["ticket", "bob"]).ended;
    expect([code, out]).toEqual([78, ""]);
    expect(err).toMatch(
      /^No server is running with the data folder .* Start it \(`nearside-server`, or `npm start` in a checkout\)/,
    );
  });
});

describe("what a person can fix stops the start with exit code 78", () => {
  const refusals: [string, () => Record<string, string>, string][] = [
    [
      "a port that is no number",
      () => ({ NEARSIDE_PORT: "http" }),
      "NEARSIDE_PORT must be a whole number from 1 to 65535. Example: NEARSIDE_PORT=4790",
    ],
    ["a misspelt variable", () => ({ NEARSIDE_ISUER: "x" }), "NEARSIDE_ISUER is not a setting."],
    [
      "no configuration file",
      () => ({ NEARSIDE_CONFIG: "/nowhere/nearside.json" }),
      "NEARSIDE_CONFIG names a file that can't be read.",
    ],
    [
      "no certificate",
      () => ({ NEARSIDE_TLS_CERT: "/nowhere/c.pem", NEARSIDE_TLS_KEY: privateFile("k.pem") }),
      "The file /nowhere/c.pem (tls.cert)",
    ],
    [
      "a malformed certificate",
      () => ({ NEARSIDE_TLS_CERT: privateFile("c.pem"), NEARSIDE_TLS_KEY: privateFile("k.pem") }),
      "are not a certificate and its key in PEM form",
    ],
    [
      "another machine's address",
      () => ({ NEARSIDE_HOST: "192.0.2.1", NEARSIDE_TRUSTED_PROXIES: "192.0.2.2" }),
      "Check NEARSIDE_HOST",
    ],
    [
      "a configuration that others may change",
      () => ({ NEARSIDE_CONFIG: privateFile("nearside.json", 0o666) }),
      "may be changed by other accounts of this machine (mode 666). Check what it contains, then: chmod go-w ",
    ],
    [
      "a key that others may read",
      () => ({ NEARSIDE_TLS_CERT: privateFile("c.pem"), NEARSIDE_TLS_KEY: privateFile("k.pem", 0o644) }),
      "is open to other accounts of this machine (mode 644). Close it, and treat it as known to them: chmod 600 ",
    ],
    [
      "a data folder that is a link",
      () => {
        mkdirSync(join(folder, "real"), { mode: 0o700 });
        symlinkSync(join(folder, "real"), join(folder, "link"));
        return { NEARSIDE_DATA_DIR: `${join(folder, "link")}/` };
      },
      "is a link, so everybody who may change the link chooses what the server trusts",
    ],
    [
      "speech without TLS to other machines",
      () => ({ NEARSIDE_HOST: "0.0.0.0" }),
      "NEARSIDE_HOST is an address that other machines reach, and this server would speak without TLS there",
    ],
    [
      "too long a path",
      () => ({ NEARSIDE_DATA_DIR: join(folder, "long".repeat(30)) }),
      "The path of the data folder is too long",
    ],
  ];
  it.each(refusals)("%s", async (_name, env, message) => {
    const { code, err, out } = await run([], env()).ended;
    expect([code, out]).toEqual([78, ""]);
    expect(err).toContain(message);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it("keys and data that others could read, and it starts once they are closed", async () => {
    const server = run([]);
    await server.running;
    server.child.kill("SIGTERM");
    await server.ended;
    const database = join(folder, "data", "nearside.db");
    chmodSync(database, 0o644);
    const { code, err } = await run([]).ended;
    expect(code).toBe(78);
    expect(err).toContain(`The file ${database} is open to other accounts of this machine (mode 644).`);
    const [, cure = "none"] = /Close it: chmod ([0-7]+) \//.exec(err) ?? [];
    chmodSync(database, Number.parseInt(cure, 8));
    await run([]).running;
  });

  it("a second server on the same folder, and one on a taken port", async () => {
    const server = run([]);
    await server.running;
    const same = await run([], { NEARSIDE_PORT: String(await freePort()) }).ended;
    expect(same.code).toBe(78);
    expect(same.err).toMatch(/^Another server is already running/);
    const taken = await run([], { NEARSIDE_DATA_DIR: join(folder, "other") }).ended;
    expect(taken.code).toBe(78);
    expect(taken.err).toContain(`Another program already listens on port ${port} of 127.0.0.1.`);
    expect((await fetch(`http://localhost:${port}/readyz`)).status).toBe(200);
  });
});
