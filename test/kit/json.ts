import { isMembers, type Json, type Members } from "./hostile-json.ts";

/** The place of a value within another. */
type Path = readonly (string | number)[];

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The value as JSON carries it. */
export const jsonOf = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

/** Every place below the value, parents first. */
export function pathsOf(value: Json): readonly Path[] {
  const found: Path[] = [];
  const walk = (at: Json, path: Path): void => {
    if (typeof at !== "object" || at === null) return;
    for (const [name, inner] of Object.entries(at)) {
      const place = [...path, isList(at) ? Number(name) : name];
      found.push(place);
      walk(inner, place);
    }
  };
  walk(value, []);
  return found;
}

export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  let at = value;
  for (const name of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return undefined;
    at = Object.entries(at).find(([own]) => own === String(name))?.[1];
  }
  return at;
}

/** The value with another one at that place; without it if that is undefined. A name like any other: `__proto__` too. */
export function withValueAt(value: Json, [first, ...rest]: Path, put: Json | undefined): Json {
  if (first === undefined) return put ?? null;
  if (isList(value)) {
    const inner = rest.length === 0 ? put : withValueAt(value[Number(first)] ?? null, rest, put);
    return value.flatMap((item, at) => (at !== Number(first) ? [item] : inner === undefined ? [] : [inner]));
  }
  const members = isMembers(value) ? Object.entries(value) : [];
  const inner = (old: Json | undefined): Json | undefined =>
    rest.length === 0 ? put : withValueAt(old ?? null, rest, put);
  const name = String(first);
  const others = members.some(([own]) => own === name) ? members : [...members, [name, null] as const];
  return ownMembers(
    others.flatMap(([own, old]): [string, Json][] => {
      const value = own === name ? inner(old) : old;
      return value === undefined ? [] : [[own, value]];
    }),
  );
}

/** An object with exactly those members of its own, whatever they are called. */
export const ownMembers = (members: readonly (readonly [string, Json])[]): Members => Object.fromEntries(members);
