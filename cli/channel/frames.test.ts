import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readFrames, writeFrame } from "./frames.ts";

const LONGEST = 256 * 1024;
let near: Socket;
let far: Socket;
let end: () => void;

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), "nearside-frames-"));
  const path = join(folder, "socket");
  const server = createServer();
  const accepted = new Promise<Socket>((resolve) => server.once("connection", resolve));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  far = connect(path);
  near = await accepted;
  for (const socket of [near, far]) socket.on("error", () => undefined);
  end = () => {
    for (const socket of [near, far]) socket.destroy();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
});
afterEach(() => {
  vi.useRealTimers();
  end();
});

const lengthOf = (length: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
};

const arrived = (bytes: number): Promise<void> => vi.waitUntil(() => near.bytesRead >= bytes).then(() => undefined);

async function framesRead(): Promise<readonly number[]> {
  const lengths: number[] = [];
  for await (const frame of readFrames(near)) lengths.push(frame.length);
  return lengths;
}

describe("messages of the agent protocol", () => {
  it("are read whole, however they come, up to the longest", async () => {
    const read = framesRead();
    for (const piece of [lengthOf(3).subarray(0, 2), lengthOf(3).subarray(2), Buffer.from("ab"), Buffer.from("c")]) {
      far.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    far.end(Buffer.concat([lengthOf(1), Buffer.alloc(1), lengthOf(LONGEST), Buffer.alloc(LONGEST)]));
    expect(await read).toEqual([3, 1, LONGEST]);
  });

  it.each([0, LONGEST + 1, 0xffff_ffff])(
    "are refused by their length alone, before anything more comes: %d",
    async (length) => {
      const read = framesRead();
      far.write(lengthOf(length));
      await expect(read).rejects.toMatchObject({ code: "malformed" });
    },
  );

  it("are refused where they come as a flood", async () => {
    const read = framesRead();
    far.write(Buffer.concat(Array.from({ length: 1025 }, () => Buffer.concat([lengthOf(1), Buffer.alloc(1)]))));
    await expect(read).rejects.toMatchObject({ code: "malformed" });
  });

  it("are refused where they break off", async () => {
    const read = framesRead();
    far.end(Buffer.concat([lengthOf(5), Buffer.from("abc")]));
    await expect(read).rejects.toMatchObject({ code: "malformed" });
  });

  it("come whole within ten seconds, or not at all, however often a piece comes", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const read = expect(framesRead()).rejects.toMatchObject({ code: "malformed" });
    far.write(Buffer.concat([lengthOf(5), Buffer.from("a")]));
    await arrived(5);
    vi.advanceTimersByTime(6000);
    far.write("b");
    await arrived(6);
    vi.advanceTimersByTime(4000);
    await read;
  });

  it("leave nothing behind, in however many pieces they come", async () => {
    const read = framesRead();
    const message = Buffer.concat([lengthOf(300), Buffer.alloc(300)]);
    for (const byte of message) {
      far.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await arrived(message.length);
    expect(near.eventNames().every((name) => near.listenerCount(name) < 10)).toBe(true);
    far.end();
    expect(await read).toEqual([300]);
  });

  it("are written no faster than they are read", async () => {
    let written = 0;
    const writing = (async () => {
      for (; written < 64; written += 1) await writeFrame(near, Buffer.alloc(LONGEST));
    })();
    await vi.waitFor(() => expect(near.writableNeedDrain).toBe(true));
    const before = written;
    await new Promise((resolve) => setImmediate(resolve));
    expect([written, near.writableLength <= 2 * LONGEST]).toEqual([before, true]);
    far.resume();
    await writing;
    expect(written).toBe(64);
  });

  it("a reader that has gone keeps nobody waiting", async () => {
    far.destroy();
    await new Promise((resolve) => near.once("close", resolve));
    await writeFrame(near, Buffer.alloc(LONGEST));
  });
});
