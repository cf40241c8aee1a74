import cedar, { type PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";

// The engine keeps parsed sets under names and never lets one go, so names are used again: the set that was not asked for the longest
// gives its up. What lies under a name follows from its content alone, so whoever shares this process shares the names.

const SLOTS = 64;
/** By content, the least recently used first. */
const taken = new Map<string, string>();

/**
 * The name under which the engine knows that set.
 *
 * @param content tells the set apart from every other one
 * @throws Error where the engine does not read what it has read before: a bug of ours
 */
export function slotOf(content: string, policies: () => Readonly<Record<string, PolicyJson>>): string {
  const known = taken.get(content);
  if (known !== undefined) {
    taken.delete(content);
    taken.set(content, known);
    return known;
  }
  let slot = `slot-${taken.size}`;
  if (taken.size >= SLOTS) {
    const [oldest] = taken;
    if (oldest === undefined) throw new Error("no slot");
    taken.delete(oldest[0]);
    slot = oldest[1];
  }
  const answer = cedar.preparsePolicySet(slot, { staticPolicies: policies() });
  if (answer.type === "failure")
    throw new Error(`the engine refused a set that it had read: ${answer.errors[0]?.message}`);
  taken.set(content, slot);
  return slot;
}
