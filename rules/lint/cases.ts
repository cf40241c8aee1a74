import type { EntityUidJson, Expr, PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import { RULE_ACTIONS } from "@nearside/shared/rules/given.ts";
import { uidOf } from "../language/entity-uid.ts";
import { pathOf, plainOf } from "../language/expression.ts";
import { memberAt } from "../language/vocabulary.ts";

// Takes the condition of a rule apart without the engine: into cases, one of which is enough, each with everything that has to hold in it.
// An expression that is not understood stays one opaque fact. Every conclusion from this is therefore true, but not every truth is
// concluded.

/** Everything that holds at once in one case. */
export interface Case {
  /** Whole numbers, by their least and greatest value. */
  readonly spans: ReadonlyMap<string, readonly [number, number]>;
  /** Texts and entities, by the values that they can have. */
  readonly only: ReadonlyMap<string, ReadonlySet<string>>;
  readonly never: ReadonlyMap<string, ReadonlySet<string>>;
  /** Any other expression, with its value. */
  readonly facts: ReadonlyMap<string, boolean>;
}

/** The most cases that are followed. */
const MOST_CASES = 256;

type Literal =
  | { readonly is: "span"; readonly path: string; readonly from: number; readonly to: number }
  | { readonly is: "only"; readonly path: string; readonly values: readonly string[] }
  | { readonly is: "never"; readonly path: string; readonly values: readonly string[] }
  | { readonly is: "fact"; readonly fact: string; readonly holds: boolean };

const ANYTHING: Case = { spans: new Map(), only: new Map(), never: new Map(), facts: new Map() };

/** Null if there are too many to follow. An empty list means that the rule can never apply. */
export function casesOf({ principal, action, resource, conditions }: PolicyJson): readonly Case[] | null {
  const scope = [
    scopeLiterals("principal", principal),
    scopeLiterals("action", action),
    scopeLiterals("resource", resource),
  ];
  let cases: readonly Case[] | null = narrowed([ANYTHING], scope.flat());
  for (const { kind, body } of conditions) {
    const wanted = alternatives(body, kind === "when");
    if (cases === null || wanted === null || cases.length * wanted.length > MOST_CASES) return null;
    cases = cases.flatMap((one) => wanted.flatMap((literals) => narrowed([one], literals)));
  }
  return cases;
}

/** True if the first case can only hold where the other one holds as well. */
export const implies = (one: Case, other: Case): boolean =>
  [...other.spans].every(([path, [from, to]]) => {
    const [least, most] = one.spans.get(path) ?? boundsOf(path);
    return least >= from && most <= to;
  }) &&
  [...other.only].every(([path, values]) => {
    const can = one.only.get(path);
    return can !== undefined && [...can].every((value) => values.has(value));
  }) &&
  [...other.never].every(([path, values]) => {
    const [can, not] = [one.only.get(path), one.never.get(path)];
    return [...values].every((value) => (can !== undefined && !can.has(value)) || not?.has(value) === true);
  }) &&
  [...other.facts].every(([fact, holds]) => one.facts.get(fact) === holds);

/** The case in which both hold. Undefined if they are known to exclude each other. */
export function both(one: Case, other: Case): Case | undefined {
  const literals: Literal[] = [
    ...[...other.spans].map(([path, [from, to]]) => ({ is: "span", path, from, to }) as const),
    ...[...other.only].map(([path, values]) => ({ is: "only", path, values: [...values] }) as const),
    ...[...other.never].map(([path, values]) => ({ is: "never", path, values: [...values] }) as const),
    ...[...other.facts].map(([fact, holds]) => ({ is: "fact", fact, holds }) as const),
  ];
  return narrowed([one], literals)[0];
}

/** The cases in which all the literals hold too. */
function narrowed(cases: readonly Case[], literals: readonly Literal[]): Case[] {
  return cases.flatMap((one) => {
    const spans = new Map(one.spans);
    const only = new Map(one.only);
    const never = new Map(one.never);
    const facts = new Map(one.facts);
    for (const literal of literals) {
      if (literal.is === "span") {
        const [from, to] = spans.get(literal.path) ?? boundsOf(literal.path);
        spans.set(literal.path, [Math.max(from, literal.from), Math.min(to, literal.to)]);
      } else if (literal.is === "only") {
        const can = only.get(literal.path) ?? valuesOf(literal.path);
        only.set(literal.path, new Set(literal.values.filter((value) => can === undefined || can.has(value))));
      } else if (literal.is === "never") {
        never.set(literal.path, new Set([...(never.get(literal.path) ?? []), ...literal.values]));
        const can = only.get(literal.path) ?? valuesOf(literal.path);
        if (can !== undefined) only.set(literal.path, can);
      } else if (literal.is === "fact") {
        const earlier = facts.get(literal.fact) ?? factOf(literal.fact);
        if (earlier !== undefined && earlier !== literal.holds) return [];
        facts.set(literal.fact, literal.holds);
      }
    }
    for (const [from, to] of spans.values()) if (from > to) return [];
    for (const [path, values] of never) {
      const can = only.get(path);
      if (can !== undefined) only.set(path, new Set([...can].filter((value) => !values.has(value))));
    }
    for (const can of only.values()) if (can.size === 0) return [];
    const found: Case = { spans, only, never, facts };
    return agesBeforeApproval(found) ? [] : [found];
  });
}

/** `approval_age_seconds` exists only after an approval. */
function agesBeforeApproval({ only, facts }: Case): boolean {
  const actions = only.get("action");
  return (
    actions?.size === 1 && actions.has('Action::"approve"') && facts.get("context has approval_age_seconds") === true
  );
}

function scopeLiterals(path: string, constraint: PolicyJson["principal" | "action" | "resource"]): Literal[] {
  switch (constraint.op) {
    case "==":
      return "entity" in constraint ? [only(path, [written(constraint.entity)])] : [];
    case "in":
      if ("entities" in constraint) return [only(path, constraint.entities.map(written))];
      return "entity" in constraint ? [within(path, written(constraint.entity), true)] : [];
    case "is":
      return [
        fact(`${path} is ${constraint.entity_type}`, true),
        ...(constraint.in !== undefined && "entity" in constraint.in
          ? [within(path, written(constraint.in.entity), true)]
          : []),
      ];
    default:
      return [];
  }
}

/** The disjunctive normal form. Null if there are too many cases. */
function alternatives(expr: Expr, holds: boolean): readonly (readonly Literal[])[] | null {
  const node = expr as Node;
  const [op = ""] = Object.keys(node);
  const { left, right, arg } = partsOf(node[op]);
  const opaque = [[fact(JSON.stringify(expr), holds)]];
  if (op === "Value" && typeof node[op] === "boolean") return node[op] === holds ? [[]] : [];
  if (op === "!" && arg !== undefined) return alternatives(arg, !holds);
  if (op === "if-then-else") return conditional(node[op] as Node, holds);
  if (left === undefined) return opaque;
  if (op === "has") return [[fact(`${pathOf(left) ?? JSON.stringify(left)} has ${hasNames(node[op])}`, holds)]];
  if (op === "is")
    return hasIn(node[op])
      ? opaque
      : [[fact(`${pathOf(left) ?? JSON.stringify(left)} is ${entityTypeIn(node[op])}`, holds)]];
  if (op === "." && pathOf(expr) !== undefined) return [[fact(String(pathOf(expr)), holds)]];
  if (right === undefined) return opaque;
  if (op === "&&" || op === "||") {
    const [one, other] = [alternatives(left, holds), alternatives(right, holds)];
    if (one === null || other === null) return null;
    if ((op === "&&") !== holds) return one.length + other.length > MOST_CASES ? null : [...one, ...other];
    if (one.length * other.length > MOST_CASES) return null;
    return one.flatMap((first) => other.map((second) => [...first, ...second]));
  }
  const literal = comparison(op, left, right, holds);
  return literal === undefined ? opaque : [literal];
}

function conditional(node: Node, holds: boolean): readonly (readonly Literal[])[] | null {
  const [test, then, otherwise] = [node["if"], node["then"], node["else"]].map((part) => part as Expr);
  if (test === undefined || then === undefined || otherwise === undefined) return null;
  const branches = [
    [alternatives(test, true), alternatives(then, holds)],
    [alternatives(test, false), alternatives(otherwise, holds)],
  ] as const;
  const all: (readonly Literal[])[] = [];
  for (const [first, second] of branches) {
    if (first === null || second === null || first.length * second.length > MOST_CASES) return null;
    all.push(...first.flatMap((one) => second.map((other) => [...one, ...other])));
  }
  return all.length > MOST_CASES ? null : all;
}

/** A comparison of a path with a literal. Undefined if it is not understood. */
function comparison(op: string, left: Expr, right: Expr, holds: boolean): readonly Literal[] | undefined {
  const [path, value] = [pathOf(left), plainOf(right)];
  if (op === "contains" && "Set" in left) {
    const among = left.Set.map(plainOf).map(textOf);
    const of = pathOf(right);
    if (of === undefined || among.some((one) => one === undefined)) return undefined;
    return [{ is: holds ? "only" : "never", path: of, values: among as string[] }];
  }
  if (path === undefined) {
    const [flipped, turned] = [MIRRORED[op], pathOf(right)];
    return flipped === undefined || turned === undefined ? undefined : comparison(flipped, right, left, holds);
  }
  if (op === "!=") return comparison("==", left, right, !holds);
  if (op === "in") {
    const uid = textOf(value);
    return uid === undefined ? undefined : [within(path, uid, holds)];
  }
  if (op === "==" && typeof value === "boolean") return [fact(path, value === holds)];
  if (op === "==" && textOf(value) !== undefined && typeof value !== "number")
    return [{ is: holds ? "only" : "never", path, values: [textOf(value) ?? ""] }];
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return undefined;
  const span = (from: number, to: number): Literal[] => [{ is: "span", path, from, to }];
  const { POSITIVE_INFINITY: top, NEGATIVE_INFINITY: bottom } = Number;
  if (op === "==") return holds ? span(value, value) : undefined;
  if (op === "<") return holds ? span(bottom, value - 1) : span(value, top);
  if (op === "<=") return holds ? span(bottom, value) : span(value + 1, top);
  if (op === ">") return holds ? span(value + 1, top) : span(bottom, value);
  if (op === ">=") return holds ? span(value, top) : span(bottom, value - 1);
  return undefined;
}

const MIRRORED: Readonly<Record<string, string>> = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

type Node = Readonly<Record<string, unknown>>;
interface Parts {
  readonly left?: Expr;
  readonly right?: Expr;
  readonly arg?: Expr;
}
const partsOf = (node: unknown): Parts => (typeof node === "object" && node !== null ? (node as Parts) : {});

function hasNames(node: unknown): string {
  const { attr } = node as { attr: string | readonly string[] };
  return typeof attr === "string" ? attr : attr.join(".");
}
const entityTypeIn = (node: unknown): string => String((node as { entity_type?: unknown }).entity_type);
const hasIn = (node: unknown): boolean => (node as { in?: unknown }).in !== undefined;

/** A text, or an entity as a rule writes it. Texts are quoted, so that the two are never confused. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null || !("__entity" in value)) return undefined;
  return written(value as EntityUidJson);
}

function written(entity: EntityUidJson): string {
  const { type, id } = uidOf(entity);
  return `${type}::${JSON.stringify(id)}`;
}

const only = (path: string, values: readonly string[]): Literal => ({ is: "only", path, values });
const fact = (text: string, holds: boolean): Literal => ({ is: "fact", fact: text, holds });
/** Only people are members of something other than themselves. */
const within = (path: string, uid: string, holds: boolean): Literal =>
  uid.startsWith("Group::") ? fact(`${path} in ${uid}`, holds) : { is: holds ? "only" : "never", path, values: [uid] };

function boundsOf(path: string): readonly [number, number] {
  const member = memberAt(path);
  const most = member !== undefined && "most" in member ? member.most : undefined;
  return [0, most ?? Number.POSITIVE_INFINITY];
}

function valuesOf(path: string): ReadonlySet<string> | undefined {
  if (path === "action") return ACTION_UIDS;
  const member = memberAt(path);
  const values = member !== undefined && "values" in member ? member.values : undefined;
  return values === undefined ? undefined : new Set(values.map((value) => JSON.stringify(value)));
}
const ACTION_UIDS: ReadonlySet<string> = new Set(RULE_ACTIONS.map((id) => `Action::"${id}"`));

/** The value of a fact that is the same for every login. Undefined if it varies. */
function factOf(text: string): boolean | undefined {
  const [path = "", verb, ...names] = text.split(" ");
  const name = names.join(" ");
  if (verb === "is" && path === "principal") return name === "User";
  if (verb === "is" && path === "resource") return name === "Client";
  if (verb !== "has") return undefined;
  const steps = name.split(".").map((_, at, all) => [path, ...all.slice(0, at + 1)].join("."));
  return steps.some((step) => memberAt(step)?.isReserved === true) ? false : undefined;
}
