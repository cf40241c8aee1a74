import { connect } from "node:net";
import process from "node:process";
import { DOORWAY, MAX_LINE } from "../doorway/wire.ts";

// The native host that a browser starts (protocol §4.2). It passes each message of the extension to the keeper's socket and
// the answer back, and judges nothing: the keeper does. It needs no package, so that it starts at once.

/** Chromium, "Native messaging protocol": a length in the machine's own byte order, then so many bytes of JSON. */
const LENGTH_BYTES = 4;
const LINE_FEED = 0x0a;
const NO_KEEPER = '{"refused":"no_keeper"}';

const [, , keeper = ""] = process.argv;

let held = Buffer.alloc(0);
process.stdin.on("data", (chunk: Buffer) => {
  held = Buffer.concat([held, chunk]);
  while (held.length >= LENGTH_BYTES) {
    const length = held.readUInt32LE(0);
    if (length > MAX_LINE) process.exit(1);
    if (held.length < LENGTH_BYTES + length) return;
    pass(held.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
    held = held.subarray(LENGTH_BYTES + length);
  }
});
process.stdin.on("end", () => process.exit(0));
// The browser has gone, and the answer with it.
process.stdout.on("error", () => process.exit(0));

/** A message with a line feed of its own would be two lines for the keeper. JSON needs none. */
function pass(message: Buffer): void {
  if (message.includes(LINE_FEED)) process.exit(1);
  let answer = Buffer.alloc(0);
  let isAnswered = false;
  const end = (text: Buffer | string): void => {
    if (!isAnswered) write(Buffer.from(text));
    isAnswered = true;
    socket.destroy();
  };
  const socket = connect(keeper, () => {
    socket.write(
      Buffer.concat([Buffer.from(`{"nearside":${DOORWAY},"verb":"hello","body":`), message, Buffer.from("}\n")]),
    );
  });
  socket.on("data", (chunk) => {
    answer = Buffer.concat([answer, chunk]);
    const at = answer.indexOf(LINE_FEED);
    if (at !== -1) end(answer.subarray(0, at));
    else if (answer.length > MAX_LINE) process.exit(1);
  });
  socket.on("error", () => end(NO_KEEPER));
  socket.on("close", () => end(NO_KEEPER));
}

function write(text: Buffer): void {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length);
  process.stdout.write(Buffer.concat([length, text]));
}
