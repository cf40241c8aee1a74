// M13: the server takes another socket for systemd's, or a socket unit opens it to other machines without TLS. The settings were
// checked against another address then; the same is demanded of the socket itself, before anything is answered.
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { serverVariables } from "../../setup/server.mjs";
import { freePort } from "../kit/free-port.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Process, startProcess } from "../support/process.ts";
import { serverProgram } from "../support/server-program.ts";
import { until } from "../support/until.ts";

const STARTED_MS = 60_000;
/** sysexits.h EX_CONFIG: a person has to fix it. */
const MEND = 78;

/** Does what systemd does: it hears datagrams, and closes the descriptors that come with them, by which the sender knows that it was heard. */
const HEARS = `
import socket, sys
notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notices.bind(sys.argv[1])
print("hearing")
while True:
    print(notices.recv(4096).decode())`;

const atEnd = afterTests();
let folder: string;
let program: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-passed-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  program = await serverProgram();
});

/** The server, behind a program that holds these sockets as systemd does and starts it with the first connection. */
async function activated(sockets: readonly string[], settings: Readonly<Record<string, string>>): Promise<Process> {
  const env = { PATH: process.env["PATH"] ?? "", ...serverVariables(), ...settings };
  const named = Object.entries(env).map(([name, value]) => `--setenv=${name}=${value}`);
  const systemd = await startProcess({
    command: "systemd-socket-activate",
    args: [...sockets.map((at) => `--listen=${at}`), ...named, process.execPath, ...program, "start"],
    env,
  });
  onTestFinished(async () => void (await systemd.stop()));
  await systemd.printed(/Listening on/);
  return systemd;
}

const newSettings = async (name: string) => ({
  NEARSIDE_ISSUER: "https://login.example.com",
  NEARSIDE_PORT: String(await freePort()),
  NEARSIDE_DATA_DIR: join(folder, name),
  NEARSIDE_LOG_FORMAT: "json",
});

const health = (port: number): Promise<number | undefined> =>
  fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ status }) => status,
    () => undefined,
  );

it("listens on the socket of systemd, tells systemd, and answers a request that came before the server", async () => {
  const port = await freePort();
  const notices = join(folder, "notify");
  const systemd = await startProcess({ command: "/usr/bin/python3", args: ["-uc", HEARS, notices], env: {} });
  await systemd.printed(/hearing/);
  onTestFinished(async () => void (await systemd.stop()));
  const settings = { ...(await newSettings("honest")), NOTIFY_SOCKET: notices, WATCHDOG_USEC: "300000" };
  const server = await activated([`127.0.0.1:${port}`], settings);
  expect(await health(port)).toBe(200); // it is the first connection that starts the server
  expect(await health(Number(settings.NEARSIDE_PORT))).toBeUndefined();
  await systemd.printed(/READY=1[\s\S]*WATCHDOG=1[\s\S]*WATCHDOG=1/, STARTED_MS);
  expect(server.stderr()).toContain(`"listen":{"host":"127.0.0.1","port":${port}}`);
  expect(await server.stop()).toEqual({ code: 0, signal: null });
  await systemd.printed(/STOPPING=1/);
});

it.each([
  ["of all networks, without TLS", (port: number) => [`0.0.0.0:${port}`], "which other machines reach"],
  ["of IPv6, without TLS", (port: number) => [`[::]:${port}`], "which other machines reach"],
  ["of files, by which clients have no address", () => [join(folder, "http.sock")], "is not a TCP socket"],
  ["that are two", (port: number) => [`127.0.0.1:${port}`, `127.0.0.2:${port}`], "systemd passed 2 sockets"],
])("ends the server, which answers nobody, at a socket %s", async (_, socketsOn, sentence) => {
  const port = await freePort();
  const [first = "", ...more] = socketsOn(port);
  const server = await activated([first, ...more], await newSettings("refused"));
  const caller = connect(
    first.startsWith("/") ? { path: first } : { host: first.includes("[") ? "::1" : "127.0.0.1", port },
  );
  let heard = "";
  const closed = new Promise<void>((resolve) => {
    caller.on("error", () => {}).on("close", () => resolve());
  });
  caller.on("data", (chunk) => {
    heard += String(chunk);
  });
  caller.write("GET /healthz HTTP/1.1\r\nHost: login.example.com\r\n\r\n");
  expect(await server.ended(STARTED_MS)).toEqual({ code: MEND, signal: null });
  await closed;
  expect(heard).toBe("");
  expect(server.stderr()).toContain(sentence);
});

it("ignores the variables of another process, whatever its descriptors are here", async () => {
  const settings = await newSettings("inherited");
  const env = { PATH: process.env["PATH"] ?? "", ...serverVariables(), ...settings };
  const server = await startProcess({
    command: process.execPath,
    args: [...program, "start"],
    env: { ...env, LISTEN_PID: String(process.pid), LISTEN_FDS: "1" },
  });
  onTestFinished(async () => void (await server.stop()));
  const answered = async () => (await health(Number(settings.NEARSIDE_PORT))) ?? undefined;
  expect(await until(answered, STARTED_MS, () => server.stderr())).toBe(200);
});
