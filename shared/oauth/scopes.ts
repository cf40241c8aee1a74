// Scopes of OpenID Connect Core 1.0 (§3.1.2.1, §5.4) that a client may be allowed like any other.

/** An ID token beside each access token, and leave to ask /oauth/userinfo. */
export const OPENID = "openid";
/** The person's name at /oauth/userinfo. */
export const PROFILE = "profile";

/** What is left of a scope, in its own order, where no more than those words may be granted. */
export const narrowedScope = (scope: string, words: readonly string[]): string =>
  scope
    .split(" ")
    .filter((word) => words.includes(word))
    .join(" ");

export const hasScope = (scope: string, wanted: string): boolean => scope.split(" ").includes(wanted);
