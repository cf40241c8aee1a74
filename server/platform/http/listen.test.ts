import { once } from "node:events";
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../../../test/kit/free-port.ts";
import { createEdge } from "../../surfaces/edge/edge.ts";
import { createLog } from "../log/log.ts";
import { type ConnectionLimits, PATIENCE, type Patience, patienceWith } from "./connection-limits.ts";
import { type Listening, listenTcp } from "./listen.ts";
import { onlyOurHost } from "./only-our-host.ts";

// The tests use real sockets: clients that send slowly, send nothing or come in crowds, and the honest client beside them.

/**
 * A time in milliseconds that no test reaches. Only the limit that a test makes short is reached, so it alone can have ended
 * a connection.
 */
const NEVER = 3_600_000;
const PATIENT: Patience = { headers: NEVER, request: NEVER, nextRequest: NEVER, silence: NEVER, look: 50 };
const LIMITS: ConnectionLimits = { connections: 20, connectionsPerAddress: 8, trustedProxies: [] };
/** Node closes a connection that much later than it announces (`keepAliveTimeoutBuffer`). */
const KEPT_LONGER_MS = 1000;
let port: number;
let listening: Listening;
let sockets: Socket[];

async function listen(
  limits: Partial<ConnectionLimits> = {},
  patience: Partial<Patience> = {},
  issuer?: string,
): Promise<void> {
  port = await freePort();
  const app = createEdge(createLog("silent", () => 0, { write: () => {} }));
  if (issuer !== undefined) app.use(onlyOurHost(issuer, []));
  app.get("/", (c) => c.text("ok"));
  app.post("/", async (c) => c.text(await c.req.text()));
  const at = { host: "127.0.0.1", port };
  const all: [ConnectionLimits, Patience] = [
    { ...LIMITS, ...limits },
    { ...PATIENT, ...patience },
  ];
  listening = await listenTcp({ clock: Date.now }, app, at, undefined, ...all);
}
beforeEach(() => {
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await listening.stop();
});

/** Opens a connection from that address, and reports how it ended. */
function open(localAddress = "127.0.0.1") {
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  sockets.push(socket);
  let received = "";
  socket.on("data", (chunk) => {
    received += chunk;
  });
  socket.on("error", () => {});
  const ended = new Promise<string>((resolve) => {
    socket.on("close", () => resolve(received));
  });
  return { socket, ended };
}

/** Sends one honest request and returns its status. */
function ask(localAddress = "127.0.0.1"): Promise<number | string> {
  return new Promise((resolve) => {
    const asking = request({ port, host: "127.0.0.1", localAddress, agent: false }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
    });
    asking.on("error", (error) => resolve("code" in error ? String(error.code) : error.name));
    asking.end();
  });
}

/** Sends a byte again and again. */
function drip(socket: Socket, byte: string): void {
  const timer = setInterval(() => socket.write(byte), 40);
  socket.on("close", () => clearInterval(timer));
}

describe("a client that sends slowly", () => {
  it("is disconnected while its headers are missing", async () => {
    await listen({}, { headers: 300 });
    const slow = open();
    slow.socket.write("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    drip(slow.socket, "a");
    expect(await ask()).toBe(200);
    const received = await slow.ended;
    expect(received).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(received).not.toMatch(/^server:/im);
  });

  it("is disconnected while its body is missing", async () => {
    await listen({}, { headers: 300, request: 600 });
    const slow = open();
    slow.socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
    drip(slow.socket, "a");
    expect(await ask()).toBe(200);
    expect(await slow.ended).not.toContain("200 OK");
  });

  it.each(["headers", "silence"] as const)("and sends nothing at all is disconnected (%s)", async (limit) => {
    await listen({}, { [limit]: 300 });
    expect(await open().ended).not.toContain("200 OK");
  });

  it("and keeps a connection that it does not use loses it", async () => {
    await listen({}, { nextRequest: 300 });
    const idle = open();
    idle.socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    expect(await idle.ended).toContain("200 OK");
  });

  it("and has asked before its time was over is answered, though the server stood still for longer", async () => {
    await listen({}, { nextRequest: 1 });
    const { socket } = open();
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await once(socket, "data");
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n"); // is in the server's buffer at once
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1 + KEPT_LONGER_MS + 200);
    const [second] = await Promise.race([once(socket, "data"), once(socket, "close")]);
    expect(String(second)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("has headers of no great length", async () => {
    await listen();
    const long = open();
    long.socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"a".repeat(20_000)}\r\n\r\n`);
    expect(await long.ended).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe("a crowd of connections", () => {
  it("takes only the places of its own address", async () => {
    await listen();
    const crowd = Array.from({ length: 8 }, () => open());
    await expect.poll(() => ask()).toBe("ECONNRESET");
    expect(await ask("127.0.0.2")).toBe(200);
    for (const { socket } of crowd) socket.destroy();
    await expect.poll(() => ask()).toBe(200);
  });

  it("may take all places if it comes from the operator's own proxy", async () => {
    await listen({ trustedProxies: ["127.0.0.1"] });
    Array.from({ length: 12 }, () => open());
    expect(await ask()).toBe(200);
  });

  it("finds an end from many addresses too", async () => {
    await listen({ connections: 5 });
    const crowd = Array.from({ length: 10 }, (_, at) => open(`127.0.0.${at + 10}`));
    await expect.poll(() => ask()).not.toBe(200);
    for (const { socket } of crowd) socket.destroy();
    await expect.poll(() => ask()).toBe(200);
  });
});

it("answers who connected before it stopped listening, though the server had not taken the connection yet", async () => {
  await listen();
  const { socket, ended } = open(); // the system completes it within this turn
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
  await listening.stop();
  expect(await ended).toMatch(/^HTTP\/1\.1 200 /);
});

it("ships with a patience that a held poll outlives", () => {
  expect(PATIENCE.silence).toBeGreaterThan(30_000);
  expect(PATIENCE.headers).toBeLessThanOrEqual(PATIENCE.request);
});

it("ships with a patience for connections that is longer than a proxy's", () => {
  expect(patienceWith({ trustedProxies: ["10.0.0.1"] }).nextRequest).toBeGreaterThan(60_000);
  expect(patienceWith({ trustedProxies: [] })).toBe(PATIENCE);
});

describe("a request that names several hosts (RFC 9112 section 3.2)", () => {
  const OURS = "login.example";
  const statusOf = async (target: string, ...hosts: readonly string[]): Promise<string | undefined> => {
    const { socket, ended } = open();
    const lines = [`GET ${target} HTTP/1.1`, ...hosts.map((host) => `Host: ${host}`), "Connection: close"];
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    return /^HTTP\/1\.1 ([0-9]+)/.exec(await ended)?.[1];
  };
  it("is answered if its target and its Host are ours", async () => {
    await listen({}, {}, `http://${OURS}`);
    for (const target of ["/", `http://${OURS}/`, `http://${OURS}:80/`, `http://LOGIN.example/?a`])
      expect(await statusOf(target, OURS), target).toBe("200");
  });

  it("is refused if one of them is another's, and if there are several Hosts or none", async () => {
    await listen({}, {}, `http://${OURS}`);
    const others = [
      "other.example",
      `${OURS}.other.example`,
      `${OURS}:81`,
      `user@${OURS}`,
      `${OURS}:80@other.example`,
      "",
    ];
    for (const other of others) {
      expect(await statusOf(`http://${other}/`, OURS), other).toMatch(/^4(00|21)$/);
      expect(await statusOf("/", other), other).toMatch(/^4(00|21)$/);
      expect(await statusOf(`http://${OURS}/`, other), other).toMatch(/^4(00|21)$/);
    }
    for (const hosts of [[OURS, OURS], [OURS, "other.example"], ["other.example", OURS], []])
      expect(await statusOf("/", ...hosts), hosts.join()).toBe("400");
    for (const target of ["*", "ftp://login.example/", "login.example:80"])
      expect(await statusOf(target, OURS), target).toBe("400");
  });
});
