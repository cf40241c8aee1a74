import { type RuleKind, ruleKindSchema } from "@nearside/shared/rules/asking.ts";
import { type Card, type CardCondition, cardSchema } from "@nearside/shared/rules/card.ts";
import { asksForSomething, NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import { readLength, writeLength } from "@nearside/shared/rules/notation.ts";
import { DEFAULT_NEWCOMER_SECONDS, DEFAULT_WITHIN_SECONDS, readNamed } from "@nearside/shared/rules/second-approver.ts";
import * as v from "valibot";
import { ruleEditTexts } from "../../../../texts/console/rules-edit.tsx";
import type { FormValues } from "../../../form/form-values.ts";

// These functions turn a card into the fields of a form and back. The names are the contract's paths
// (`when.0.attribute`), so that each problem is shown beside its field.

export type Clause = "when" | "unless" | "unless_all";

/** Gives the outcome that a card describes. */
export const outcomeOf = ({ effect, demands }: Card): RuleKind =>
  effect === "permit" ? "permit" : asksForSomething(demands) ? "demand" : "forbid";

/** The contract's card, with the check that a rule of kind "demand" demands something. */
export const cardFormSchema = v.pipe(
  v.strictObject({ ...cardSchema.entries, outcome: ruleKindSchema }),
  v.forward(
    v.check(
      ({ outcome, demands }) => outcome !== "demand" || asksForSomething(demands),
      ruleEditTexts.card.demandNothing,
    ),
    ["outcome"],
  ),
  v.transform(({ outcome: _, ...card }): Card => card),
);

/** Gives the card that the form's fields describe. Wrong values stay as they are, so that the schema reports them. */
export function cardFrom(values: FormValues): unknown {
  const outcome = values["outcome"];
  const title = text(values["title"]);
  const typedId = text(values["id"]);
  const demands = {
    fresh_touch: lengthOr(values["demands.fresh_touch"]),
    device_bound: values["demands.device_bound"] === true,
    attested: values["demands.attested"] === true,
    security_key: values["demands.security_key"] === true,
    justification: values["demands.justification"] === true,
    ticket: wordsOr(values["demands.ticket"]),
    access_token: lengthOr(values["demands.access_token"]),
    refresh_token: lengthOr(values["demands.refresh_token"]),
    scopes: wordsOr(values["demands.scopes"]),
    stand: lengthOr(values["demands.stand"]),
    second: secondFrom(values),
    alarm: values["demands.alarm"] === true,
  };
  return {
    id: typedId === "" ? idOf(title) : typedId,
    title: title === "" ? null : title,
    effect: outcome === "permit" ? "permit" : "forbid",
    report_only: values["report_only"] === true,
    who:
      values["who.kind"] === "anybody"
        ? { kind: "anybody" }
        : { kind: values["who.kind"], name: text(values["who.name"]) },
    actions: values["actions"],
    client: text(values["client"]) === "" ? null : values["client"],
    when: conditionsIn(values, "when"),
    unless: conditionsIn(values, "unless"),
    unless_all: conditionsIn(values, "unless_all"),
    says: text(values["says"]) === "" ? null : text(values["says"]),
    demands,
    outcome,
  };
}

/** Makes an id from the title if the person typed none: "No approvals at night!" becomes `no-approvals-at-night`. */
export const idOf = (title: string): string =>
  title
    .normalize("NFD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 64);

const text = (value: unknown): string => (typeof value === "string" ? value.trim() : "");

/** Reads a length of time. Text that is no length stays as it was typed, which no schema accepts. */
function lengthOr(value: unknown): unknown {
  const read = lengthIn(text(value));
  return read === undefined ? value : read;
}

function wordsOr(value: unknown): string[] | null {
  const words = text(value)
    .split(/[\s,]+/)
    .filter((word) => word !== "");
  return words.length === 0 ? null : words;
}

/** Null where nobody is named. */
function secondFrom(values: FormValues): unknown {
  const named = text(values["demands.second.approvers.0.among"]);
  if (named === "") return null;
  const quorum = text(values["demands.second.approvers.0.quorum"]);
  const newcomers = text(values["demands.second.newcomers"]);
  return {
    approvers: [{ among: readNamed(named) ?? [named], quorum: quorum === "" ? 1 : Number(quorum) }],
    within: lengthOr(values["demands.second.within"]) ?? DEFAULT_WITHIN_SECONDS,
    newcomers: newcomers === "allowed" ? 0 : (lengthOr(newcomers) ?? DEFAULT_NEWCOMER_SECONDS),
  };
}

const linesIn = (value: unknown): unknown =>
  typeof value === "string"
    ? value
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "")
    : value;

/** Reads the conditions in the form's order. Rows that were taken out between leave no gap. */
function conditionsIn(values: FormValues, clause: Clause): unknown[] {
  return rowsIn(values, clause).map((row) => {
    const of = (member: string) => values[`${clause}.${row}.${member}`];
    const condition = { attribute: of("attribute"), op: of("op") };
    switch (condition.op) {
      case "is":
        return { ...condition, value: of("flag") === undefined ? of("value") : of("flag") === "true" };
      case "between":
      case "outside":
        return { ...condition, from: of("from"), to: of("to") };
      case "is_not":
      case "less_than":
      case "at_least":
        return { ...condition, value: of("value") };
      default:
        return { ...condition, values: linesIn(of("values")) };
    }
  });
}

/** Lists the numbers of the rows that the form has. */
export const rowsIn = (values: FormValues, clause: Clause): readonly number[] =>
  Object.keys(values)
    .flatMap((name) =>
      name.startsWith(`${clause}.`) && name.endsWith(".attribute") ? [Number(name.split(".")[1])] : [],
    )
    .sort((one, other) => one - other);

/** Gives the fields of one condition's row. */
export function fieldsOf(condition: CardCondition): FormValues {
  if ("values" in condition) return { values: condition.values };
  if ("from" in condition) return { from: condition.from, to: condition.to };
  return typeof condition.value === "boolean" ? { flag: String(condition.value) } : { value: condition.value };
}

export const BLANK_CARD: Card = {
  id: "",
  title: null,
  effect: "forbid",
  // A new rule only reports: people see what it does before it is active.
  report_only: true,
  who: { kind: "anybody" },
  actions: ["approve"],
  client: null,
  when: [],
  unless: [],
  unless_all: [],
  says: null,
  demands: NO_DEMANDS,
};

/**
 * Reads a length of time in seconds. A number without a unit means seconds.
 *
 * @returns null if nothing was typed, undefined if the text is no length of time
 */
export function lengthIn(text: string): number | null | undefined {
  const typed = text.trim().replaceAll(" ", "").toLowerCase();
  if (typed === "") return null;
  return readLength(/\d$/.test(typed) ? `${typed}s` : typed);
}

/** Writes a length of time as rules write it. */
export const lengthText = (seconds: number | null): string => (seconds === null ? "" : writeLength(seconds));
