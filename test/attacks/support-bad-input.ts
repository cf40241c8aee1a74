// What a hostile author makes of a body that was good, and what he may hear.
import * as v from "valibot";
import { expect } from "vitest";

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type Members = { readonly [name: string]: Json };

const DEPTH = 15_000;
const bytes = (...values: readonly number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);

/** Bodies that are no JSON as JSON.stringify writes it, or none that anybody here asks for. */
export const NO_JSON: readonly (readonly [what: string, body: string | Uint8Array<ArrayBuffer>])[] = [
  ["nothing", ""],
  ["null", "null"],
  ["a list", "[]"],
  ["a text", '"x"'],
  ["half an object", '{"a":'],
  ["white space", "{ }"],
  ["a line end after it", "{}\n"],
  ["two objects", "{}{}"],
  ["no UTF-8", bytes(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
  ["an overlong slash", bytes(0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d)],
  ["UTF-16", Uint8Array.from(Buffer.from('{"a":1}', "utf16le"))],
  ["a byte order mark", bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d)],
  ["one name twice", '{"request":"a","request":"b"}'],
  ["a prototype", '{"__proto__":{"alert":true}}'],
  ["lists in lists", `${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}`],
  ["objects in objects", `${'{"a":'.repeat(DEPTH / 2)}1${"}".repeat(DEPTH / 2)}`],
  ["lists without end", "[".repeat(30_000)],
  ["a number too large", '{"a":1e400}'],
  ["ten thousand names", JSON.stringify(Object.fromEntries(Array.from({ length: 4000 }, (_, at) => [`n${at}`, at])))],
  ["more than any body", JSON.stringify({ a: "x".repeat(70_000) })],
];

/** Values that no member of ours takes, whatever it is. */
const WRONG: readonly Json[] = [null, -1.5, "\0", "\ud800", "", [], {}, "x".repeat(20_000), [[["x"]]]];

/** Each member left out, wrong in each way, and one too many; at every level. */
export function* changesOf(body: Members): Generator<Json> {
  for (const [name, value] of Object.entries(body)) {
    const { [name]: _, ...without } = body;
    yield without;
    for (const wrong of WRONG) yield { ...body, [name]: wrong };
    if (isMembers(value)) for (const inner of changesOf(value)) yield { ...body, [name]: inner };
  }
  yield { ...body, surprise: 1 };
}

const isMembers = (value: Json): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

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
