// Changes that a hostile author makes to a good body (threat P7), for the tests of the server's parts and of the whole
// alike.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type Members = { readonly [name: string]: Json };

export const isMembers = (value: Json | undefined): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Values that none of our members accepts. */
const WRONG: readonly (readonly [what: string, value: Json])[] = [
  ["null", null],
  ["a number", 7],
  ["half a number below nothing", -1.5],
  ["a text with NUL", "\0"],
  ["half a character", "\ud800"],
  ["nothing", ""],
  ["letters of other alphabets", "ſé\u202e\u{1f701}"],
  ["a list", []],
  ["a list in a list in a list", [[["x"]]]],
  ["an object", {}],
  ["a text longer than any", "x".repeat(20_000)],
  ["an object with a prototype", { constructor: { prototype: 1 } }],
];

/**
 * Each change of one member, at every level, with its name: left out, wrong in each way, put in a list, and one too
 * many.
 */
export function* changesOf(body: Members, at = ""): Generator<readonly [what: string, changed: Json]> {
  for (const [name, value] of Object.entries(body)) {
    const path = `${at}${name}`;
    const { [name]: _, ...without } = body;
    yield [`no ${path}`, without];
    for (const [what, wrong] of WRONG) yield [`${what} as ${path}`, { ...body, [name]: wrong }];
    if (typeof value === "string") yield [`${path} in a list`, { ...body, [name]: [value] }];
    if (isMembers(value))
      for (const [what, inner] of changesOf(value, `${path}.`)) yield [what, { ...body, [name]: inner }];
  }
  yield [`one more member in ${at || "the body"}`, { ...body, surprise: 1 }];
}

const DEPTH = 15_000;
const bytes = (...values: readonly number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);
const utf16 = (text: string) => bytes(...[...text].flatMap((letter) => [letter.charCodeAt(0), 0]));

/** Bodies that are no JSON as JSON.stringify writes it, or that no address here expects. */
export const NO_JSON: readonly (readonly [what: string, body: string | Uint8Array<ArrayBuffer>])[] = [
  ["nothing", ""],
  ["null", "null"],
  ["a list", "[]"],
  ["a text", '"x"'],
  ["a number", "1"],
  ["half an object", '{"a":'],
  ["white space", "{ }"],
  ["a line end after it", "{}\n"],
  ["two objects", "{}{}"],
  ["no UTF-8", bytes(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
  ["an overlong slash", bytes(0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d)],
  ["UTF-16", utf16('{"a":1}')],
  ["a byte order mark", bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d)],
  ["one name twice", '{"request":"a","request":"b"}'],
  ["a prototype", '{"__proto__":{"alert":true}}'],
  ["lists in lists", `${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}`],
  ["objects in objects", `${'{"a":'.repeat(DEPTH / 2)}1${"}".repeat(DEPTH / 2)}`],
  ["lists without end", "[".repeat(2 * DEPTH)],
  ["a number that is too large", '{"a":1e400}'],
  ["four thousand names", JSON.stringify(Object.fromEntries(Array.from({ length: 4000 }, (_, at) => [`n${at}`, at])))],
  ["more than any body", JSON.stringify({ a: "x".repeat(70_000) })],
];
