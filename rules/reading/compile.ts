import type { DetailedError, PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import { MOST_RULES_TEXT } from "@nearside/shared/rules/notation.ts";
import { namedOf } from "@nearside/shared/rules/second-approver.ts";
import { type Cedar, EngineFailed, type RuleEngine } from "../engine.ts";
import { readAnnotations } from "../language/annotations.ts";
import { ENGINE_SCHEMA } from "../schema.ts";
import { namesUnknownHosts } from "./names-unknown-hosts.ts";
import { Places } from "./places.ts";
import { misreadsAge } from "./posture-reads.ts";
import type { CompiledRules, NamedEntity, Rule } from "./rule.ts";
import { type RuleProblem, RulesRefused } from "./rules-refused.ts";
import { type Statement, statementsOf } from "./statements.ts";

/** The most rules of a set. */
export const MOST_RULES = 2000;
/**
 * A second author, and everybody who looks at a change, must see the text as it is: its lines end as lines do, and no character turns it
 * around.
 */
const UNSEEN = /(?!\n|\t|\r\n)[\p{C}\u2028\u2029]/gu;
/** The most problems that are reported at once. */
const MOST_PROBLEMS = 100;
const MOST_MESSAGE = 500;

/**
 * Reads a set of rules: Cedar policies, each with its annotations, all of them valid by the schema.
 *
 * @param version the name of the set in its verdicts
 * @throws RulesRefused with every wrong place, as far as the text can be read
 */
export function compileRules(engine: RuleEngine, text: string, version: string): CompiledRules {
  const places = new Places(text);
  const problem = (start: number, end: number, message: string, rule: string | null = null): RuleProblem => {
    const [from, to] = [places.at(start), places.at(Math.max(start, end))];
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column, message, rule };
  };
  if (text.length > MOST_RULES_TEXT)
    throw new RulesRefused([problem(0, 0, `a set of rules has at most ${MOST_RULES_TEXT / 1024} KiB`)]);
  if (!text.isWellFormed()) {
    const whole = text.toWellFormed();
    const at = whole.split("").findIndex((unit, index) => unit !== text[index]);
    throw new RulesRefused([problem(at, at + 1, "this is not valid Unicode: half of a surrogate pair")]);
  }
  const [unseen] = text.matchAll(UNSEEN);
  if (unseen !== undefined) {
    const { index, 0: character } = unseen;
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    throw new RulesRefused([
      problem(index, index + character.length, `U+${code} is invisible, or hides other characters: remove it`),
    ]);
  }

  const statements = statementsOf(text);
  const excessive = statements.filter(({ excess }) => excess !== null);
  if (excessive.length > 0)
    throw new RulesRefused(
      excessive
        .slice(0, MOST_PROBLEMS)
        .map(({ offset, text: { length }, excess }) => problem(offset, offset + length, excess ?? "")),
    );
  if (statements.length > MOST_RULES) throw new RulesRefused([problem(0, 0, `a set has at most ${MOST_RULES} rules`)]);

  const problems: RuleProblem[] = [];
  const rules: Rule[] = [];
  const seen = new Set<string>();
  for (const statement of statements) {
    const { text: own, offset, annotations: places } = statement;
    const parsed = parse(engine, statement);
    if ("problems" in parsed) {
      problems.push(...parsed.problems.map(({ from, to, message }) => problem(from, to, message)));
      continue;
    }
    const { effect, annotations = {} } = parsed.policy;
    const { wrong, id, asks, ...rest } = readAnnotations(annotations as Record<string, string | null>, effect);
    const placeOf = (name: string) => places.get(name) ?? { from: 0, to: /^\S*/.exec(own)?.[0].length ?? 0 };
    for (const { name, message } of wrong) {
      const { from, to } = placeOf(name);
      problems.push(problem(offset + from, offset + to, message, id));
    }
    if (id === null) continue;
    if (seen.has(id)) {
      const { from, to } = placeOf("id");
      problems.push(problem(offset + from, offset + to, `another rule already has the ID ${id}`, id));
      continue;
    }
    seen.add(id);
    if (!own.slice(0, statement.effectEnd).endsWith(effect)) throw new Error(`the effect of ${id} was not found`);
    if (misreadsAge(parsed.policy)) {
      const message = `${id} may only compare an age of the posture with a number, as in context.posture.updates.age < 86400`;
      problems.push(problem(offset, offset + own.length, message, id));
      continue;
    }
    const asPermit = `permit${own.slice(statement.effectEnd)}`;
    const kind = effect === "permit" ? "permit" : asks ? "demand" : "forbid";
    const namesUnknown = namesUnknownHosts(parsed.policy);
    rules.push({ id, kind, ...rest, text: own, offset, policy: parsed.policy, asPermit, namesUnknown });
  }
  problems.push(...validate(engine, rules, problem));
  if (problems.length > 0)
    throw new RulesRefused(problems.sort((a, b) => a.line - b.line || a.column - b.column).slice(0, MOST_PROBLEMS));
  return { version, text, rules, named: rules.flatMap(namedIn) };
}

interface Wrong {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

/** Reads exactly one policy, without placeholders. */
function parse(
  engine: RuleEngine,
  { text, offset }: Statement,
): { readonly policy: PolicyJson } | { readonly problems: readonly Wrong[] } {
  const read = orRefused(engine, (cedar) => cedar.policyToJson(text));
  if (read.type === "success") return { policy: read.json };
  const places = new Places(text);
  return {
    problems: read.errors.map((error) => {
      const [at] = error.sourceLocations ?? [];
      const [from, to] = at === undefined ? [0, text.length] : [places.charOf(at.start), places.charOf(at.end)];
      return { from: offset + from, to: offset + to, message: messageOf(error, at?.label) };
    }),
  };
}

/** @throws RulesRefused where the engine fails over the text, of which nothing is used then */
function orRefused<T>(engine: RuleEngine, work: (cedar: Cedar) => T): T {
  try {
    return engine.ask(work);
  } catch (cause) {
    if (!(cause instanceof EngineFailed)) throw cause;
    const message = "the engine can't read these rules: a part of them is nested too deeply or is too long";
    throw new RulesRefused([{ line: 1, column: 1, endLine: 1, endColumn: 1, message, rule: null }]);
  }
}

/** Validates by the schema. The engine reports validation errors within a success. */
function validate(
  engine: RuleEngine,
  rules: readonly Rule[],
  problem: (from: number, to: number, message: string, rule: string) => RuleProblem,
) {
  const answer = orRefused(engine, (cedar) =>
    cedar.validate({
      schema: ENGINE_SCHEMA,
      policies: { staticPolicies: Object.fromEntries(rules.map(({ id, text }) => [id, text])) },
    }),
  );
  if (answer.type === "failure") return answer.errors.map((error) => problem(0, 0, messageOf(error), ""));
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const reported = new Set<string>(); // the engine reports an error once for each action
  const warnings = answer.validationWarnings.filter(({ error }) => !isAboutLetters(error.message));
  const found = [...answer.validationErrors, ...warnings].flatMap(({ policyId, error }) => {
    const rule = byId.get(policyId) ?? rules[0];
    if (rule === undefined) return [];
    const { from, to } = placeIn(rule, error);
    const message = messageOf(error);
    const key = `${policyId} ${from} ${to} ${message}`;
    if (reported.has(key) || reported.size >= MOST_PROBLEMS) return [];
    reported.add(key);
    return [{ rule, from, to, message }];
  });
  // problems of a whole rule follow from those within
  const isWhole = ({ rule, from, to }: (typeof found)[number]) => to - from === rule.text.length;
  const within = new Set(found.filter((each) => !isWhole(each)).map(({ rule }) => rule));
  return found
    .filter((each) => !isWhole(each) || !within.has(each.rule))
    .map(({ rule, from, to, message }) => problem(from, to, message, rule.id));
}

/**
 * Names in several scripts are ordinary names of some people. A name that only looks like another one is found because it does not exist.
 */
const isAboutLetters = (message: string): boolean =>
  /^(for policy `[^`]*`, )?identifier `/.test(message) && !message.endsWith("contains BIDI control characters");

/** The place in the whole text. Where the engine tells no place, or the whole rule, its message quotes the place. */
function placeIn({ text, offset }: Rule, { message, sourceLocations }: DetailedError): { from: number; to: number } {
  const [at] = sourceLocations ?? [];
  if (at !== undefined && at.start > 0) {
    const places = new Places(text);
    return { from: offset + places.charOf(at.start), to: offset + places.charOf(at.end) };
  }
  const [, quoted = ""] = /`([^`]+)`/.exec(message.replaceAll(/for policy `[^`]*`, /g, "")) ?? [];
  const found = quoted === "" ? -1 : text.indexOf(quoted);
  return found < 0
    ? { from: offset, to: offset + text.length }
    : { from: offset + found, to: offset + found + quoted.length };
}

/** The engine's message, without its internal names. */
function messageOf({ message, help }: DetailedError, label?: string | null): string {
  const sentence = message.replace(
    /^failed to parse (policy from string|policies from string|policy set from string): /,
    "",
  );
  const whole = [sentence, label, help]
    .filter((part) => part != null && part !== "")
    .join(" · ")
    .replaceAll(/for policy `[^`]*`, | for Action::"\w+"/g, "");
  return whole.length > MOST_MESSAGE ? `${whole.slice(0, MOST_MESSAGE)} …` : whole;
}

/** Every entity in scope and conditions. */
function namedIn(rule: Rule): NamedEntity[] {
  const found: NamedEntity[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, id } = node as { type?: unknown; id?: unknown };
    if (typeof type === "string" && typeof id === "string" && Object.keys(node).length === 2) {
      if (type !== "Action") {
        const written = `${type}::${JSON.stringify(id)}`;
        const at = rule.text.indexOf(written);
        found.push({ rule: rule.id, type, id, offset: rule.offset + Math.max(at, 0), length: written.length });
      }
      return;
    }
    for (const child of Object.values(node)) visit(child);
  };
  const { principal, action, resource, conditions }: PolicyJson = rule.policy;
  visit([principal, action, resource, conditions]);
  return [...found, ...secondIn(rule)];
}

/** Everybody whom it demands as a second person. */
const secondIn = ({ id: rule, demands, text, offset }: Rule): NamedEntity[] =>
  (demands.second?.approvers ?? [])
    .flatMap(({ among }) => among)
    .map((named) => {
      const { kind, name: id } = namedOf(named);
      const at = text.indexOf(named);
      return {
        rule,
        type: kind === "user" ? "User" : "Group",
        id,
        offset: offset + Math.max(at, 0),
        length: named.length,
      };
    });
