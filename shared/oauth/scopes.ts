// Scopes of OpenID Connect Core 1.0 (§3.1.2.1, §5.4), which a client may be allowed like any other.

/** Gives an ID token beside each access token, and access to /oauth/userinfo. */
export const OPENID = "openid";
/** Adds the person's name at /oauth/userinfo. */
export const PROFILE = "profile";

/** The part of a scope that consists of those words, in the scope's own order. */
export const narrowedScope = (scope: string, words: readonly string[]): string =>
  scope
    .split(" ")
    .filter((word) => words.includes(word))
    .join(" ");

export const hasScope = (scope: string, wanted: string): boolean => scope.split(" ").includes(wanted);
