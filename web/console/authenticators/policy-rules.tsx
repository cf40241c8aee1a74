import type { AuthenticatorPolicy } from "@nearside/shared/api/console/authenticator-policy.ts";
import { sentencesOf } from "@nearside/shared/api/console/authenticator-policy.ts";

/** Puts a policy into sentences. */
export function PolicyRules({ policy }: { policy: AuthenticatorPolicy }) {
  return (
    <ul className="rules">
      {sentencesOf(policy).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
