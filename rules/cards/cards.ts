import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import { type Card, type CardCondition, cardSchema } from "@nearside/shared/rules/card.ts";
import type { Demands } from "@nearside/shared/rules/demands.ts";
import { RULE_ACTIONS, type RuleAction } from "@nearside/shared/rules/given.ts";
import { writeLength } from "@nearside/shared/rules/notation.ts";
import { DEFAULT_NEWCOMER_SECONDS, DEFAULT_WITHIN_SECONDS } from "@nearside/shared/rules/second-approver.ts";
import * as v from "valibot";
import { uidOf } from "../language/entity-uid.ts";
import { flat } from "../language/expression.ts";
import { quoted } from "../language/quoted.ts";
import type { Rule } from "../reading/rule.ts";
import { asOne, readCondition, readConditions, writeCondition } from "./card-conditions.ts";

// A rule as a form and as text. There is a card only where it says everything that the text says, comments too, so that nothing is lost by
// editing.

/** The card with the same meaning; null if a form can't express the rule. */
export function cardOf(
  rule: Pick<Rule, "id" | "title" | "says" | "mode" | "demands" | "text" | "policy">,
): Card | null {
  const { id, title, says, mode, demands, text, policy } = rule;
  if (hasComment(text)) return null;
  const who = whoOf(policy.principal);
  const actions = actionsOf(policy.action);
  const client = clientOf(policy.resource);
  const conditions = conditionsOf(policy.conditions);
  if (who === undefined || actions === undefined || client === undefined || conditions === undefined) return null;
  const { effect } = policy;
  const card = {
    id,
    title,
    effect,
    report_only: mode === "report_only",
    who,
    actions,
    client,
    ...conditions,
    says,
    demands,
  };
  const read = v.safeParse(cardSchema, card);
  return read.success ? read.output : null;
}

const hasComment = (text: string): boolean => text.replace(/"(?:\\.|[^"\\])*"/gs, "").includes("//");

function whoOf(principal: PolicyJson["principal"]): Card["who"] | undefined {
  if (principal.op === "All") return { kind: "anybody" };
  if (!("entity" in principal)) return undefined;
  const { type, id } = uidOf(principal.entity);
  if (principal.op === "==" && type === "User") return { kind: "person", name: id };
  return principal.op === "in" && type === "Group" ? { kind: "group", name: id } : undefined;
}

function actionsOf(action: PolicyJson["action"]): RuleAction[] | undefined {
  if (action.op === "All") return [];
  const named = "entities" in action ? action.entities : "entity" in action ? [action.entity] : [];
  const actions = named.map((uid) => RULE_ACTIONS.find((name) => name === uidOf(uid).id));
  return actions.length > 0 && actions.every((name) => name !== undefined) ? actions : undefined;
}

function clientOf(resource: PolicyJson["resource"]): string | null | undefined {
  if (resource.op === "All") return null;
  if (resource.op !== "==" || !("entity" in resource)) return undefined;
  const { type, id } = uidOf(resource.entity);
  return type === "Client" ? id : undefined;
}

function conditionsOf(conditions: PolicyJson["conditions"]): Pick<Card, "when" | "unless" | "unless_all"> | undefined {
  const when: CardCondition[] = [];
  const unless: CardCondition[] = [];
  const unlessAll: CardCondition[] = [];
  for (const { kind, body } of conditions) {
    const none = kind === "when" ? undefined : noneOf(body);
    const read = none ?? readConditions(body);
    if (read === undefined) return undefined;
    const into = kind === "when" ? when : none === undefined ? unlessAll : unless;
    // two exceptions of several conditions each are more than a form has places for
    if (into === unlessAll && unlessAll.length > 0) return undefined;
    into.push(...read);
  }
  return { when, unless, unless_all: unlessAll };
}

/** One condition, which may be an `a || b` by itself, or several of which none may hold. */
function noneOf(body: PolicyJson["conditions"][number]["body"]): CardCondition[] | undefined {
  const whole = readCondition(body);
  if (whole !== undefined) return [whole];
  const parts = flat(body, "||").map((part) => asOne(readConditions(part) ?? []));
  const read = parts.filter((part) => part !== undefined);
  return read.length === parts.length ? read : undefined;
}

/** The rule of the card. Undefined if it names an unknown attribute. */
export function textOfCard(card: Card): string | undefined {
  const when = card.when.map(writeCondition);
  const unless = card.unless.map(writeCondition);
  const unlessAll = card.unless_all.map(writeCondition);
  if ([...when, ...unless, ...unlessAll].includes(undefined)) return undefined;
  const clauses = [
    ...clauseOf("when", when),
    ...unless.map((condition) => `unless { ${condition} }`),
    ...clauseOf("unless", unlessAll),
  ];
  return `${[...annotationsOf(card), `${card.effect} ${scopeOf(card)}`, ...clauses].join("\n")};`;
}

function clauseOf(kind: "when" | "unless", conditions: readonly (string | undefined)[]): string[] {
  if (conditions.length === 0) return [];
  return [conditions.length === 1 ? `${kind} { ${conditions[0]} }` : `${kind} {\n  ${conditions.join(" &&\n  ")}\n}`];
}

function scopeOf({ who, actions, client }: Card): string {
  const [only] = actions;
  const named = actions.map((name) => `Action::${quoted(name)}`);
  const parts = [
    who.kind === "anybody"
      ? "principal"
      : who.kind === "person"
        ? `principal == User::${quoted(who.name)}`
        : `principal in Group::${quoted(who.name)}`,
    only === undefined ? "action" : named.length === 1 ? `action == ${named[0]}` : `action in [${named.join(", ")}]`,
    client === null ? "resource" : `resource == Client::${quoted(client)}`,
  ];
  const line = `(${parts.join(", ")})`;
  return line.length <= 80 ? line : `(\n  ${parts.join(",\n  ")}\n)`;
}

function annotationsOf({ id, title, says, report_only, demands }: Card): string[] {
  const valued = (name: string, value: string | null) => (value === null ? [] : [`@${name}(${quoted(value)})`]);
  return [
    ...valued("id", id),
    ...valued("title", title),
    ...valued("says", says),
    ...(report_only ? ['@mode("report-only")'] : []),
    ...valued("require_fresh_touch", lengthOf(demands.fresh_touch)),
    ...(demands.device_bound ? ["@require_device_bound_passkey"] : []),
    ...(demands.attested ? ["@require_attested_passkey"] : []),
    ...(demands.security_key ? ["@require_security_key"] : []),
    ...(demands.justification ? ["@require_justification"] : []),
    ...valued("require_ticket", demands.ticket?.join(" ") ?? null),
    ...secondOf(demands.second),
    ...(demands.alarm ? ["@alarm"] : []),
    ...valued("access_token_life", lengthOf(demands.access_token)),
    ...valued("refresh_token_life", lengthOf(demands.refresh_token)),
    ...valued("scopes", demands.scopes?.join(" ") ?? null),
    ...valued("stand", lengthOf(demands.stand)),
  ];
}

/** Writes the demand of a rule by itself, which has one list. The card of another one is written as text that is refused where it is read back. */
function secondOf(second: Demands["second"]): string[] {
  if (second === null) return [];
  const { approvers, within, newcomers } = second;
  const lines = approvers.map(({ among }) => `@require_second_approver(${quoted(among.join(" "))})`);
  const [quorum] = new Set(approvers.map((list) => list.quorum));
  if (quorum !== undefined && quorum !== 1) lines.push(`@quorum("${quorum}")`);
  if (within !== DEFAULT_WITHIN_SECONDS) lines.push(`@within("${writeLength(within)}")`);
  if (newcomers !== DEFAULT_NEWCOMER_SECONDS)
    lines.push(`@newcomers("${newcomers === 0 ? "allowed" : writeLength(newcomers)}")`);
  return lines;
}

const lengthOf = (seconds: Demands["stand"]): string | null => (seconds === null ? null : writeLength(seconds));
