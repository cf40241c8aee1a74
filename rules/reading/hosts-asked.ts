import type { CompiledRules } from "./rule.ts";

/**
 * Finds the rules whose conditions may come out otherwise once a host has that name: they compare `context.place.host` with it, or with a
 * pattern that it fits. A rule that uses the name in any other way asks for every host.
 *
 * @returns ids of rules
 */
export const rulesAskingFor = ({ rules }: CompiledRules, host: string): readonly string[] =>
  rules.filter(({ policy }) => asksFor(policy.conditions, host)).map(({ id }) => id);

function asksFor(node: unknown, host: string): boolean {
  if (typeof node !== "object" || node === null) return false;
  if (isHost(node)) return true;
  for (const [operator, operands] of Object.entries(node)) {
    const compared = COMPARED[operator]?.(operands);
    if (compared !== undefined) return compared(host);
  }
  return Object.values(node).some((child) => asksFor(child, host));
}

type Compared = (host: string) => boolean;

/** What the name is compared with, operator by operator of the engine's JSON. Undefined if the operands are not of that form. */
const COMPARED: Readonly<Record<string, (operands: unknown) => Compared | undefined>> = {
  "==": (operands) => oneOf(valueBeside(operands)),
  "!=": (operands) => oneOf(valueBeside(operands)),
  contains: (operands) => (isHost(member(operands, "right")) ? oneOf(member(operands, "left")) : undefined),
  like: (operands) => (isHost(member(operands, "left")) ? fits(member(operands, "pattern")) : undefined),
  // if there is a name at all, whichever it is
  has: (operands) =>
    isPlace(member(operands, "left")) && member(operands, "attr") === "host" ? () => false : undefined,
};

/** The side of a comparison that is not the name. */
function valueBeside(operands: unknown): unknown {
  const [left, right] = [member(operands, "left"), member(operands, "right")];
  return isHost(left) ? right : isHost(right) ? left : undefined;
}

/** A text, or a set of texts. */
function oneOf(node: unknown): Compared | undefined {
  const set = member(node, "Set");
  const texts = (Array.isArray(set) ? set : [node]).map((each) => member(each, "Value"));
  return texts.every((text) => typeof text === "string") ? (host) => texts.includes(host) : undefined;
}

/** A pattern of `like`: texts with anything between them. */
function fits(pattern: unknown): Compared | undefined {
  if (!Array.isArray(pattern)) return undefined;
  const parts = pattern.map((part) => (part === "Wildcard" ? ".*" : escaped(String(member(part, "Literal")))));
  const whole = new RegExp(`^${parts.join("")}$`, "su");
  return (host) => whole.test(host);
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

const isHost = (node: unknown): boolean => {
  const read = member(node, ".");
  return member(read, "attr") === "host" && isPlace(member(read, "left"));
};

const isPlace = (node: unknown): boolean => {
  const read = member(node, ".");
  return member(read, "attr") === "place" && member(member(read, "left"), "Var") === "context";
};

const member = (node: unknown, name: string): unknown =>
  typeof node === "object" && node !== null ? Reflect.get(node, name) : undefined;
