import type { Engine } from "../engine.ts";
import type { InScope } from "./scope.ts";

// The engine keeps parsed sets under names and never lets a name go, so names are used again. Parsing some rules takes longer than judging
// by all of them a few times: only what is asked for a second time gets a name of its own.

/** Sets at once, and rules in all of them together: some 2 kB each. */
const MOST_SLOTS = 256;
const MOST_RULES_HELD = 10_000;
/** Code units of their text together: a single rule may name tens of thousands of things, each of which takes its place. */
const MOST_TEXT_HELD = 4 * 1024 * 1024;
/** What was asked for once, by how many others it is forgotten. */
const MOST_SEEN_ONCE = 4096;
/** Asks for others after which a name may be taken from a set: where more are in use than there is room for, all of the set serves. */
const IDLE = 4 * MOST_SLOTS;

/** The least recently used first. */
const taken = new Map<InScope, { readonly slot: string; readonly usedAt: number }>();
const free: string[] = [];
let seenOnce = new WeakSet<InScope>();
let seen = 0;
let held = 0;
let textHeld = 0;
let asks = 0;
let heldIn = 0;

/**
 * The name under which the engine knows those rules, or all of the set.
 *
 * @param run of the engine: the next one knows nothing of this one's
 * @throws Error where the engine does not read what it has read before: a bug of ours
 */
export function slotOf(engine: Engine, run: number, wanted: InScope, whole: InScope): string {
  if (run !== heldIn) forget(run);
  asks += 1;
  const known = taken.get(wanted);
  if (known !== undefined) {
    taken.delete(wanted);
    taken.set(wanted, { slot: known.slot, usedAt: asks });
    return known.slot;
  }
  if (wanted !== whole && (wanted.rules.length === whole.rules.length || isFirst(wanted) || !hasRoomFor(wanted)))
    return slotOf(engine, run, whole, whole);
  while (isFullFor(wanted)) giveBack(engine);
  const slot = free.pop() ?? `slot-${taken.size}`;
  put(engine, slot, wanted);
  taken.set(wanted, { slot, usedAt: asks });
  held += wanted.rules.length;
  textHeld += lengthOf(wanted);
  return slot;
}

const isFullFor = (wanted: InScope): boolean =>
  taken.size > 0 &&
  (taken.size >= MOST_SLOTS ||
    held + wanted.rules.length > MOST_RULES_HELD ||
    textHeld + lengthOf(wanted) > MOST_TEXT_HELD);

const lengthOf = ({ rules }: InScope): number =>
  rules.reduce((sum, { rule: { asPermit } }) => sum + asPermit.length, 0);

function hasRoomFor(wanted: InScope): boolean {
  if (!isFullFor(wanted)) return true;
  const [oldest] = taken.values();
  return oldest === undefined || asks - oldest.usedAt > IDLE;
}

function isFirst(wanted: InScope): boolean {
  if (seenOnce.has(wanted)) return false;
  if (++seen > MOST_SEEN_ONCE) {
    seenOnce = new WeakSet();
    seen = 0;
  }
  seenOnce.add(wanted);
  return true;
}

function giveBack(engine: Engine): void {
  const [oldest] = taken;
  if (oldest === undefined) return;
  const [rules, { slot }] = oldest;
  put(engine, slot, { ...rules, rules: [] });
  taken.delete(rules);
  held -= rules.rules.length;
  textHeld -= lengthOf(rules);
  free.push(slot);
}

function put(engine: Engine, slot: string, { rules }: InScope): void {
  const answer = engine.preparsePolicySet(slot, {
    staticPolicies: Object.fromEntries(rules.map(({ at, rule: { asPermit } }) => [String(at), asPermit])),
  });
  if (answer.type === "failure")
    throw new Error(`the engine refused a set that it had read: ${answer.errors[0]?.message}`);
}

function forget(run: number): void {
  taken.clear();
  free.length = 0;
  held = 0;
  textHeld = 0;
  heldIn = run;
}
