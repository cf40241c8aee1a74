import assert from "node:assert/strict";
import { REFUSALS } from "@nearside/shared/chain/refusal.ts";
import * as v from "valibot";
import { EDGE_ERRORS } from "../http/http-error.ts";
import { OAUTH_ERRORS } from "../oauth/oauth-error.ts";
import type { Answer } from "./answer.ts";

// What a hostile author does to a body that was good, and what he may hear (threat P7).

const CODES = new Set([...Object.keys(EDGE_ERRORS), ...Object.keys(OAUTH_ERRORS), ...Object.keys(REFUSALS)]);
const errorSchema = v.strictObject({
  error: v.pipe(
    v.string(),
    v.check((code) => CODES.has(code)),
  ),
  error_description: v.string(),
  refusal: v.optional(v.picklist(Object.keys(REFUSALS))),
  server_time: v.optional(v.number()),
});

/** 4xx, a closed code, a sentence, and nothing else: no stack, no echo. */
export function expectRefused(what: string, { status, text }: Answer): void {
  assert.equal(Math.floor(status / 100), 4, `${what}: ${status} ${text}`);
  assert.ok(v.is(errorSchema, JSON.parse(text)), `${what}: ${status} ${text}`);
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Members = { readonly [name: string]: Json };

const isMembers = (value: Json): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Values that no member of ours takes, whatever it is. */
const WRONG: readonly (readonly [string, Json])[] = [
  ["null", null],
  ["a number", 7],
  ["a text with NUL", "\0"],
  ["half a character", "\ud800"],
  ["nothing", ""],
  ["letters of other alphabets", "ſé\u202e\u{1f701}"],
  ["a list", []],
  ["an object", {}],
  ["a text longer than any", "x".repeat(20_000)],
  ["an object with a prototype", { constructor: { prototype: 1 } }],
];

/** Each change of one member, at every level, and its name. */
export function* changesOf(body: Members, at = ""): Generator<readonly [string, Json]> {
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

/** Bodies that are no JSON of ours, whatever is asked for. */
export const NO_JSON: readonly (readonly [string, string | Uint8Array<ArrayBuffer>])[] = [
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
  ["a byte order mark", bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d)],
  ["one name twice", '{"alert":true,"alert":false}'],
  ["a prototype", '{"__proto__":{"alert":true}}'],
  ["lists in lists", `${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}`],
  ["objects in objects", `${'{"a":'.repeat(DEPTH / 2)}1${"}".repeat(DEPTH / 2)}`],
  ["a number too large", '{"a":1e400}'],
  ["more than any body", `{"a":"${"x".repeat(70_000)}"}`],
];

/** Values of one parameter of a form or a query, percent-encoded, and whether no address may take such a text at all. */
const WRONG_TEXTS: readonly (readonly [what: string, encoded: string, isNoText?: true])[] = [
  ["nothing", ""],
  ["a number", "7"],
  ["JSON", "%7B%22a%22%3A1%7D"],
  ["NUL", "%00"],
  ["NUL within it", "a%00b"],
  ["letters of other alphabets", encodeURIComponent("ſé\u202e\u{1f701}")],
  ["a text longer than any token", "x".repeat(20_000)],
  ["half a character", "%ed%a0%80", true],
  ["no UTF-8", "%ff", true],
  ["no percent-encoding", "%", true],
  ["a text longer than any body", "x".repeat(70_000), true],
];

export interface FormChange {
  readonly what: string;
  readonly text: string;
  /** Not even to be read: nobody takes it, whatever the parameter is for. */
  readonly isNoForm: boolean;
}

/** Each change of one parameter, whether or not the good form has it. @param names all that the address knows */
export function* changesOfForm(
  good: URLSearchParams,
  names: readonly string[],
  repeatable: readonly string[],
): Generator<FormChange> {
  const change = (what: string, text: string, isNoForm = false): FormChange => ({ what, text, isNoForm });
  for (const name of names) {
    const without = new URLSearchParams(good);
    without.delete(name);
    const value = encodeURIComponent(good.get(name) ?? "A".repeat(43));
    const mayRepeat = repeatable.includes(name);
    if (good.has(name)) yield change(`no ${name}`, String(without));
    for (const [what, encoded, isNoText] of WRONG_TEXTS)
      yield change(`${what} as ${name}`, `${without}&${name}=${encoded}`, isNoText);
    yield change(`${name} as a list`, `${without}&${name}[]=${value}`);
    yield change(`${name} as a member`, `${without}&${name}[a]=${value}`);
    for (const second of [value, "another"])
      yield change(`${name} twice`, `${without}&${name}=${value}&${name}=${second}`, !mayRepeat);
    if (mayRepeat) {
      yield change(`${name} a hundred times`, `${without}${`&${name}=${value}`.repeat(100)}`, true);
      yield change(`${name} more often than any`, `${without}${`&${name}=${value}`.repeat(17)}`, true);
    }
  }
  yield change("a prototype beside it", `${good}&__proto__=1&constructor=1`);
}
