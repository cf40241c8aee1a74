import type { RuleShown } from "@nearside/shared/api/console/rules.ts";
import { NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import { describe, expect, it } from "vitest";
import { textActivated } from "./activate.ts";

const OTHER = '// the floor\n@id("same-machine")\npermit (principal, action, resource);\n\n';

/** Gives a rule at the text's end as the server shows it. */
function ruleIn(set: string, text: string): RuleShown {
  const offset = set.indexOf(text);
  return {
    id: "night",
    title: null,
    kind: "forbid",
    report_only: true,
    says: null,
    demands: NO_DEMANDS,
    line: set.slice(0, offset).split("\n").length,
    text,
    card: null,
  };
}

const promoted = (text: string, before = OTHER, after = "\n") =>
  textActivated(before + text + after, ruleIn(before + text + after, text));

describe("a report-only rule, activated", () => {
  it("loses its mode with its line, and nothing else changes", () => {
    const rule = (mode: string) =>
      `@id("night")\n${mode}@says("Say @mode(\\"report-only\\") twice.")\nforbid (principal, action, resource);`;
    expect(promoted(rule('@mode("report-only")\n'))).toBe(`${OTHER}${rule("")}\n`);
  });

  it("loses it in one line with others", () => {
    expect(promoted('@id("n") @mode("report-only") @title("N") forbid (principal, action, resource);')).toBe(
      `${OTHER}@id("n") @title("N") forbid (principal, action, resource);\n`,
    );
  });

  it("loses it at any place among its annotations, comments between them", () => {
    const text =
      '@id("n") // @mode("report-only")\n@require_attested_passkey\n  @ mode ( "report-only" )\nforbid (principal, action, resource);';
    expect(promoted(text)).toBe(
      `${OTHER}@id("n") // @mode("report-only")\n@require_attested_passkey\nforbid (principal, action, resource);\n`,
    );
  });

  it("is the one of that line, where two are alike", () => {
    const twin = '@mode("report-only") @id("a") permit (principal, action, resource);';
    const set = `${twin}\n${twin}\n`;
    expect(textActivated(set, { ...ruleIn(set, twin), line: 2 })).toBe(
      `${twin}\n@id("a") permit (principal, action, resource);\n`,
    );
  });

  it("is left alone where it isn't as it was shown, or reports nothing", () => {
    const rule = '@id("n") forbid (principal, action, resource) when { context.says == "@mode(\\"report-only\\")" };';
    expect(promoted(rule)).toBeUndefined();
    expect(textActivated(OTHER, ruleIn(OTHER + rule, rule))).toBeUndefined();
    expect(textActivated("", ruleIn(rule, rule))).toBeUndefined();
  });
});
