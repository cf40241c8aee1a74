import { isMembers, type Json } from "../kit/hostile-json.ts";
import { ownMembers, pathsOf, valueAt, withValueAt } from "../kit/json.ts";
import { forge } from "../vectors/forge.ts";
import type { Party } from "../vectors/parties.ts";
import { editText } from "./edit-text.ts";
import type { Step } from "./recipe.ts";

/** The parties that sign what is changed in a statement: its own party, where a stranger could be it, and a stranger without an enrolment. */
interface Hands {
  /** The keys are the statements' texts. */
  readonly signers: ReadonlyMap<string, Party>;
  readonly stranger: Party;
  /** Other honest messages, to borrow from. */
  readonly others: readonly Json[];
}

/** True if its own signer alone changed it. */
interface Spoilt {
  readonly value: Json;
  /** Statements that were changed and then signed well, by their own party. */
  readonly signed: ReadonlySet<string>;
}

/** The value after all steps. A step that fits nowhere changes nothing. */
export async function spoil(honest: Json, steps: readonly Step[], hands: Hands): Promise<Spoilt> {
  const signed = new Set<string>();
  let value = honest;
  for (const step of steps) value = await take(value, step, hands, signed);
  return { value, signed };
}

async function take(value: Json, step: Step, hands: Hands, signed: Set<string>): Promise<Json> {
  const paths = pathsOf(value);
  const path = paths[step.at % paths.length];
  if (path === undefined) return step.kind === "add" ? withValueAt(value, [step.name], step.value) : value;
  const there = valueAt(value, path) ?? null;
  switch (step.kind) {
    case "value":
      return withValueAt(value, path, step.value);
    case "drop":
      return withValueAt(value, path, undefined);
    case "add":
      return withValueAt(value, [...path.slice(0, -1), step.name], step.value);
    case "rename": {
      const parent = valueAt(value, path.slice(0, -1)) ?? value;
      if (!isMembers(parent)) return value;
      const members = Object.entries(parent).map(
        ([name, inner]) => [name === path.at(-1) ? step.name : name, inner] as const,
      );
      return withValueAt(value, path.slice(0, -1), ownMembers(members));
    }
    case "wrap": {
      let wrapped = there;
      for (let level = 0; level < step.levels; level += 1) wrapped = step.as === "list" ? [wrapped] : { a: wrapped };
      return withValueAt(value, path, wrapped);
    }
    case "swap": {
      const other = paths[step.by % paths.length] ?? path;
      return withValueAt(withValueAt(value, path, valueAt(value, other) ?? null), other, there);
    }
    case "borrow": {
      const from = hands.others[step.by % Math.max(1, hands.others.length)];
      const places = from === undefined ? [] : pathsOf(from);
      const borrowed = from && valueAt(from, places[step.by % Math.max(1, places.length)] ?? []);
      return borrowed === undefined ? value : withValueAt(value, path, borrowed);
    }
    case "text": {
      const texts = paths.filter((place) => typeof valueAt(value, place) === "string");
      const place = texts[step.at % texts.length];
      if (place === undefined) return value;
      return withValueAt(value, place, editText(String(valueAt(value, place)), step.edit));
    }
    case "claim": {
      const statements = paths.filter((place) => isStatement(valueAt(value, place)));
      const place = statements[step.at % statements.length];
      if (place === undefined) return value;
      return withValueAt(value, place, await changed(String(valueAt(value, place)), step, hands, signed));
    }
  }
}

const STATEMENT = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;
export const isStatement = (value: Json | undefined): value is string =>
  typeof value === "string" && STATEMENT.test(value);

/** The statement with something in header or claims changed, and a signature. */
async function changed(
  jws: string,
  { step, sign }: Extract<Step, { kind: "claim" }>,
  hands: Hands,
  signed: Set<string>,
): Promise<string> {
  const [head = "", payload = "", signature = ""] = jws.split(".");
  const before = [head, payload].map((part) => Buffer.from(part, "base64url").toString());
  const parts = readParts(before);
  if (parts === undefined) return jws; // an earlier step left no JSON in it
  const after = await take(parts, step, hands, signed);
  if (!isMembers(after)) return jws;
  const [header = "", claims = ""] = [after["header"], after["claims"]].map((part) => JSON.stringify(part ?? null));
  const own = hands.signers.get(jws);
  if (sign === "kept" || (sign === "own" && own === undefined))
    return [header, claims, signature]
      .map((part, at) => (at < 2 ? Buffer.from(part).toString("base64url") : part))
      .join(".");
  const by = sign === "own" && own !== undefined ? own : hands.stranger;
  const made = await forge(by, header, claims);
  if (by === own) signed.add(made);
  return made;
}

function readParts([header = "", claims = ""]: readonly string[]): Json | undefined {
  try {
    return { header: JSON.parse(header) as Json, claims: JSON.parse(claims) as Json };
  } catch {
    return undefined;
  }
}
