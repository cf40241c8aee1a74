import { POSTURE_NAMES, type PostureName } from "@nearside/shared/posture/posture.ts";
import type { CompiledRules } from "./rule.ts";

/** What rules in force read of a machine's posture (protocol §4.8). */
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

const member = (node: unknown, name: string): unknown =>
  typeof node === "object" && node !== null ? Reflect.get(node, name) : undefined;
