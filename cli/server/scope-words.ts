/** The scopes of a text, as a person or a server wrote it (RFC 6749 §3.3). */
export const scopeWords = (scope: string): string[] => scope.split(/\s+/).filter((word) => word !== "");

/** All that either is good for, each once. */
export const joinScopes = (one: string, other: string): string =>
  [...new Set([...scopeWords(one), ...scopeWords(other)])].join(" ");

/** True where the one is good for nothing beyond the other. */
export function isWithin(scope: string, limit: string): boolean {
  const words = scopeWords(limit);
  return scopeWords(scope).every((word) => words.includes(word));
}
