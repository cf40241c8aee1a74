import { BothSets, promoted } from "@nearside/rules/drafts/both-sets.ts";
import { verdictOf } from "@nearside/rules/judging/combine.ts";
import { compileRules } from "@nearside/rules/reading/compile.ts";
import { engine } from "@nearside/rules/testing/engine.ts";
import type { Outcome } from "@nearside/shared/rules/verdict.ts";
import fc from "fast-check";
import { expect, it } from "vitest";
import { givenNo } from "../../testing/keep-decisions.ts";

const RULES = [
  `@id("base") permit (principal, action, resource);`,
  `@id("deploy") permit (principal, action, resource == Client::"deploy");`,
  `@id("deploy") @stand("10m") permit (principal, action, resource == Client::"deploy");`,
  `@id("attested") @require_attested_passkey forbid (principal, action, resource) when { !context.passkey.attested };`,
  `@id("attested") forbid (principal, action, resource) when { !context.passkey.attested };`,
  `@id("reason") @require_justification forbid (principal in Group::"contractors", action, resource);`,
  `@id("remote") @mode("report-only") forbid (principal, action, resource) when { context.session.remote };`,
  `@id("remote") forbid (principal, action, resource) when { context.session.remote };`,
  `@id("fails") forbid (principal in Group::"on-call", action, resource) when { context.time.at + 9007199254740991 * 9007199254740991 > 0 };`,
  `@id("read") @scopes("read") forbid (principal, action, resource == Client::"deploy");`,
].map((text) => text.replace("context.time.at", "context.time.hour"));

/** Draws some of the rules, no two with the same id. */
const set = fc.subarray(RULES).map((rules) => {
  const byId = new Map(rules.map((text) => [/@id\("(.+?)"\)/.exec(text)?.[1], text]));
  return compileRules(engine, [...byId.values()].join("\n"), "some");
});

const plain = ({ outcome, because, rules, demands }: Outcome): Outcome => ({ outcome, because, rules, demands });

it("says of every two sets what each says by itself", () => {
  let different = 0;
  fc.assert(
    fc.property(set, set, fc.boolean(), fc.nat(2000), (before, draft, promotes, no) => {
      const after = promotes ? promoted(draft) : draft;
      const given = givenNo(no, 0);
      const [own, other] = [plain(verdictOf(engine, before, given)), plain(verdictOf(engine, after, given))];
      const both = new BothSets(engine, before, after).outcomesOf(given);
      if (both === null) expect(own).toEqual(other);
      else {
        expect(both).toEqual({ before: own, after: other });
        different += 1;
      }
    }),
    { numRuns: 120 },
  );
  expect(different).toBeGreaterThan(20);
});

const compile = (...texts: string[]) => compileRules(engine, texts.join("\n"), "some");
const [BASE = "", , , ATTESTED = "", CLOSED = "", , , REMOTE = ""] = RULES;
const causes = (before: string[], after: string[], no: number) => {
  const sets = new BothSets(engine, compile(...before), compile(...after));
  const outcomes = sets.outcomesOf(givenNo(no, 0));
  return outcomes && sets.causesOf(outcomes).map(({ id }) => id);
};

it("names the rules that make the difference, not those that both have", () => {
  // the first login is remote, from an attested passkey; the second is from a passkey that is not attested
  expect(causes([BASE], [BASE, REMOTE], 0)).toEqual(["remote"]);
  expect(causes([BASE, REMOTE], [BASE], 0)).toEqual(["remote"]);
  expect(causes([BASE], [REMOTE], 1)).toEqual(["base"]);
  expect(causes([BASE, ATTESTED], [BASE, CLOSED], 1)).toEqual(["attested"]);
  expect(causes([BASE, CLOSED], [BASE, CLOSED], 1)).toBeNull();
});
