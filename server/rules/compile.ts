import cedar, { type DetailedError, type PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import { readAnnotations } from "./annotations.ts";
import { Places } from "./places.ts";
import type { CompiledRules, NamedEntity, Rule } from "./rule.ts";
import { type RuleProblem, RulesRefused } from "./rules-refused.ts";
import { SCHEMA } from "./schema.ts";

/** UTF-16 code units of a set. */
export const MOST_RULES_TEXT = 512 * 1024;
/** Rules of a set. */
export const MOST_RULES = 2000;

/**
 * Reads a set of rules: Cedar policies, each with its annotations, all of it valid by the schema.
 *
 * @param version what its verdicts say they are by
 * @throws RulesRefused with every place that is wrong, where the text can be read so far
 */
export function compileRules(text: string, version: string): CompiledRules {
  const places = new Places(text);
  const problem = (start: number, end: number, message: string, rule: string | null = null): RuleProblem => {
    const [from, to] = [places.at(start), places.at(Math.max(start, end))];
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column, message, rule };
  };
  if (text.length > MOST_RULES_TEXT)
    throw new RulesRefused([problem(0, 0, `a set of rules has at most ${MOST_RULES_TEXT / 1024} KiB`)]);

  const read = cedar.policySetTextToParts(text);
  if (read.type === "failure")
    throw new RulesRefused(
      read.errors.map((error) => {
        const [at] = error.sourceLocations ?? [];
        return problem(places.charOf(at?.start ?? 0), places.charOf(at?.end ?? 0), messageOf(error, at?.label));
      }),
    );
  if (read.policy_templates.length > 0)
    throw new RulesRefused([problem(0, 0, "a rule has no slots (?principal, ?resource)")]);
  if (read.policies.length > MOST_RULES)
    throw new RulesRefused([problem(0, 0, `a set has at most ${MOST_RULES} rules`)]);

  const problems: RuleProblem[] = [];
  const rules: Rule[] = [];
  const seen = new Set<string>();
  let cursor = 0;
  for (const part of read.policies) {
    const offset = text.indexOf(part, cursor);
    cursor = offset + part.length;
    const parsed = cedar.policyToJson(part);
    if (parsed.type === "failure") {
      problems.push(...parsed.errors.map((error) => problem(offset, offset + part.length, messageOf(error))));
      continue;
    }
    const { effect, annotations = {} } = parsed.json;
    const { wrong, id, asks, ...rest } = readAnnotations(annotations as Record<string, string | null>, effect);
    for (const { name, message } of wrong) {
      const at = part.indexOf(`@${name}`);
      problems.push(problem(offset + Math.max(at, 0), offset + (at < 0 ? 0 : at + name.length + 1), message, id));
    }
    if (id === null) continue;
    if (seen.has(id))
      problems.push(problem(offset, offset + part.indexOf("\n") + 1, `another rule is called ${id} already`, id));
    seen.add(id);
    const kind = effect === "permit" ? "permit" : asks ? "demand" : "forbid";
    rules.push({ id, kind, ...rest, text: part, offset, policy: parsed.json });
  }
  problems.push(...validate(rules, problem));
  if (problems.length > 0) throw new RulesRefused(problems.sort((a, b) => a.line - b.line || a.column - b.column));
  return { version, text, rules, named: rules.flatMap(namedIn) };
}

/** By the schema: the engine tells what is wrong within a success. */
function validate(
  rules: readonly Rule[],
  problem: (from: number, to: number, message: string, rule: string) => RuleProblem,
) {
  const answer = cedar.validate({
    schema: SCHEMA,
    policies: { staticPolicies: Object.fromEntries(rules.map(({ id, text }) => [id, text])) },
  });
  if (answer.type === "failure") return answer.errors.map((error) => problem(0, 0, messageOf(error), ""));
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const told = new Set<string>(); // the engine says it once for each action
  return [...answer.validationErrors, ...answer.validationWarnings].flatMap(({ policyId, error }) => {
    const rule = byId.get(policyId);
    if (rule === undefined) return [problem(0, 0, messageOf(error), policyId)];
    const [at] = error.sourceLocations ?? [];
    const key = `${policyId} ${at?.start} ${at?.end}`;
    if (told.has(key)) return [];
    told.add(key);
    const inRule = new Places(rule.text);
    const from = rule.offset + inRule.charOf(at?.start ?? 0);
    return [problem(from, rule.offset + inRule.charOf(at?.end ?? rule.text.length), messageOf(error), rule.id)];
  });
}

/** In the engine's words, without what only it knows them by. */
function messageOf({ message, help }: DetailedError, label?: string | null): string {
  const said = message.replace(/^for policy `[^`]*`, /, "").replace(/^failed to parse policies from string: /, "");
  return [said, label, help].filter((part) => part != null && part !== "").join(" · ");
}

/** Every entity in scope and conditions. */
function namedIn(rule: Rule): NamedEntity[] {
  const found: NamedEntity[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, id } = node as { type?: unknown; id?: unknown };
    if (typeof type === "string" && typeof id === "string" && Object.keys(node).length === 2) {
      if (type !== "Action") {
        const at = rule.text.indexOf(`${type}::${JSON.stringify(id)}`);
        found.push({ rule: rule.id, type, id, offset: rule.offset + Math.max(at, 0) });
      }
      return;
    }
    for (const child of Object.values(node)) visit(child);
  };
  const { principal, action, resource, conditions }: PolicyJson = rule.policy;
  visit([principal, action, resource, conditions]);
  return found;
}
