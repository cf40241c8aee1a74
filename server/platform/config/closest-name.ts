/** Letters that a typing error adds, drops or changes, at most. */
const MOST_EDITS = 3;

/** Finds the name that was probably meant; undefined if none is near. */
export function closestName(typed: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, edits: editsBetween(typed, name) }))
    .filter(({ name, edits }) => edits <= Math.min(MOST_EDITS, name.length / 3))
    .toSorted((one, other) => one.edits - other.edits);
  return best?.name;
}

/** Counts the letters to add, drop or change (Levenshtein), row by row. */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [nth, letter] of [...one].entries()) {
    const next = [nth + 1];
    for (const [at, its] of [...other].entries()) {
      const [change = 0, drop = 0, add = 0] = [row[at], row[at + 1], next[at]];
      next.push(Math.min(change + (letter === its ? 0 : 1), drop + 1, add + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
