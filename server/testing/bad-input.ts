import assert from "node:assert/strict";
import { REFUSALS } from "@nearside/shared/chain/refusal.ts";
import * as v from "valibot";
import type { Answer } from "../../test/kit/answer.ts";
import { CONSOLE_ERRORS } from "../platform/http/console-error.ts";
import { OAUTH_ERRORS } from "../platform/http/oauth-error.ts";
import { EDGE_ERRORS } from "../platform/wire-error.ts";

// These are changes that a hostile author makes to a good form, and the answers that they may get (threat P7).

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

const consoleErrorSchema = v.strictObject({
  ...errorSchema.entries,
  error: v.pipe(
    v.string(),
    v.check((code) => CODES.has(code) || Object.hasOwn(CONSOLE_ERRORS, code)),
  ),
  fields: v.optional(v.array(v.strictObject({ field: v.string(), problem: v.string() }))),
});

/** Expects a refusal from a row of the console, which may also say what is wrong with which field. */
export function expectRefusedByConsole(what: string, { status, text }: Answer): void {
  assert.equal(Math.floor(status / 100), 4, `${what}: ${status} ${text}`);
  assert.ok(v.is(consoleErrorSchema, JSON.parse(text)), `${what}: ${status} ${text}`);
}

/** Expects 4xx, a closed code, a sentence, and nothing else: no stack, no echo. */
export function expectInputRefused(what: string, { status, text }: Answer): void {
  assert.equal(Math.floor(status / 100), 4, `${what}: ${status} ${text}`);
  assert.ok(v.is(errorSchema, JSON.parse(text)), `${what}: ${status} ${text}`);
}

/** Values of one parameter of a form or a query, percent-encoded. The last member marks a text that no address may take. */
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

interface FormChange {
  readonly what: string;
  readonly text: string;
  /** True if no address may even read the form, whatever the parameter is for. */
  readonly isNoForm: boolean;
}

/** Makes each change of one parameter, even if the good form does not have it. @param names all that the address knows */
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
