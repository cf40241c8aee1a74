/**
 * Compares two versions (Semantic Versioning 2.0.0 §11).
 *
 * @returns below zero if the first is the older one, zero if both are the same
 */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [read(one), read(other)];
  for (const [at, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.before === undefined || b.before === undefined)
    return (a.before === undefined ? 1 : 0) - (b.before === undefined ? 1 : 0);
  return compareBefore(a.before, b.before);
}

function read(version: string) {
  const dash = version.indexOf("-");
  const numbers = (dash === -1 ? version : version.slice(0, dash)).split(".").map(Number);
  return { numbers, before: dash === -1 ? undefined : version.slice(dash + 1).split(".") };
}

/** Numbers by their size and below words, words by their characters, and what has more parts after what has fewer. */
function compareBefore(one: readonly string[], other: readonly string[]): number {
  for (const [at, a] of one.entries()) {
    const b = other[at];
    if (b === undefined) return 1;
    if (a === b) continue;
    const [isA, isB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (isA && isB) return Number(a) - Number(b);
    if (isA !== isB) return isA ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return one.length - other.length;
}
