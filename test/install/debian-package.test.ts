// The Debian package, as an operator lives with it: installed in a Debian of its own under its real systemd, set up, logged in at, updated,
// broken, fixed, removed.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { makeDeb } from "../../setup/package-deb.mjs";
import { serverProgram, serverVariables } from "../../setup/server.mjs";
import { freePort } from "../kit/free-port.ts";
import { enrol } from "../steps/enrolling.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { openClient, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { type BootedSystem, bootSystem } from "../support/booted-system.ts";
import type { NearsideServer } from "../support/nearside-server.ts";
import { repository } from "../support/repository.ts";
import { serverProgram as built } from "../support/server-program.ts";
import { THIS_VERSION } from "../support/this-version.ts";
import { until } from "../support/until.ts";
import { newParties } from "../vectors/parties.ts";

const UNITS = ["nearside-server.service", "nearside-server.socket"];
const SETTINGS = "/etc/nearside/server.jsonc";
const STATE = "/var/lib/nearside";
const ENDED_MS = 30_000;
/** Root that is held back nowhere has 9.6; what is left are the network, V8's machine code and the program that tells systemd. */
const MOST_EXPOSED = 1.5;
/** sysexits.h EX_NOPERM. */
const NOT_YOURS = 77;
/** A shell tells so that SIGINT ended a command. */
const INTERRUPTED = 130;

const atEnd = afterTests();
let system: BootedSystem;
let folder: string;
let first: string;
let port: number;
let stage: Stage;
beforeAll(async () => {
  await built();
  folder = await mkdtemp(join(tmpdir(), "nearside-package-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  first = join(folder, "first.deb");
  await makeDeb(first, THIS_VERSION);
  system = await bootSystem(atEnd);
  port = await freePort();
});

const systemctl = (...args: readonly string[]): Promise<string> => system.run(0, "systemctl", ...args);
const property = async (name: string): Promise<string> =>
  (await systemctl("show", "--value", `--property=${name}`, "nearside-server.service")).trim();

async function dpkg(...args: readonly string[]): Promise<string> {
  return system.run(0, "dpkg", "--force-unsafe-io", ...args); // the disk is memory that ends with the test
}

async function install(path: string): Promise<string> {
  copyFileSync(path, system.file("/run/package.deb"));
  const said = await dpkg("--install", "/run/package.deb");
  rmSync(system.file("/run/package.deb"));
  return said;
}

/** Lines of the journal. */
const journal = (): Promise<string> => system.run(0, "journalctl", "--unit=nearside-server.service", "--output=cat");

const health = (): Promise<number> =>
  fetch(`http://localhost:${port}/healthz`, { headers: { Connection: "close" } }).then(({ status }) => status);

/** Owner, group and mode, as a person reads them. */
const standing = async (path: string): Promise<string> =>
  (await system.run(0, "stat", "--format=%U:%G %a", path)).trim();

/** Changes the settings as a person does who takes out the comment before a line. */
function set(...lines: readonly string[]): void {
  const path = system.file(SETTINGS);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace("{\n", `{\n${lines.map((line) => `  ${line},\n`).join("")}`));
}

it("is installed, with an account and folders of its own, and starts nothing before it was set up", async () => {
  expect(await install(first)).toContain("set the address of your server in /etc/nearside/server.jsonc");
  expect(await system.run(0, "nearside-server", "--version")).toBe(`${THIS_VERSION}\n`);
  expect(await standing("/etc/nearside")).toBe("root:nearside 750");
  expect(await standing(SETTINGS)).toBe("root:nearside 640");
  expect(await standing(STATE)).toBe("nearside:nearside 700");
  expect(await system.run(0, "getent", "passwd", "nearside")).toMatch(/:\/var\/lib\/nearside:\/usr\/sbin\/nologin\n$/);
  const others = "find /usr/lib/nearside-server /usr/bin/nearside-server ! -user root -o ! -type l -perm /022";
  expect(await system.run(0, "sh", "-c", others)).toBe("");
  expect(await system.run(3, "systemctl", "is-active", ...UNITS)).toBe("inactive\ninactive\n");
});

it("has units without a mistake, which start the program as it ships and leave it little", async () => {
  expect(await system.run(0, "systemd-analyze", "verify", "--recursive-errors=one", ...UNITS)).toBe("");
  const exposed = await system.run(0, "systemd-analyze", "security", "--offline=true", "--no-pager", UNITS[0] ?? "");
  expect(Number(/Overall exposure level for nearside-server.service: ([0-9.]+)/.exec(exposed)?.[1])).toBeLessThan(
    MOST_EXPOSED,
  );
  const options = serverProgram().slice(0, -1).join(" ");
  const program = `/usr/lib/nearside-server/node ${options} /usr/lib/nearside-server/bin/nearside-server.js`;
  expect(await property("ExecStart")).toContain(`argv[]=${program} start ;`);
  for (const [name, value] of Object.entries(serverVariables()))
    expect(await property("Environment")).toContain(`${name}=${value}`);
  expect(readFileSync(system.file("/usr/bin/nearside-server"), "utf8")).toContain(options);
});

it("serves once it was set up: the first request starts it, and a login goes through", async () => {
  set(`"issuer": "http://localhost:${port}"`, '"wrappingKey": { "credential": "nearside-wrapping-key" }');
  const keys = "(umask 077; mkdir -p /etc/credstore; openssl rand -base64 32 > /etc/credstore/nearside-wrapping-key)";
  await system.run(0, "sh", "-c", keys);
  const drop = `mkdir -p /etc/systemd/system/nearside-server.socket.d
printf '[Socket]\\nListenStream=\\nListenStream=127.0.0.1:${port}\\n' > /etc/systemd/system/nearside-server.socket.d/port.conf`;
  await system.run(0, "sh", "-c", drop);
  await systemctl("daemon-reload");
  await systemctl("enable", "--now", "nearside-server.socket");
  expect(await property("ActiveState")).toBe("inactive");
  expect(await health()).toBe(200);
  // it answers before systemd has heard that it is ready
  await expect.poll(() => property("ActiveState"), { timeout: ENDED_MS }).toBe("active");
  await systemctl("enable", "nearside-server.service");
  stage = await openStageThere();
  await enrol(stage);
  await logIn();
  const lines = (await journal()).split("\n").filter((line) => line.startsWith("{"));
  const entry = v.looseObject({ level: v.string(), time: v.number(), msg: v.string() });
  expect(lines.map((line) => v.parse(entry, JSON.parse(line)).msg)).toContain("the server is running");
  expect(await journal()).not.toContain("signing keys are in the database unencrypted");
});

it("is spoken to by root and by its own account, and no file becomes root's", async () => {
  expect(await system.run(0, "nearside-server", "people")).toContain("admin");
  const asItself = ["--reuid=nearside", "--regid=nearside", "--init-groups", "nearside-server"];
  expect(await system.run(0, "setpriv", ...asItself, "people")).toContain("admin");
  const nobody = ["--reuid=nobody", "--clear-groups", "nearside-server"];
  expect(await system.run(0, "setpriv", ...nobody, "--version")).toBe(`${THIS_VERSION}\n`);
  const refused = await system.run(NOT_YOURS, "setpriv", ...nobody, "people");
  expect(refused).toContain("Type: sudo nearside-server people");
  expect(await system.run(0, "find", STATE, "!", "-user", "nearside")).toBe("");
  expect(await system.run(0, "find", STATE, "-perm", "/077")).toBe("");
});

it("has a real sandbox: it may write nothing but its state, and reads no home", async () => {
  const inside = async (script: string) =>
    system.start(
      ...(["nsenter", "--target", await property("MainPID"), "--mount", "--setuid=follow", "--setgid=follow"] as const),
      ...["sh", "-c", script],
    );
  for (const script of ["touch /usr/lib/nearside-server/x", "touch /etc/nearside/x", "ls /root", "ls /dev/kmsg"]) {
    const tried = await inside(script);
    expect([script, (await tried.ended()).code]).not.toEqual([script, 0]);
  }
  const status = readFileSync(system.file(`/proc/${await property("MainPID")}/status`), "utf8");
  expect(status).toMatch(/^CapBnd:\s+0000000000000000$/m);
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
  expect(status).toMatch(/^Seccomp:\s+2$/m);
});

describe("what goes wrong", () => {
  it("a crash, and a server that hangs: it is started again, and the next request is answered", async () => {
    await system.run(0, "sh", "-c", dropIn("[Service]\\nWatchdogSec=2\\n"));
    await systemctl("daemon-reload");
    await systemctl("restart", "nearside-server.service");
    for (const signal of ["SIGKILL", "SIGSTOP"]) {
      const before = await property("MainPID");
      await systemctl("kill", "--kill-whom=main", `--signal=${signal}`, "nearside-server.service");
      const isGone = async () => (existsSync(system.file(`/proc/${before}`)) ? undefined : true);
      if (signal === "SIGKILL") await until(isGone, ENDED_MS, () => "it did not end");
      expect(await health()).toBe(200); // the socket took the request before there was a server again
      expect(await property("MainPID")).not.toBe(before);
    }
    await logIn();
  });

  it("a wrong setting: it is not tried again, says what is wrong, and serves once that is fixed", async () => {
    const right = readFileSync(system.file(SETTINGS), "utf8");
    set('"rpId": "elsewhere.example"');
    await system.run(1, "systemctl", "restart", "nearside-server.service");
    expect([await property("Result"), await property("ExecMainStatus")]).toEqual(["exit-code", "78"]);
    expect(await property("ActiveState")).toBe("failed");
    expect(await journal()).toContain("rpId must be the issuer's host localhost or one of its parent domains");
    writeFileSync(system.file(SETTINGS), right);
    await systemctl("restart", "nearside-server.service");
    await logIn();
  });
});

describe("its data", () => {
  /** Types it like a person who has become root and is at home, where the server's account may not look. */
  const atHome = (code: number, script: string) =>
    system.run(code, "sh", "-c", `chmod 0700 /root; cd /root; ${script}`);

  it("is backed up while it runs and restored, with the wrapping key that only systemd hands out", async () => {
    const file = "/var/backups/nearside/now.db";
    await systemctl("start", "dbus.socket"); // by it, systemd-run hears how a command ended
    expect(await atHome(0, `nearside-server backup ${file}`)).not.toMatch(/in clear|no seal/);
    expect(await standing(file)).toBe("nearside:nearside 600");
    await systemctl("stop", ...UNITS);
    await atHome(0, `mv ${STATE} ${STATE}-before && nearside-server restore ${file}`);
    expect(await standing(STATE)).toBe("nearside:nearside 700");
    await systemctl("start", ...UNITS);
    await logIn();
    expect(await system.run(0, "find", STATE, "!", "-user", "nearside")).toBe("");
    await system.run(0, "rm", "-r", `${STATE}-before`);
  });

  it("is backed up each night, by the units of docs/how-to/operate-backup.md", async () => {
    const text = readFileSync(join(repository, "docs/how-to/operate-backup.md"), "utf8");
    const [service = "", timer = ""] = [...text.matchAll(/^```ini\n([\s\S]*?)^```/gm)].map(([, unit]) => unit);
    for (const [kind, unit] of Object.entries({ service, timer }))
      writeFileSync(system.file(`/etc/systemd/system/nearside-backup.${kind}`), unit);
    expect(await system.run(0, "systemd-analyze", "verify", "nearside-backup.service", "nearside-backup.timer")).toBe(
      "",
    );
    const old = "/var/backups/nearside/old.db";
    await system.run(0, "touch", "--date=40 days ago", old);
    await systemctl("daemon-reload");
    await systemctl("start", "nearside-backup.service");
    expect(await atHome(0, "sha256sum --check /root/nearside-*.sha256")).toMatch(/\.db: OK\n$/);
    expect(existsSync(system.file(old))).toBe(false);
  });
});

it("is given the file of passwords for a move, and no password itself, which systemd would show", async () => {
  const move = (variable: string) =>
    system.run(78, "env", variable, "nearside-server", "migrate-to", "postgres://nearside@localhost/nearside");
  expect(await move("PGPASSFILE=/etc/nearside/none")).toContain(
    "The file /etc/nearside/none (PGPASSFILE) can't be read",
  );
  const refused = await move("DATABASE_URL_TARGET=postgres://nearside:s3cret@localhost/nearside");
  expect(refused).toContain("so DATABASE_URL_TARGET is not");
  expect(refused).not.toContain("s3cret");
});

it("ends a command that its person interrupts: systemd alone would go on with it behind their back", async () => {
  await systemctl("stop", ...UNITS);
  const never = "mkfifo -m 644 /run/never; echo $$ > /run/typed; exec nearside-server restore /run/never";
  const typed = await system.start("sh", "-c", never); // it waits for somebody who writes there
  const running = async () => {
    const found = await system.start("pgrep", "--full", "bin/nearside-server.js restore");
    return (await found.ended()).code === 0 ? true : undefined;
  };
  await until(running, ENDED_MS, typed.stderr);
  await system.run(0, "sh", "-c", "kill -INT $(cat /run/typed)");
  expect((await typed.ended(ENDED_MS)).code).toBe(INTERRUPTED);
  expect(await running()).toBeUndefined();
  await systemctl("start", ...UNITS);
});

it("is updated, and no request fails meanwhile; settings, keys and machines are what they were", async () => {
  const settings = readFileSync(system.file(SETTINGS), "utf8");
  const next = join(folder, "next.deb");
  await makeDeb(next, `${THIS_VERSION}.1`);
  const before = await property("MainPID");
  let isDone = false;
  const seen: number[] = [];
  const asking = (async () => {
    while (!isDone) seen.push(await health());
  })();
  try {
    await install(next);
  } finally {
    isDone = true;
  }
  await asking;
  expect(new Set(seen)).toEqual(new Set([200]));
  expect(await property("MainPID")).not.toBe(before);
  expect(readFileSync(system.file(SETTINGS), "utf8")).toBe(settings);
  expect(await standing(SETTINGS)).toBe("root:nearside 640");
  await logIn();
});

it("is removed, and its settings and data stay; a purge takes the settings, and the data only when told to", async () => {
  await dpkg("--remove", "nearside-server");
  await expect(health()).rejects.toThrow("fetch failed");
  expect(existsSync(system.file("/usr/lib/nearside-server"))).toBe(false);
  expect(existsSync(system.file(SETTINGS))).toBe(true);
  await install(first);
  await systemctl("start", "nearside-server.service");
  await logIn();
  expect(await dpkg("--purge", "nearside-server")).toContain(`the server's data is kept in ${STATE}`);
  expect(existsSync(system.file("/etc/nearside"))).toBe(false);
  expect(existsSync(system.file(join(STATE, "nearside.db")))).toBe(true);
  await install(first);
  const answer = "echo 'nearside-server nearside-server/remove-state boolean true' | debconf-set-selections";
  await system.run(0, "sh", "-c", answer);
  await dpkg("--purge", "nearside-server");
  expect(existsSync(system.file(STATE))).toBe(false);
});

it("has the documents with all that they link to, and what an operator copies from them", () => {
  const place = "./usr/share/doc/nearside-server/";
  const names = execFileSync("dpkg-deb", ["--contents", first], { encoding: "utf8" }).match(/\.\/\S+$/gm) ?? [];
  const there = new Set(names.map((name) => name.replace(/\/$/, "")));
  const documents = names.filter((name) => name.startsWith(place) && name.endsWith(".md"));
  expect(documents.map((name) => name.slice(place.length))).toContain("docs/how-to/operate-backup.md");
  const missing = documents.flatMap((document) => {
    const text = readFileSync(join(repository, document.slice(place.length)), "utf8");
    const linked = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, link = ""]) => link);
    const links = linked.map((link) => `./${posix.join(posix.dirname(document), link)}`);
    return links.filter((link) => !there.has(link.replace(/\/$/, ""))).map((link) => `${document}: ${link}`);
  });
  expect(missing).toEqual([]);
  for (const copied of ["deploy/nginx.conf", "deploy/prometheus/nearside.rules.yml", "deploy/grafana/nearside.json"])
    expect(there.has(place + copied)).toBe(true);
});

it("is the same, byte by byte, with any mask of modes", async () => {
  const again = join(folder, "again.deb");
  const before = process.umask(0o077);
  try {
    await makeDeb(again, THIS_VERSION);
  } finally {
    process.umask(before);
  }
  expect(readFileSync(again).equals(readFileSync(first))).toBe(true);
});

/** A drop-in of the service that a person writes. */
const dropIn = (text: string): string => `mkdir -p /etc/systemd/system/nearside-server.service.d
printf '${text}' > /etc/systemd/system/nearside-server.service.d/more.conf`;

async function logIn(): Promise<void> {
  const fresh = { ...stage, ...openClient(stage.issuer) };
  const { tokens } = await redeemedLogin(fresh);
  expect(tokens.access_token).not.toBe("");
}

/** The stage around a server that somebody else started. */
async function openStageThere(): Promise<Stage> {
  const issuer = `http://localhost:${port}`;
  const shell = async (...args: readonly string[]) => system.run(0, "nearside-server", ...args);
  const ticket = readFileSync(system.file(join(STATE, "first-ticket")), "utf8").trim();
  const main = await system.start("sleep", "infinity");
  const server: NearsideServer = {
    issuer,
    process: main,
    bootstrapTicket: ticket,
    ticket: async (user) => (await shell("ticket", user, "--display-name", user)).trim(),
    clientTicket: async (...options) => (await shell("client-ticket", ...options)).trim(),
    admit: async () => {},
    shell,
    stop: async () => {},
  };
  const jwks = await fetch(`${issuer}/oauth/jwks`);
  return {
    ...openClient(issuer),
    server,
    dataFolder: STATE,
    parties: await newParties({ id: "us_of_no_statement", name: "admin" }),
    serverKeys: serverKeysOf(await jwks.json()),
  };
}
