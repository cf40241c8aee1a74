import type { Policy } from "./policy.ts";

/** Why nothing may be approved or enrolled with that issuer; undefined where it may. What is not read allows nothing. */
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

/** Whether the person may remove an enrolment with that issuer. One that approves nothing any more may always go. */
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
