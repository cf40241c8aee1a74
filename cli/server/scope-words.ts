/** The scopes in a text that a person or a server wrote (RFC 6749 §3.3). */
export const scopeWords = (scope: string): string[] => scope.split(/\s+/).filter((word) => word !== "");

/** The scopes of both texts, each once. */
export const joinScopes = (one: string, other: string): string =>
  [...new Set([...scopeWords(one), ...scopeWords(other)])].join(" ");

/** True if the scope has nothing beyond the limit. */
export function isWithin(scope: string, limit: string): boolean {
  const words = scopeWords(limit);
  return scopeWords(scope).every((word) => words.includes(word));
}
