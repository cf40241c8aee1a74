// Says how an honest message is spoilt, as plain numbers and values, so that a seed makes the same again: which place is meant
// is a number that is taken modulo the places that there are.
import fc from "fast-check";
import type { Json } from "../kit/hostile-json.ts";

/** A change of a text. */
export interface Edit {
  readonly how:
    | "append"
    | "bit"
    | "case"
    | "cut"
    | "double"
    | "drop"
    | "insert"
    | "pad"
    | "percent"
    | "repeat"
    | "replace"
    | "swap";
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

/** One change of a message. `at` says where. */
export type Step =
  | { readonly kind: "value"; readonly at: number; readonly value: Json }
  | { readonly kind: "drop"; readonly at: number }
  | { readonly kind: "add"; readonly at: number; readonly name: string; readonly value: Json }
  | { readonly kind: "rename"; readonly at: number; readonly name: string }
  | { readonly kind: "wrap"; readonly at: number; readonly levels: number; readonly as: "list" | "object" }
  | { readonly kind: "swap"; readonly at: number; readonly by: number }
  | { readonly kind: "borrow"; readonly at: number; readonly by: number }
  | { readonly kind: "text"; readonly at: number; readonly edit: Edit }
  /** Inside a statement, whose parts are JSON again. */
  | { readonly kind: "claim"; readonly at: number; readonly step: Step; readonly sign: "kept" | "own" | "stranger" };

interface Recipe {
  readonly steps: readonly Step[];
  /** Changes of the body once it is written. */
  readonly edits: readonly Edit[];
  /** Changes of what carries it: address, headers. */
  readonly frame: readonly FrameStep[];
}

export type FrameStep =
  | { readonly kind: "header"; readonly name: string; readonly value: string }
  | { readonly kind: "path"; readonly edit: Edit }
  | { readonly kind: "method"; readonly method: string };

const place = fc.nat({ max: 1_000_000 });

const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "",
  "0",
  "a.b",
  "\0",
  "jku",
  "crit",
];
const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: "binary", maxLength: 12 }));

const TEXTS = [
  ...["", " ", "\0", "\ud800", "\ufeff", "\u202e", "\r\n", "é", "e\u0301", "💥", "NaN", "1e400", "-0", "null", "true"],
  ...[
    "__proto__",
    "constructor",
    "../../",
    "%00",
    "%ff",
    "..%2f",
    "' OR 1=1 --",
    "<script>",
    "{{7*7}}",
    "{}",
    "[]",
    "=",
  ],
  ...[
    "http://127.0.0.1:1",
    "javascript:1",
    "https://login.example.com/",
    "rq_AAAAAAAAAAAAAAAAAAAAAA",
    "a.b.c",
    "..",
    ".",
  ],
];
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 24 }) },
  fc.string({ maxLength: 24 }),
  { weight: 1, arbitrary: fc.constantFrom("x".repeat(300), "A".repeat(20_000), "é".repeat(40_000)) },
);

const NUMBERS = [
  0,
  -1,
  0.1,
  1e21,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 63),
  Number.MAX_VALUE,
  5e-324,
  65_536,
  1023,
];
const number = fc.oneof(fc.constantFrom(...NUMBERS), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
const named = fc
  .constantFrom(...NAMES)
  .map((own): Json => JSON.parse(`{${JSON.stringify(own)}:{"admin":true}}`) as Json);
const value: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, [], {}, [[]], [{}], "", 0),
  text,
  number.map((finite) => (Number.isFinite(finite) ? finite : 0)),
  named,
  fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }).map((made) => JSON.parse(JSON.stringify(made)) as Json),
);

const edit: fc.Arbitrary<Edit> = fc.record({
  how: fc.constantFrom<Edit["how"]>(
    ...([
      "append",
      "bit",
      "bit",
      "case",
      "cut",
      "double",
      "drop",
      "insert",
      "pad",
      "percent",
      "repeat",
      "replace",
      "swap",
    ] as const),
  ),
  at: place,
  length: fc.nat({ max: 40 }),
  text,
});

const simpleStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("value" as const), at: place, value }) },
  fc.record({ kind: fc.constant("drop" as const), at: place }),
  fc.record({ kind: fc.constant("add" as const), at: place, name, value }),
  fc.record({ kind: fc.constant("rename" as const), at: place, name }),
  fc.record({
    kind: fc.constant("wrap" as const),
    at: place,
    levels: fc.constantFrom(1, 2, 31, 33, 500),
    as: fc.constantFrom("list" as const, "object" as const),
  }),
  fc.record({ kind: fc.constant("swap" as const), at: place, by: place }),
  fc.record({ kind: fc.constant("borrow" as const), at: place, by: place }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("text" as const), at: place, edit }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: simpleStep },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("claim" as const),
      at: place,
      step: simpleStep,
      sign: fc.constantFrom("kept" as const, "own" as const, "own" as const, "stranger" as const),
    }),
  },
);

const HEADERS = [
  ...["content-type", "content-encoding", "content-length", "transfer-encoding", "host", "cookie", "dpop", "origin"],
  ...["expect", "upgrade", "connection", "accept", "authorization", "x-forwarded-for", "forwarded", "range", "x"],
  ...["sec-fetch-site", "sec-fetch-mode", "if-none-match", "x-http-method-override", "__proto__"],
];
const HEADER_VALUES = [
  ...[
    "",
    "x",
    "gzip",
    "chunked",
    "identity",
    "100-continue",
    "-1",
    "0",
    "99999999999",
    "1e3",
    "h2c",
    "close, x",
    "*/*",
  ],
  ...[
    "application/json",
    "application/json; charset=utf-16",
    "text/plain",
    "application/x-www-form-urlencoded",
    "null",
  ],
  ...[
    "127.0.0.1",
    "evil.example",
    "__Host-nearside=x",
    "a=b; a=c",
    "bytes=0-",
    "a, b",
    "x".repeat(9000),
    "x".repeat(20_000),
  ],
  ...["chrome-extension://abcdefghijklmnopabcdefghijklmnop", "a.b.c", "[::1", "://", "%", "\u00ff\u0080"],
];
const frame: fc.Arbitrary<FrameStep> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("header" as const),
      name: fc.constantFrom(...HEADERS),
      value: fc.oneof(fc.constantFrom(...HEADER_VALUES), fc.string({ maxLength: 20 })),
    }),
  },
  fc.record({ kind: fc.constant("path" as const), edit }),
  fc.record({
    kind: fc.constant("method" as const),
    method: fc.constantFrom("GET", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "PROPFIND", "POST"),
  }),
);

/** Mostly one change, so that what comes after the first check is reached too. */
const recipe: fc.Arbitrary<Recipe> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 1 }), edits: nothing(), frame: nothing() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ steps: fc.array(step, { minLength: 2, maxLength: 4 }), edits: nothing(), frame: nothing() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ steps: nothing(), edits: fc.array(edit, { minLength: 1, maxLength: 3 }), frame: nothing() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      steps: nothing(),
      edits: nothing(),
      frame: fc.array(frame, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      steps: fc.array(step, { maxLength: 2 }),
      edits: fc.array(edit, { maxLength: 2 }),
      frame: fc.array(frame, { maxLength: 2 }),
    }),
  },
);

function nothing(): fc.Arbitrary<never[]> {
  return fc.constant([]);
}

/** One input: which honest message, and how it is spoilt. */
export interface Input {
  readonly message: number;
  readonly recipe: Recipe;
}

const input: fc.Arbitrary<Input> = fc.record({ message: place, recipe });
const BATCH = 50;

/** The inputs of a seed, always the same ones in the same order. */
export function* inputsOf(seed: number, count: number): Generator<Input> {
  for (let made = 0; made < count; made += BATCH)
    yield* fc.sample(input, { seed: seed + made, numRuns: BATCH }).slice(0, count - made);
}
