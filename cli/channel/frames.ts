import type { Socket } from "node:net";
import { Refused } from "@nearside/shared/refused.ts";

// Messages of the SSH agent protocol (RFC 9987 §3): a length of 32 bits, and as many bytes.

/** OpenSSH's own agent takes no longer one. Bytes. */
const LONGEST = 256 * 1024;
const LENGTH_BYTES = 4;
/** A message that was begun comes whole within this time. Milliseconds. */
const WHOLE_WITHIN = 10_000;
/** Answers are read within this time. Milliseconds. */
const READ_WITHIN = 10_000;

/**
 * Reads messages until the other side ends. No more than one message is held at a time, and a reader that is busy makes
 * the other side wait.
 *
 * @throws Refused `malformed` for an empty or too long message, and for one that does not come to its end
 */
export async function* readFrames(socket: Socket): AsyncGenerator<Buffer, void, undefined> {
  let held: Buffer[] = [];
  let length = 0;
  const late = (): void => void socket.destroy(new Refused("malformed", "frame"));
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Buffer)) throw new Refused("malformed", "frame");
    held.push(chunk);
    length += chunk.length;
    for (;;) {
      if (length < LENGTH_BYTES) break;
      // Pieces are put together once, when all are there: a sender chooses how small they are.
      if ((held[0]?.length ?? 0) < LENGTH_BYTES) held = [Buffer.concat(held)];
      const wanted = held[0]?.readUInt32BE(0) ?? 0;
      if (wanted === 0 || wanted > LONGEST) throw new Refused("malformed", "frame");
      if (length < LENGTH_BYTES + wanted) break;
      // What came in one piece is never copied: a sender puts thousands of messages into one.
      const [first] = held;
      const all = held.length === 1 && first !== undefined ? first : Buffer.concat(held);
      const frame = all.subarray(LENGTH_BYTES, LENGTH_BYTES + wanted);
      const rest = all.subarray(LENGTH_BYTES + wanted);
      held = rest.length === 0 ? [] : [rest];
      length = rest.length;
      socket.setTimeout(0);
      yield frame;
    }
    if (length > 0) socket.setTimeout(WHOLE_WITHIN, late);
  }
  if (length > 0) throw new Refused("malformed", "frame");
}

/**
 * Writes one message, and waits until the other side has room for a further one: whoever reads no answers gets none, and fills no memory
 * here. A reader that has gone is no error of ours; one that reads nothing for too long is taken for one.
 */
export async function writeFrame(socket: Socket, message: Uint8Array): Promise<void> {
  if (!socket.writable) return;
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(message.length);
  if (socket.write(Buffer.concat([length, message]))) return;
  await new Promise<void>((resolve) => {
    const late = setTimeout(() => socket.destroy(), READ_WITHIN);
    const done = (): void => {
      clearTimeout(late);
      socket.off("drain", done);
      socket.off("close", done);
      resolve();
    };
    socket.once("drain", done);
    socket.once("close", done);
  });
}
