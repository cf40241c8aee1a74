import { type CardCondition, cardOpsOf } from "@nearside/shared/rules/card.ts";
import { type AttributePath, attributeAt } from "../language/attributes.ts";
import { flat, type Node, networksIn, opOf, pathOf, plainOf, sidesOf, textsOf } from "../language/expression.ts";
import { quoted } from "../language/quoted.ts";

// Writes one condition of a card as Cedar, and reads it back. Optional attributes are checked for first; where one is missing, no condition
// about it holds.

/** A condition in Cedar, with its checks. Undefined if there is no such attribute, or where the attribute has no such comparison. */
export function writeCondition(condition: CardCondition): string | undefined {
  const attribute = attributeAt(condition.attribute);
  if (attribute === undefined || !cardOpsOf(attribute.type).includes(condition.op)) return undefined;
  const written = expressionOf(condition, attribute);
  return written === undefined ? undefined : [...attribute.guards, written].join(" && ");
}

function expressionOf(condition: CardCondition, { path, type }: AttributePath): string | undefined {
  const one = (text: string) => (isEntity(type) ? `${elementOf(type)}::${quoted(text)}` : quoted(text));
  const set = (texts: readonly string[]) => `[${texts.map(one).join(", ")}]`;
  const among = (networks: readonly string[]) =>
    networks.map((network) => `${path}.isInRange(ip(${quoted(network)}))`).join(" || ");
  switch (condition.op) {
    case "is":
      if (typeof condition.value === "boolean")
        return type !== "Bool" ? undefined : condition.value ? path : `!${path}`;
      return type === "Bool" ? undefined : `${path} == ${one(condition.value)}`;
    case "is_not":
      return `${path} != ${one(condition.value)}`;
    case "less_than":
      return `${path} < ${condition.value}`;
    case "at_least":
      return `${path} >= ${condition.value}`;
    case "between":
      return `${path} >= ${condition.from} && ${path} <= ${condition.to}`;
    case "outside":
      return `(${path} < ${condition.from} || ${path} > ${condition.to})`;
    case "one_of":
      return `${set(condition.values)}.contains(${path})`;
    case "none_of":
      return `!${set(condition.values)}.contains(${path})`;
    case "has_any":
      return `${path}.containsAny(${set(condition.values)})`;
    case "has_none":
      return `!${path}.containsAny(${set(condition.values)})`;
    case "has_all":
      return `${path}.containsAll(${set(condition.values)})`;
    case "has_only":
      return `${set(condition.values)}.containsAll(${path})`;
    case "in_network":
      return condition.values.length === 1 ? among(condition.values) : `(${among(condition.values)})`;
    case "not_in_network":
      return condition.values.length === 1 ? `!${among(condition.values)}` : `!(${among(condition.values)})`;
  }
}

const elementOf = (type: string): string => /^Set<(.*)>$/.exec(type)?.[1] ?? type;
const isEntity = (type: string): boolean => !["String", "Bool", "Long", "ipaddr", "datetime"].includes(elementOf(type));

/** Conditions that all have to hold. Undefined if a part is no condition of a card. */
export function readConditions(body: Node): CardCondition[] | undefined {
  const read: CardCondition[] = [];
  const checked = new Set<string>();
  for (const part of flat(body, "&&")) {
    const guards = guardsIn(part);
    if (guards !== undefined) {
      for (const guard of guards) checked.add(guard);
      continue;
    }
    const upTo = rangeEnd(part, read.at(-1));
    if (upTo !== undefined) {
      read.splice(-1, 1, upTo);
      continue;
    }
    const condition = readCondition(part);
    if (condition === undefined) return undefined;
    read.push(condition);
  }
  for (const { attribute } of read) for (const guard of attributeAt(attribute)?.guards ?? []) checked.delete(guard);
  // it checks for more than the attributes that it reads
  return checked.size > 0 ? undefined : read;
}

/** The checks before an attribute is read, as `guards` in attributes.ts writes them. */
function guardsIn(node: Node): string[] | undefined {
  const { op, args } = opOf(node);
  if (op !== "has") return undefined;
  const above = pathOf(args["left"]);
  const names = [args["attr"]].flat();
  if (above === undefined || !names.every((name) => typeof name === "string")) return undefined;
  return names.map((name, at) => `${[above, ...names.slice(0, at)].join(".")} has ${name}`);
}

/** `a >= 8 && a <= 18` is one condition. */
function rangeEnd(node: Node, before: CardCondition | undefined): CardCondition | undefined {
  const compared = comparisonOf(node);
  if (compared?.op !== "<=" || before?.op !== "at_least" || before.attribute !== compared.attribute) return undefined;
  return { attribute: before.attribute, op: "between", from: before.value, to: compared.value };
}

/** The condition alone, without its checks. */
export function readCondition(node: Node): CardCondition | undefined {
  const read = anyCondition(node);
  const type = read === undefined ? undefined : attributeAt(read.attribute)?.type;
  return read !== undefined && type !== undefined && cardOpsOf(type).includes(read.op) ? read : undefined;
}

function anyCondition(node: Node): CardCondition | undefined {
  const { op, args } = opOf(node);
  switch (op) {
    case ".":
      return flagOf(node, true);
    case "!":
      return negated(args["arg"]);
    case "==":
    case "!=":
      return equality(op, args);
    case "<":
    case ">=":
    case "<=":
    case ">":
      return bound(node);
    case "contains":
    case "containsAny":
    case "containsAll":
      return membership(op, args, false);
    case "isInRange":
    case "||":
      return networks(node, "in_network") ?? outside(node);
    default:
      return undefined;
  }
}

const flagOf = (node: Node, value: boolean): CardCondition | undefined => {
  const attribute = pathOf(node);
  return attribute !== undefined && attributeAt(attribute)?.type === "Bool"
    ? { attribute, op: "is", value }
    : undefined;
};

function negated(node: Node): CardCondition | undefined {
  const { op, args } = opOf(node);
  if (op === ".") return flagOf(node, false);
  if (op === "contains" || op === "containsAny") return membership(op, args, true);
  return networks(node, "not_in_network");
}

function equality(op: "==" | "!=", args: Readonly<Record<string, Node>>): CardCondition | undefined {
  const { attribute, value } = sidesOf(args);
  const type = attributeAt(attribute ?? "")?.type;
  if (attribute === undefined || type === undefined) return undefined;
  if (type === "Bool")
    return typeof value === "boolean" ? { attribute, op: "is", value: value === (op === "==") } : undefined;
  const text = textsOf([value], isEntity(type) ? type : undefined)?.[0];
  return text === undefined ? undefined : { attribute, op: op === "==" ? "is" : "is_not", value: text };
}

function comparisonOf(node: Node): { op: string; attribute: string; value: number } | undefined {
  const { op, args } = opOf(node);
  const { attribute, value } = sidesOf(args);
  return ["<", "<=", ">", ">="].includes(op) && attribute !== undefined && isWhole(value)
    ? { op, attribute, value }
    : undefined;
}

/** A whole number that the engine's JSON represents exactly. */
const isWhole = (value: Node): value is number => typeof value === "number" && Number.isSafeInteger(value);

function bound(node: Node): CardCondition | undefined {
  const compared = comparisonOf(node);
  if (compared === undefined) return undefined;
  const { op, attribute } = compared;
  const value = op === "<=" || op === ">" ? compared.value + 1 : compared.value;
  return Number.isSafeInteger(value)
    ? { attribute, op: op.startsWith("<") ? "less_than" : "at_least", value }
    : undefined;
}

/** `a < 8 || a > 18`, `a < 8 || a >= 19`. */
function outside(node: Node): CardCondition | undefined {
  const [below, above, ...more] = flat(node, "||").map(comparisonOf);
  if (below?.op !== "<" || above === undefined || more.length > 0 || below.attribute !== above.attribute)
    return undefined;
  const to = above.op === ">" ? above.value : above.op === ">=" ? above.value - 1 : Number.NaN;
  return Number.isSafeInteger(to) ? { attribute: below.attribute, op: "outside", from: below.value, to } : undefined;
}

/** Several conditions that are one in Cedar, though a form would show two: `a >= 8 && a < 18`. */
export function asOne(conditions: readonly CardCondition[]): CardCondition | undefined {
  const [first, second, ...more] = conditions;
  if (second === undefined) return first;
  if (first?.op !== "at_least" || second.op !== "less_than" || more.length > 0) return undefined;
  const to = second.value - 1;
  return first.attribute === second.attribute && Number.isSafeInteger(to)
    ? { attribute: first.attribute, op: "between", from: first.value, to }
    : undefined;
}

function membership(op: string, args: Readonly<Record<string, Node>>, isNot: boolean): CardCondition | undefined {
  const { left, right } = args;
  const listed = opOf(left);
  // ["a", "b"].containsAll(attribute)
  if (op === "containsAll" && listed.op === "Set") {
    const attribute = pathOf(right);
    const values = valuesOf(left, attribute);
    return isNot || attribute === undefined || values === undefined ? undefined : { attribute, op: "has_only", values };
  }
  // ["a", "b"].contains(attribute)
  if (op === "contains" && listed.op === "Set") {
    const attribute = pathOf(right);
    const values = valuesOf(left, attribute);
    if (attribute === undefined || values === undefined) return undefined;
    return { attribute, op: isNot ? "none_of" : "one_of", values };
  }
  const attribute = pathOf(left);
  const values = valuesOf(op === "contains" ? { Set: [right] } : right, attribute);
  if (attribute === undefined || values === undefined) return undefined;
  if (op === "containsAll") return isNot ? undefined : { attribute, op: "has_all", values };
  return { attribute, op: isNot ? "has_none" : "has_any", values };
}

/** The values of a list, as ids where the attribute holds entities. */
function valuesOf(node: Node, attribute: string | undefined): string[] | undefined {
  const type = attributeAt(attribute ?? "")?.type;
  const { op, list } = opOf(node);
  if (type === undefined || op !== "Set" || list.length === 0) return undefined;
  return textsOf(list.map(plainOf), isEntity(type) ? elementOf(type) : undefined);
}

function networks(node: Node, op: "in_network" | "not_in_network"): CardCondition | undefined {
  const parts = flat(node, "||").map(networksIn);
  const [first] = parts;
  if (first === undefined) return undefined;
  const values = parts.flatMap((part) => (part?.attribute === first.attribute ? [part.network] : []));
  return values.length === parts.length ? { attribute: first.attribute, op, values } : undefined;
}
