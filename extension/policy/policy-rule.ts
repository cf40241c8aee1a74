import type { Policy } from "./policy.ts";

/**
 * The reason for which nothing may be approved or enrolled with that issuer; undefined if it may. An unread policy
 * allows nothing.
 */
export function policyRefusal(
  policy: Policy,
  issuer: string,
): "issuer_not_allowed" | "settings_unreadable" | undefined {
  switch (policy.state) {
    case "none":
      return undefined;
    case "set":
      return policy.allowOtherIssuers || policy.issuers.includes(issuer) ? undefined : "issuer_not_allowed";
    case "unread":
    case "unreadable":
      return "settings_unreadable";
  }
}

/**
 * True if the person may remove an enrolment with that issuer. An enrolment that can no longer approve anything may
 * always be removed.
 */
export function mayRemove(policy: Policy, issuer: string): boolean {
  switch (policy.state) {
    case "none":
      return true;
    case "set":
      return policy.allowRemoval || !policy.issuers.includes(issuer);
    case "unread":
    case "unreadable":
      return false;
  }
}
