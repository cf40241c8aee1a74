import { request } from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { type ConnectionLimits, PATIENCE } from "./connection-limits.ts";
import { createEdge } from "./edge.ts";
import { type Listening, listenTcp } from "./listen.ts";

// Real sockets: those who send slowly, or nothing, or come in crowds, and the honest client beside them.

/** Milliseconds. Much shorter than what ships, and in the same order. */
const SHORT = { headers: 600, request: 1200, nextRequest: 400, silence: 1800, look: 50 };
const LIMITS: ConnectionLimits = { connections: 20, connectionsPerAddress: 8, trustedProxies: [] };
let port: number;
let listening: Listening;
let sockets: Socket[];

async function listen(limits: Partial<ConnectionLimits> = {}): Promise<void> {
  port = await freePort();
  const app = createEdge(createLog("silent", () => 0, { write: () => {} }));
  app.get("/", (c) => c.text("ok"));
  app.post("/", async (c) => c.text(await c.req.text()));
  listening = await listenTcp(app, { host: "127.0.0.1", port }, undefined, { ...LIMITS, ...limits }, SHORT);
}
beforeEach(() => {
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await listening.stop();
});

function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  return new Promise((resolve) => {
    server.on("listening", () => {
      const { port: free } = server.address() as AddressInfo;
      server.close(() => resolve(free));
    });
  });
}

/** A connection from that address, and what became of it. */
function open(localAddress = "127.0.0.1") {
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  sockets.push(socket);
  const started = performance.now();
  let said = "";
  socket.on("data", (chunk) => {
    said += chunk;
  });
  socket.on("error", () => {});
  const ended = new Promise<{ said: string; after: number }>((resolve) => {
    socket.on("close", () => resolve({ said, after: performance.now() - started }));
  });
  return { socket, ended };
}

/** The status of one honest request. */
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

describe("who sends slowly", () => {
  it("has his headers not waited for", async () => {
    await listen();
    const slow = open();
    slow.socket.write("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    drip(slow.socket, "a");
    expect(await ask()).toBe(200);
    const { said, after } = await slow.ended;
    expect(said).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(said).not.toMatch(/^server:/im);
    expect(after).toBeLessThan(1600);
  });

  it("has his body not waited for", async () => {
    await listen();
    const slow = open();
    slow.socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
    drip(slow.socket, "a");
    expect(await ask()).toBe(200);
    expect((await slow.ended).after).toBeLessThan(2400);
  });

  it("and says nothing at all is hung up on", async () => {
    await listen();
    expect((await open().ended).after).toBeLessThan(2600);
  });

  it("and keeps a connection that he does not use loses it", async () => {
    await listen();
    const idle = open();
    idle.socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const { said } = await idle.ended;
    expect(said).toContain("200 OK");
  });

  it("has headers of no great length", async () => {
    await listen();
    const long = open();
    long.socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"a".repeat(20_000)}\r\n\r\n`);
    expect((await long.ended).said).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe("who comes in crowds", () => {
  it("takes his own places only", async () => {
    await listen();
    const crowd = Array.from({ length: 8 }, () => open());
    await expect.poll(() => ask()).toBe("ECONNRESET");
    expect(await ask("127.0.0.2")).toBe(200);
    for (const { socket } of crowd) socket.destroy();
    await expect.poll(() => ask()).toBe(200);
  });

  it("may have them all where he is the operator's own proxy", async () => {
    await listen({ trustedProxies: ["127.0.0.1"] });
    Array.from({ length: 12 }, () => open());
    expect(await ask()).toBe(200);
  });

  it("finds an end from many addresses too", async () => {
    await listen({ connections: 5 });
    const crowd = Array.from({ length: 10 }, (_, at) => open(`127.0.0.${at + 10}`));
    await expect.poll(() => ask()).not.toBe(200);
    await Promise.all(crowd.map(({ ended }) => ended));
    await expect.poll(() => ask()).toBe(200);
  });
});

it("ships with a patience that a held poll outlives", () => {
  expect(PATIENCE.silence).toBeGreaterThan(30_000);
  expect(PATIENCE.headers).toBeLessThanOrEqual(PATIENCE.request);
});
