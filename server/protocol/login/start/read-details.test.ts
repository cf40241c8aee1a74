import { expect, it } from "vitest";
import { readDetails } from "./read-details.ts";

it.each([
  '[{"type":"deploy"}]',
  '[ { "type" : "deploy", "to" : [ "a", ":b", "c\\":d" ] , "caf\\u00e9" : 1.50 } ]\n',
  '[{"type":"x","numbers":[0,0.0,0.1,100,1e2,1.7976931348623157e308,5e-324,9007199254740992,"1e999"]}]',
  '[{"type":"x","":{"":{"a":1}},"a":{"a":{"a":-0.5e3}}}]',
])("reads what other people's libraries write: %s", (text) => {
  expect(readDetails(text)).toEqual(JSON.parse(text));
});

it.each([
  ["a doubled name", '[{"type":"pay","amount":1,"amount":1000}]', "has a member twice"],
  ["one that is doubled in other letters", '[{"type":"pay","a":1,"\\u0061":2}]', "has a member twice"],
  ["a doubled empty name", '[{"type":"pay","":1,"":2}]', "has a member twice"],
  ["a number that no reader agrees on", '[{"type":"pay","amount":-1e999}]', "a number that is too large or too exact"],
  ["a whole number that a double does not hold", '[{"type":"pay","amount":9007199254740993}]', "too exact"],
  ["a fraction that a double does not hold", '[{"type":"pay","amount":12500.000000000000001}]', "too exact"],
  ["a number that is not nothing, and would be", '[{"type":"pay","amount":1e-400}]', "too exact"],
  ["nothing with a sign, which is lost", '[{"type":"pay","amount":-0}]', "too exact"],
  ["a number without end", `[{"type":"pay","amount":1${"0".repeat(500)}}]`, "too large"],
  ["one detail twice", '[{"type":"pay","a":1,"b":2},{"b":2,"type":"pay","a":1.0}]', "has a detail twice"],
  ["half of a surrogate pair", '[{"type":"pay","to":"\\ud800"}]', "half of a character"],
  ["half of a pair in a name", '[{"type":"pay","\\udfff":1}]', "half of a character"],
  ["no list", "{}", "not a list of objects"],
  ["no JSON", "[", "not JSON"],
  ["more depth than any reader has", `${"[".repeat(8000)}${"]".repeat(8000)}`, ""],
])("refuses %s", (_what, text, sentence) => {
  expect(() => readDetails(text)).toThrow("invalid_authorization_details: authorization_details ");
  expect(() => readDetails(text)).toThrow(sentence);
});
