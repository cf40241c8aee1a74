// Reads the engine's JSON of an expression: each node is an object with one member, its operator.

export type Node = unknown;
type Members = Readonly<Record<string, Node>>;

const isMembers = (node: Node): node is Members => typeof node === "object" && node !== null && !Array.isArray(node);

/** Operator and operands. The operator is empty if the node is no operation. */
export function opOf(node: Node): { readonly op: string; readonly args: Members; readonly list: readonly Node[] } {
  const [entry, ...more] = isMembers(node) ? Object.entries(node) : [];
  if (entry === undefined || more.length > 0) return { op: "", args: {}, list: [] };
  const [op, args] = entry;
  return { op, args: isMembers(args) ? args : {}, list: Array.isArray(args) ? args : [] };
}

/** Splits `a && b && c` into its parts. */
export function flat(node: Node, operator: "&&" | "||"): Node[] {
  const parts: Node[] = [];
  const open: Node[] = [node]; // without recursion, since the author chose the depth
  while (open.length > 0) {
    const next = open.pop();
    const { op, args } = opOf(next);
    if (op === operator) open.push(args["right"], args["left"]);
    else parts.push(next);
  }
  return parts;
}

/** A name that can be written after a dot. Others are written in brackets, and no attribute has such a name. */
const NAME = /^\w+$/;

/** The path of an attribute, such as `context.machine.age_hours`. Undefined if the node is no attribute. */
export function pathOf(node: Node): string | undefined {
  const names: string[] = [];
  let at = node;
  for (;;) {
    const { op, args } = opOf(at);
    if (op === "Var") {
      const variable = isMembers(at) ? at["Var"] : undefined;
      return typeof variable === "string" ? [variable, ...names].join(".") : undefined;
    }
    const { attr } = args;
    if (op !== "." || typeof attr !== "string" || !NAME.test(attr)) return undefined;
    names.unshift(attr);
    at = args["left"];
  }
}

/** The value of a literal. Undefined if the node is no literal. */
export const plainOf = (node: Node): Node => (opOf(node).op === "Value" && isMembers(node) ? node["Value"] : undefined);

/** An attribute on the left, a literal on the right. */
export const sidesOf = ({
  left,
  right,
}: Members): { readonly attribute: string | undefined; readonly value: Node } => ({
  attribute: pathOf(left),
  value: plainOf(right),
});

/** Texts, or the ids of entities of that type. Undefined if a value is neither. */
export function textsOf(values: readonly Node[], entityType: string | undefined): string[] | undefined {
  const texts = values.map((value) => {
    if (entityType === undefined) return value;
    const entity = isMembers(value) ? value["__entity"] : undefined;
    return isMembers(entity) && entity["type"] === entityType ? entity["id"] : undefined;
  });
  return texts.every((text) => typeof text === "string") ? texts : undefined;
}

/** `context.network.cli.isInRange(ip("10.0.0.0/8"))`. */
export function networksIn(node: Node): { readonly attribute: string; readonly network: string } | undefined {
  const { op, list } = opOf(node);
  const [left, right, ...more] = list;
  const attribute = pathOf(left);
  const [network, ...others] = opOf(right).op === "ip" ? opOf(right).list.map(plainOf) : [];
  if (op !== "isInRange" || more.length > 0 || others.length > 0) return undefined;
  return attribute !== undefined && typeof network === "string" ? { attribute, network } : undefined;
}
