import type { Socket } from "node:net";
import { Refused } from "@nearside/shared/refused.ts";

// Messages of the SSH agent protocol (RFC 9987 §3): a length of 32 bits, and as many bytes.

/** OpenSSH's own agent takes no longer one. Bytes. */
const LONGEST = 256 * 1024;
const LENGTH_BYTES = 4;
/** A message that was begun comes whole within this time. Milliseconds. */
const WHOLE_WITHIN = 10_000;

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
      const all = Buffer.concat(held);
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

/** Writes one message; a reader that has gone is no error of ours. */
export function writeFrame(socket: Socket, message: Uint8Array): void {
  if (!socket.writable) return;
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(message.length);
  socket.write(Buffer.concat([length, message]));
}
