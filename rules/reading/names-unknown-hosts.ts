import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";

/**
 * True if a condition compares `context.place.known` with "unknown": its author thought of hosts that nobody knows (protocol §10.2).
 * Another attribute of the place, or the same text elsewhere, says nothing about them.
 */
export const namesUnknownHosts = ({ conditions }: Pick<PolicyJson, "conditions">): boolean => compares(conditions);

function compares(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  const [left, right] = [member(node, "left"), member(node, "right")];
  if ((isKnown(left) && saysUnknown(right)) || (isKnown(right) && saysUnknown(left))) return true;
  return Object.values(node).some(compares);
}

const isKnown = (node: unknown): boolean => {
  const known = member(node, ".");
  const place = member(member(known, "left"), ".");
  return (
    member(known, "attr") === "known" &&
    member(place, "attr") === "place" &&
    member(member(place, "left"), "Var") === "context"
  );
};

/** The word itself, or a set that has it. */
function saysUnknown(node: unknown): boolean {
  const set = member(node, "Set");
  return member(node, "Value") === "unknown" || (Array.isArray(set) && set.some(saysUnknown));
}

const member = (node: unknown, name: string): unknown =>
  typeof node === "object" && node !== null ? Reflect.get(node, name) : undefined;
