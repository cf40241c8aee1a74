import type { Socket } from "node:net";
import { Refused } from "@nearside/shared/refused.ts";

// Messages of the SSH agent protocol (RFC 9987 §3): a length of 32 bits, and as many bytes.

/** OpenSSH's own agent takes no longer one. Bytes. */
const LONGEST = 256 * 1024;
const LENGTH_BYTES = 4;
/** A message that was begun comes whole within this time. Milliseconds. */
const WHOLE_WITHIN = 10_000;
/** So many in one piece are a flood: an agent is asked one thing after the other. */
const MOST_AT_ONCE = 1024;
/** Answers are read within this time. Milliseconds. */
const READ_WITHIN = 10_000;

/**
 * Reads messages until the other side ends. No more than one message is held at a time, and a reader that is busy makes
 * the other side wait.
 *
 * @throws Refused `malformed` for an empty or too long message, for one that does not come to its end, and for a flood of them
 */
export async function* readFrames(socket: Socket): AsyncGenerator<Buffer, void, undefined> {
  let late: NodeJS.Timeout | undefined;
  const begin = (): Frame => {
    // One time for the whole message: a sender chooses how many pieces it has.
    late = setTimeout(() => socket.destroy(new Refused("malformed", "frame")), WHOLE_WITHIN);
    return new Frame();
  };
  let frame: Frame | undefined;
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      if (!(chunk instanceof Buffer)) throw new Refused("malformed", "frame");
      let count = 0;
      for (let rest = chunk; rest.length > 0; ) {
        frame ??= begin();
        rest = frame.take(rest);
        const { content } = frame;
        if (content === undefined) continue;
        clearTimeout(late);
        frame = undefined;
        count += 1;
        if (count > MOST_AT_ONCE) throw new Refused("malformed", "frame");
        yield content;
      }
    }
  } finally {
    clearTimeout(late);
  }
  if (frame !== undefined) throw new Refused("malformed", "frame");
}

/** One message that comes in pieces, however small. */
class Frame {
  /** The whole message without its length, once it is there. */
  content: Buffer | undefined;
  #wanted: number | undefined;
  #held: Buffer = Buffer.alloc(0);
  #length = 0;

  /** @returns what is left of the piece @throws Refused `malformed` */
  take(piece: Buffer): Buffer {
    const wanted = this.#wanted ?? LENGTH_BYTES;
    const [mine, rest] = [piece.subarray(0, wanted - this.#length), piece.subarray(wanted - this.#length)];
    // Bytes that came in one piece are never copied, for a sender puts thousands of messages into one.
    if (this.#wanted !== undefined && mine.length === wanted) this.content = mine;
    else {
      this.#keep(mine, wanted);
      if (this.#length === wanted) this.#complete(wanted);
    }
    return rest;
  }

  #complete(wanted: number): void {
    const whole = this.#held.subarray(0, wanted);
    if (this.#wanted !== undefined) {
      this.content = whole;
      return;
    }
    this.#wanted = whole.readUInt32BE(0);
    this.#length = 0;
    if (this.#wanted === 0 || this.#wanted > LONGEST) throw new Refused("malformed", "frame");
  }

  /** Room is made as bytes come, and not because a length was claimed. */
  #keep(piece: Buffer, wanted: number): void {
    const length = this.#length + piece.length;
    if (this.#held.length < length) {
      const larger = Buffer.alloc(Math.min(wanted, Math.max(length, 2 * this.#held.length)));
      this.#held.copy(larger, 0, 0, this.#length);
      this.#held = larger;
    }
    piece.copy(this.#held, this.#length);
    this.#length = length;
  }
}

/**
 * Writes one message, and waits until the other side has room for a further one: a side that reads no answers gets none, and fills no memory
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
