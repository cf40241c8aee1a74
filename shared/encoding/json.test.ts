import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refused } from "../refused.ts";
import { MAX_JSON_DEPTH, readForeignJson, readJson, withinDepth } from "./json.ts";

const REFUSED = new Refused("malformed", "json");

const HOSTILE = {
  "no text at all": "",
  "half a text": '{"a":',
  "two texts": "{}{}",
  "a space inside": '{"a": 1}',
  "a space before": ' {"a":1}',
  "a newline at the end": '{"a":1}\n',
  "a byte order mark": "\uFEFF{}",
  "one key twice": '{"a":1,"a":2}',
  "one key twice with one value": '{"a":1,"a":1}',
  "one key twice, once escaped": '{"a":1,"\\u0061":2}',
  "__proto__ twice": '{"__proto__":1,"__proto__":2}',
  "keys that are numbers, out of order": '{"2":0,"1":0}',
  "a needless escape": '"\\u0061"',
  "an escaped slash": '"\\/"',
  "an escape in capitals": '"\\u001F"',
  "a long escape where a short one exists": '"\\u000a"',
  "a lone surrogate written out": '"\uD800"',
  "a lone surrogate, escaped as JSON.stringify does": '"\\ud800"',
  "the second half of a pair alone": '{"a":["\\udc00"]}',
  "a lone surrogate in the name of a member": '{"\\ud800":1}',
  "1.0": "1.0",
  "1e3": "1e3",
  "1E400, which is no number": "1E400",
  "minus zero": "-0",
  "a leading zero": "01",
  "a plus sign": "+1",
  hexadecimal: "0x1",
  "more digits than a number holds": "0.1000000000000000055511151231257827",
  "an integer past 2^53": "9007199254740993",
  NaN: "NaN",
  "a comment": "{}/**/",
  "a comma at the end": "[1,]",
  "quotes of another kind": "{'a':1}",
};

describe("readJson (protocol §2)", () => {
  it.each(Object.entries(HOSTILE))("refuses %s", (_what, text) => {
    expect(() => readJson(text)).toThrow(REFUSED);
  });

  it("reads any value as JSON.stringify writes it", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        const canonical = JSON.stringify(JSON.parse(text));
        expect(JSON.stringify(readJson(canonical))).toBe(canonical);
      }),
    );
  });

  it("keeps the cause and never the text", () => {
    const secret = "hunter2";
    try {
      readJson(`{"password":${secret}}`);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      expect(error.cause).toBeInstanceOf(SyntaxError);
      expect(error.message).not.toContain(secret);
    }
  });

  it.each([
    ["arrays", "[", "]"],
    ["objects", '{"a":', "}"],
  ])("takes %s so deep and no deeper, and refuses what would exhaust the stack", (_what, open, close) => {
    const nested = (levels: number) => open.repeat(levels) + (open === "[" ? "" : "1") + close.repeat(levels);
    expect(JSON.stringify(readJson(nested(MAX_JSON_DEPTH)))).toBe(nested(MAX_JSON_DEPTH));
    expect(() => readJson(nested(MAX_JSON_DEPTH + 1))).toThrow(REFUSED);
    expect(() => readJson(nested(50_000))).toThrow(REFUSED);
  });

  it("counts levels, not members", () => {
    expect(withinDepth(1, 0)).toBe(true);
    expect(withinDepth({}, 0)).toBe(false);
    expect(withinDepth({}, 1)).toBe(true);
    expect(withinDepth([{}, [], null], 1)).toBe(false);
    expect(withinDepth([{}, [], null], 2)).toBe(true);
    expect(
      withinDepth(
        Array.from({ length: 10_000 }, () => []),
        2,
      ),
    ).toBe(true);
  });
});

describe("JSON of other people's libraries", () => {
  it.each(['{"a": [1, {"b":"\\/"}]}', ' {"a":[1.0,{"\\u0062":"/"}]}\n', '{"a":[1,{"b":"/"}]}'])(
    "is read as it is meant: %s",
    (text) => {
      expect(readForeignJson(text)).toEqual({ a: [1, { b: "/" }] });
    },
  );

  it.each([
    '{"a":1, "a":2}',
    '{"a":1,"a":1}',
    '{"a":1, "\\u0061":1}',
    '{"__proto__":1, "__proto__":2}',
    "{'a':1}",
    "{} {}",
    "",
    "[".repeat(8000) + "]".repeat(8000),
    `${"[".repeat(MAX_JSON_DEPTH + 1)}${"]".repeat(MAX_JSON_DEPTH + 1)}`,
  ])("is refused where two readers could differ, or it is no JSON: %j", (text) => {
    expect(() => readForeignJson(text)).toThrow(REFUSED);
  });

  it("is taken to say a name once, whatever its texts hold", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        expect(readForeignJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});
