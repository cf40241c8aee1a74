import type { Card } from "@nearside/shared/rules/card.ts";
import { EngineFailed, type RuleEngine } from "../engine.ts";
import { compileRules } from "../reading/compile.ts";
import { RulesRefused } from "../reading/rules-refused.ts";
import { statementsOf } from "../reading/statements.ts";
import { cardOf, textOfCard } from "./cards.ts";

export interface RuleEdit {
  /** `@id` of the rule that is replaced or removed; null: the card is appended. */
  readonly rule: string | null;
  /** Null: the rule is removed. */
  readonly card: Card | null;
}

export type EditedRules =
  | { readonly state: "edited"; readonly text: string }
  /** The text can't be taken apart into rules. */
  | { readonly state: "unreadable" }
  /** There is no rule of that id, or more than one. */
  | { readonly state: "unknown_rule" }
  | { readonly state: "id_taken" }
  | { readonly state: "card_refused"; readonly problem: string };

/** Changes one rule to the form's content, in the text of all rules. Every other byte stays as it is. */
export function editRules(engine: RuleEngine, text: string, { rule, card }: RuleEdit): EditedRules {
  const placed = placedRules(engine, text);
  if (placed === undefined) return { state: "unreadable" };
  const own = rule === null ? [] : placed.filter(({ id }) => id === rule);
  const [at] = own;
  if (rule !== null && (at === undefined || own.length > 1)) return { state: "unknown_rule" };
  if (card === null) return { state: "edited", text: at === undefined ? text : without(text, at.span) };
  if (placed.some((other) => other !== at && other.id === card.id)) return { state: "id_taken" };
  const written = writtenCard(engine, card);
  if ("problem" in written) return { state: "card_refused", ...written };
  return {
    state: "edited",
    text: at === undefined ? appended(text, written.text) : replaced(text, at.span, written.text),
  };
}

interface PlacedRule {
  readonly id: string | null;
  readonly span: RuleSpan;
}
interface RuleSpan {
  readonly start: number;
  readonly end: number;
}

/** The rules of a text. They may be invalid, as long as the text can be taken apart. */
function placedRules(engine: RuleEngine, text: string): readonly PlacedRule[] | undefined {
  const placed: PlacedRule[] = [];
  for (const { text: own, offset, excess } of statementsOf(text)) {
    const id = excess === null ? idOf(engine, own) : undefined;
    if (id === undefined) return undefined;
    placed.push({ id, span: { start: offset, end: offset + own.length } });
  }
  return placed;
}

/** Null if the rule has no id. Undefined if the text is no rule. */
function idOf(engine: RuleEngine, rule: string): string | null | undefined {
  try {
    const read = engine.ask((cedar) => cedar.policyToJson(rule));
    return read.type === "failure" ? undefined : (read.json.annotations?.["id"] ?? null);
  } catch (error) {
    if (error instanceof EngineFailed) return undefined;
    throw error;
  }
}

/** Writes the card as text that says the same and nothing else, and is valid by itself. */
function writtenCard(engine: RuleEngine, card: Card): { readonly text: string } | { readonly problem: string } {
  const text = textOfCard(card);
  if (text === undefined) return { problem: "A condition reads something that rules don't know." };
  try {
    const [rule] = compileRules(engine, text, "card").rules;
    const isSame = rule !== undefined && JSON.stringify(cardOf(rule)) === JSON.stringify(card);
    return isSame ? { text } : { problem: "A form can't express this. Write it as text." };
  } catch (error) {
    if (!(error instanceof RulesRefused)) throw error;
    return { problem: error.problems[0]?.message ?? error.message };
  }
}

const replaced = (text: string, { start, end }: RuleSpan, by: string): string =>
  `${text.slice(0, start)}${by}${text.slice(end)}`;

/** Appends the rule after an empty line, on a line of its own. */
function appended(text: string, rule: string): string {
  const gap = text === "" || /\n\r?\n$/.test(text) ? "" : text.endsWith("\n") ? "\n" : "\n\n";
  return `${text}${gap}${rule}\n`;
}

/** Removes the rule with its line, and one of the empty lines around it. A comment beside it stays. */
function without(text: string, { start, end }: RuleSpan): string {
  const before = text.slice(0, start);
  const after = text.slice(end);
  if (!/(^|\n)[^\S\n]*$/.test(before) || !/^[^\S\n]*(\n|$)/.test(after)) return `${before}${after}`;
  const trimmed = before.replace(/[^\S\n]*$/, "");
  const rest = after.replace(/^[^\S\n]*\n?/, "");
  if (trimmed === "" || /\n\r?\n$/.test(trimmed)) return `${trimmed}${rest.replace(/^\r?\n/, "")}`;
  return `${trimmed}${rest}`;
}
