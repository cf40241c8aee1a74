import { isMembers, type Json } from "../../test/kit/hostile-json.ts";

// These values are in their form, or nearly, and no honest party would mean them (threat P7).

/** These texts are no ids, and are written as in a path. */
export const NO_IDS = [
  "__proto__",
  "constructor",
  "%00",
  "us_%00",
  "%ff",
  "%ed%a0%80",
  "..%2f..%2fpeople",
  "'%20or%201=1--",
  "%25",
  "-1",
  "1e400",
  "99999999999999999999999",
  "%e2%80%aeecila",
  "%f0%9f%94%91",
  "x".repeat(900),
  "us_AAAAAAAAAAAAAAAAAAAAAA",
  "bs_AAAAAAAAAAAAAAAAAAAAAA",
  "gr_AAAAAAAAAAAAAAAAAAAAAA",
  "en_AAAAAAAAAAAAAAAAAAAAAA",
  "A".repeat(43),
];

/** A form may take these texts, and must then keep them as they are. No text here is a reason to fail. */
const STRANGE = [
  "__proto__",
  "constructor",
  '=HYPERLINK("https://evil.example","x")',
  "%_\\",
  "' OR 1=1 --",
  "<script>alert(1)</script>",
  "a\u202eb",
  "\u200b",
  "аdmin",
  "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
  "🔑".repeat(40),
  "\ud800",
  "a\0b",
  " ",
  "x".repeat(300),
  "x".repeat(5000),
];
const NUMBERS = [-1, 0, 0.5, 1e308, -1e308, 2 ** 53, 2 ** 31, -0];

/** Puts each strange text in the place of each text of the form, and each strange number in the place of each number. */
export function* strangeOf(form: Json): Generator<Json> {
  if (typeof form === "string") yield* STRANGE;
  else if (typeof form === "number") yield* NUMBERS;
  else if (Array.isArray(form)) for (const inner of form[0] === undefined ? [] : strangeOf(form[0])) yield [inner];
  else if (isMembers(form))
    for (const [name, value] of Object.entries(form))
      for (const inner of strangeOf(value)) yield { ...form, [name]: inner };
}
