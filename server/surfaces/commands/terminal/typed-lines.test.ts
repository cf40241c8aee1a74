import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { TypedLines } from "./typed-lines.ts";

function streams() {
  const input = new PassThrough();
  const output = new PassThrough();
  return { input, output, lines: new TypedLines({ input, output }) };
}

it("gives one line for each question, though all came at once", async () => {
  const { input, output, lines } = streams();
  input.end("2\nlast line without its end");
  expect([await lines.ask("Which? "), await lines.ask("Words: "), await lines.ask("More? ")]).toEqual([
    "2",
    "last line without its end",
    undefined,
  ]);
  output.end();
  expect(await text(output)).toBe("Which? Words: More? \n");
});

it("waits for a line that comes late", async () => {
  const { input, lines } = streams();
  const answer = lines.ask("Words: ");
  input.write("slow");
  input.write("ly\n");
  expect(await answer).toBe("slowly");
  lines.close();
});

it("ends a question when it is closed, and can be closed before any", async () => {
  const { lines } = streams();
  const answer = lines.ask("Words: ");
  lines.close();
  expect(await answer).toBeUndefined();
  streams().lines.close();
});
