import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import { POSTURE_NAMES, type PostureName } from "@nearside/shared/posture/posture.ts";
import type { CompiledRules } from "./rule.ts";

/** The parts of a machine's posture that active rules read (protocol §4.8). */
export interface PostureReads {
  readonly facts: readonly PostureName[];
  /** The ages that conditions compare with, in seconds: a verdict may change when a fact becomes one of them or one second more. */
  readonly ages: readonly { readonly name: PostureName; readonly seconds: number }[];
}

const NOTHING: PostureReads = { facts: [], ages: [] };

/** Finds what the rules of that set read. It may name a fact too many, and never one too few. */
export function postureReadsOf({ rules }: CompiledRules): PostureReads {
  const conditions = rules.filter(({ mode }) => mode === "enforced").map(({ policy }) => policy.conditions);
  const written = JSON.stringify(conditions);
  const names = (name: string) => written.includes(JSON.stringify(name));
  if (!names("posture")) return NOTHING;
  const facts = POSTURE_NAMES.filter((name) => names(name) || (name === "disk_encryption" && names("encrypted")));
  return { facts, ages: agesIn(conditions) };
}

const COMPARISONS = new Set(["<", "<=", ">", ">=", "==", "!="]);

/** Goes through the engine's JSON for comparisons of an age with a number. */
function agesIn(node: unknown): PostureReads["ages"] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => [
    ...(COMPARISONS.has(key) ? comparedAge(value) : []),
    ...agesIn(value),
  ]);
}

function comparedAge(sides: unknown): PostureReads["ages"] {
  const [left, right] = [member(sides, "left"), member(sides, "right")];
  const age = member(left, ".") ?? member(right, ".");
  const seconds = member(left, "Value") ?? member(right, "Value");
  const name = POSTURE_NAMES.find((each) => each === member(member(member(age, "left"), "."), "attr"));
  return member(age, "attr") === "age" && name !== undefined && typeof seconds === "number" ? [{ name, seconds }] : [];
}

/**
 * True if a condition reads an age, or a fact with its age, in another form than a comparison of the age with a number. Nobody could tell when
 * the verdict of such a rule changes by time alone, so a machine that falls silent would keep its logins.
 */
export const misreadsAge = ({ conditions }: Pick<PolicyJson, "conditions">): boolean => misreads(conditions);

function misreads(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  return Object.entries(node).some(([key, value]) => {
    if (COMPARISONS.has(key) && comparedAge(value).length > 0) return false;
    if (key !== "." && key !== "has") return misreads(value);
    if (key === "." && (isWhole(node) || isAge(node))) return true;
    const above = member(value, "left");
    return !isWhole(above) && misreads(above); // a whole that only leads to its members is not read
  });
}

/** The whole posture, or one fact. */
const isWhole = (node: unknown): boolean => isPosture(node) || isFact(node);

function isPosture(node: unknown): boolean {
  const read = member(node, ".");
  return member(read, "attr") === "posture" && member(member(read, "left"), "Var") === "context";
}

function isFact(node: unknown): boolean {
  const read = member(node, ".");
  return isPosture(member(read, "left")) && POSTURE_NAMES.some((name) => name === member(read, "attr"));
}

const isAge = (node: unknown): boolean =>
  member(member(node, "."), "attr") === "age" && isFact(member(member(node, "."), "left"));

const member = (node: unknown, name: string): unknown =>
  typeof node === "object" && node !== null ? Reflect.get(node, name) : undefined;
