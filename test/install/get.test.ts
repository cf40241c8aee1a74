// The commands of the page /get, typed into a shell as the page shows them, by somebody who has a terminal and nothing of ours.
import { once } from "node:events";
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  checkedNpmCommand,
  executableCommand,
  npmCommand,
  OWN_PATH_COMMAND,
} from "@nearside/shared/api/install-commands.ts";
import { list } from "@nearside/shared/api/parts.ts";
import * as v from "valibot";
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { makeExecutable } from "../../setup/executable.mjs";
import { afterTests } from "../support/after-tests.ts";
import { startProcess } from "../support/process.ts";
import { type ServerCopy, startServerCopy } from "../support/server-copy.ts";
import { THIS_VERSION } from "../support/this-version.ts";
import { until } from "../support/until.ts";

const atEnd = afterTests();
let copy: ServerCopy;
let home: string;

beforeAll(async () => {
  copy = await startServerCopy(atEnd, await makeExecutable());
});
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "nearside-get-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
});

async function partOf(kind: string) {
  const { parts } = v.parse(list.output, await (await fetch(copy.server.issuer + list.address)).json());
  const part = parts.find((one) => one.kind === kind);
  if (part === undefined) throw new Error(`the server hands out no ${kind}`);
  return part;
}

/** While npm runs the tests, it puts the programs of our packages first. */
const OWN_PATH = (process.env["PATH"] ?? "").split(":").filter((folder) => !folder.includes("node_modules"));

async function typed(command: string) {
  const shell = await startProcess({
    command: "/bin/sh",
    args: ["-c", command],
    env: {
      PATH: OWN_PATH.join(":"),
      HOME: home,
      // Nobody may write to npm's own folder, as where Node is of the system.
      ...{ npm_config_prefix: "/proc", npm_config_audit: "false", npm_config_prefer_offline: "true" },
      // The registry may stand behind a certificate authority of its own, which npm's own folder names.
      NODE_EXTRA_CA_CERTS: process.env["NODE_EXTRA_CA_CERTS"] ?? "",
      npm_config_cache: process.env["npm_config_cache"] ?? `${process.env["HOME"]}/.npm`,
    },
    cwd: home,
  });
  const { code } = await shell.ended();
  return { code, out: shell.stdout(), said: shell.stdout() + shell.stderr() };
}

const versionOf = async (path: string): Promise<string> => (await typed(`${path} --version`)).out.trim();

describe("the command of the page", () => {
  it("installs this server's command line by npm", async () => {
    const { code, said } = await typed(npmCommand(copy.server.issuer, await partOf("command_line"), "linux"));
    expect(code, said).toBe(0);
    expect(await versionOf(join(home, ".local/bin/nearside"))).toBe(THIS_VERSION);
    const told = JSON.parse(
      (await typed(`${OWN_PATH_COMMAND}; nearside upgrade --json --issuer ${copy.server.issuer}`)).out,
    );
    expect(told).toMatchObject({ installed: { as: "global" }, servers: [{ state: "same" }] });
  });

  it("puts the single executable in its place, checked, and leaves nothing else", async () => {
    const part = await partOf("executable");
    const { code, said } = await typed(executableCommand(copy.server.issuer, part, "linux"));
    expect(code, said).toBe(0);
    expect(await versionOf(join(home, ".local/bin/nearside"))).toBe(THIS_VERSION);
  });

  it("installs nothing of which the checksum is another", async () => {
    const other = { ...(await partOf("command_line")), sha256: "0".repeat(64) };
    const npm = await typed(checkedNpmCommand(copy.server.issuer, other, "linux"));
    expect(npm.code, npm.said).not.toBe(0);
    const executable = { ...(await partOf("executable")), sha256: "0".repeat(64) };
    expect((await typed(executableCommand(copy.server.issuer, executable, "linux"))).code).not.toBe(0);
    expect((await typed(`${OWN_PATH_COMMAND}; nearside --version`)).code).toBe(127);
  });
});

describe("somebody who takes a large file slowly", () => {
  /** Begins a download and takes no more than its head. */
  async function begun(file: string): Promise<{ readonly socket: Socket; readonly head: string }> {
    const { host, port } = new URL(copy.server.issuer);
    const socket = connect(Number(port), "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.write(`GET /get/${file} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
    const [first] = await once(socket, "data");
    socket.pause();
    return { socket, head: String(first).slice(0, 200) };
  }

  it("holds up nobody, and gives the place back by going away", async () => {
    const { file } = await partOf("executable");
    const slow = await Promise.all(Array.from({ length: 16 }, () => begun(file)));
    for (const { head } of slow) expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect((await begun(file)).head).toMatch(/^HTTP\/1\.1 503 /);
    for (const path of ["/readyz", "/oauth/jwks", list.address])
      expect((await fetch(copy.server.issuer + path)).status).toBe(200);
    for (const { socket } of slow) socket.destroy();
    await until(
      async () => ((await begun(file)).head.startsWith("HTTP/1.1 200 ") ? true : undefined),
      30_000,
      () => "no place was given back",
    );
  });

  it("gets no end of a file that changes meanwhile", async () => {
    const { file, size } = await partOf("executable");
    const { socket } = await begun(file);
    await appendFile(join(copy.get, file), "x");
    let length = 0;
    socket.on("data", (chunk) => {
      length += chunk.length;
    });
    socket.resume();
    await once(socket, "close");
    expect(length).toBeLessThan(size);
    expect(copy.server.process.stderr()).toContain("the file changed while it was sent");
  });
});
