// Answers that a hostile author may get.
import * as v from "valibot";
import { expect } from "vitest";

/** A closed code, a sentence, and no echo of what was sent. */
const errorSchema = v.strictObject({
  error: v.pipe(v.string(), v.regex(/^[a-z_]+$/)),
  error_description: v.pipe(v.string(), v.regex(/^[A-Z][^\n]*\.$|^[a-z_]+ [^\n]*\.$/), v.maxLength(400)),
  refusal: v.optional(v.pipe(v.string(), v.regex(/^[a-z_]+$/))),
  server_time: v.optional(v.number()),
});

interface Spoken {
  readonly status: number;
  readonly text: string;
}

export function expectRefusedInput(what: string, { status, text }: Spoken): void {
  expect([what, Math.floor(status / 100)], text).toEqual([what, 4]);
  const read = v.safeParse(errorSchema, JSON.parse(text));
  expect(read.success, `${what}: ${text}`).toBe(true);
}
