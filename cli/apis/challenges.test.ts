import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readChallenges } from "./challenges.ts";

const read = (field: string) =>
  readChallenges(field).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe("WWW-Authenticate", () => {
  it.each([
    ["", []],
    ["DPoP", [["dpop", {}]]],
    [
      `DPoP error="insufficient_scope", scope="orders:read orders:write", algs="ES256"`,
      [["dpop", { error: "insufficient_scope", scope: "orders:read orders:write", algs: "ES256" }]],
    ],
    [
      `Bearer realm="a, b=\\"c\\"" , DPoP error=use_dpop_nonce`,
      [
        ["bearer", { realm: 'a, b="c"' }],
        ["dpop", { error: "use_dpop_nonce" }],
      ],
    ],
    [
      "Negotiate YII+/=, Basic, DPoP max_age = 300",
      [
        ["negotiate", {}],
        ["basic", {}],
        ["dpop", { max_age: "300" }],
      ],
    ],
    [`DPoP error="first", ERROR="second"`, [["dpop", { error: "first" }]]],
    [`DPoP scope="never ended`, [["dpop", {}]]],
    [`DPoP error="a" ; scope="b"`, [["dpop", { error: "a" }]]],
    [`=, "x"`, []],
    [`DPoP a="${"x".repeat(9000)}"`, []],
  ])("%s", (field, challenges) => {
    expect(read(field)).toEqual(challenges);
  });

  it("is read whatever it is, and soon", () => {
    const pieces = fc.constantFrom("DPoP", "error", "=", '"', "\\", ",", " ", "\t", "a", "é", "==", 'x="y"');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 400 }), (parts) => {
        readChallenges(parts.join(""));
      }),
    );
  });
});
