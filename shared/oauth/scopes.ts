// Scopes of OpenID Connect Core 1.0 (§3.1.2.1, §5.4) that a client may be allowed like any other.

/** An ID token beside each access token, and leave to ask /oauth/userinfo. */
export const OPENID = "openid";
/** The person's name at /oauth/userinfo. */
export const PROFILE = "profile";

export const hasScope = (scope: string, wanted: string): boolean => scope.split(" ").includes(wanted);
