import { describe, expect, it } from "vitest";
import { compileRules } from "../reading/compile.ts";
import { engine } from "../testing/engine.ts";
import { type ExistingNames, NOTHING_KNOWN, unknownNames } from "./unknown-names.ts";

describe("a name that there is not", () => {
  const known: ExistingNames = {
    groups: new Set(["ops"]),
    people: new Set(["alice"]),
    clients: new Set(["nearside-cli"]),
    resources: new Set(["https://a.example"]),
    machines: new Set(["thumbprint"]),
  };
  const unknownIn = (condition: string, names = known) =>
    unknownNames(
      compileRules(engine, `@id("a") forbid (principal, action, resource)\nwhen { ${condition} };`, "draft"),
      names,
    );

  it("is told with its place", () => {
    expect(unknownIn('principal in Group::"opps"')).toEqual([
      { line: 2, column: 21, endLine: 2, endColumn: 34, message: 'there is no group "opps"', rule: "a" },
    ]);
  });

  it.each([
    ['principal == User::"Alice"', 'there is no person "Alice"'],
    ['resource == Client::"cli"', 'there is no program or API with the client ID "cli"'],
    ['context.resources.contains(ResourceServer::"https://a.example/")', 'there is no API at "https://a.example/"'],
    ['context.machine == Machine::"other"', 'there is no machine with the thumbprint "other"'],
    [
      'context.passkey == Passkey::"yubikey"',
      '"yubikey" is not the model of a passkey: an AAGUID has 32 hexadecimal digits in five parts',
    ],
    ['principal == ServiceAccount::"ci"', "ServiceAccount is reserved: rules can't name one yet"],
  ])("%s", (condition, message) => {
    expect(unknownIn(condition)).toMatchObject([{ message }]);
  });

  it("is silent about what there is", () => {
    const all =
      'principal in Group::"ops" && principal == User::"alice" && resource == Client::"nearside-cli" && context.resources.contains(ResourceServer::"https://a.example") && context.machine == Machine::"thumbprint" && context.passkey == Passkey::"00000000-0000-0000-0000-000000000000"';
    expect(unknownIn(all)).toEqual([]);
    expect(unknownIn('principal in Group::"opps"', NOTHING_KNOWN)).toEqual([]);
  });
});
