import { createServer, type Socket } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { listenOnLoopback } from "../../testing/listen-on-loopback.ts";
import { deliverCode } from "./deliver-code.ts";

// The code goes to the program that listens, over one connection, and to nobody who takes its place (threat R34).

const closing: (() => void)[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const close of closing.splice(0)) close();
});

/** A program that does this with each connection, and what it has read. */
async function program(answer: (socket: Socket, text: string) => void) {
  const read: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      read.push(String(chunk));
      answer(socket, String(chunk));
    });
    closing.push(() => socket.destroy());
  });
  const port = await listenOnLoopback(server);
  closing.push(() => server.close());
  return { read, at: { address: "127.0.0.1", port } as const };
}
const deliver = (at: Parameters<typeof deliverCode>[0], isTaken = async () => true) =>
  deliverCode(at, `127.0.0.1:${at.port}`, "/callback?code=secret", isTaken);

it("says that a program took it which answers, and sends no more than a browser would", async () => {
  const { at, read } = await program((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"));
  expect(await deliver(at)).toBe("delivered");
  expect(read.join("")).toMatch(/^GET \/callback\?code=secret HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\n/);
});

it("writes nothing where another program has taken the connection", async () => {
  const { at, read } = await program((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"));
  expect(await deliver(at, async () => false)).toBe("process_changed");
  expect(read).toEqual([]);
});

it.each([
  ["refuses it", (socket: Socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")],
  ["hangs up", (socket: Socket) => socket.destroy()],
  ["speaks no HTTP", (socket: Socket) => socket.end("hello")],
  ["talks without end", (socket: Socket) => socket.write("x".repeat(70_000))],
])("says that one did not take it which %s", async (_what, answer) => {
  expect(await deliver((await program(answer)).at)).toBe("not_delivered");
});

it("says so of one that is gone", async () => {
  const { at } = await program(() => undefined);
  for (const close of closing.splice(0)) close();
  expect(await deliver(at)).toBe("not_delivered");
});

it("waits a quarter of a minute for one that drips, and no longer", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let drip = (): void => undefined;
  const dripping = new Promise<void>((resolve) => {
    drip = resolve;
  });
  const { at } = await program((socket) => {
    socket.write("H");
    drip();
  });
  const delivered = deliver(at);
  await dripping;
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await delivered).toBe("not_delivered");
});
