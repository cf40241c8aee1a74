import type { AuthenticatorPolicy } from "@nearside/shared/api/console/authenticator-policy.ts";
import { sentencesOf } from "@nearside/shared/api/console/authenticator-policy.ts";

/** A policy as a person reads it. */
export function PolicyRules({ policy }: { policy: AuthenticatorPolicy }) {
  return (
    <ul className="rules">
      {sentencesOf(policy).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
