import { neededPatterns } from "../issuer/match-patterns.ts";
import type { BoundSet } from "../keys/bound-set.ts";
import type { Policy } from "../policy/policy.ts";
import { mayRemove, policyRefusal } from "../policy/policy-rule.ts";
import { texts } from "../texts/pages.ts";

/** One enrolment, as it is shown. */
export interface EnrolmentShown {
  readonly set: BoundSet;
  readonly standing: "usable" | "not_allowed" | "on_hold" | "permission_missing" | "administrator" | "unfinished";
  /** True if the person may remove it here. */
  readonly removable: boolean;
}

/** Judges every enrolment of this browser, newest first. */
export async function enrolmentsShown(
  sets: readonly BoundSet[],
  mayReach: (patterns: string[]) => Promise<boolean>,
  policy: Policy,
): Promise<readonly EnrolmentShown[]> {
  const shown = await Promise.all(
    sets.map(async (set): Promise<EnrolmentShown> => {
      const removable = mayRemove(policy, set.issuer);
      const refusal = policyRefusal(policy, set.issuer);
      if (refusal !== undefined)
        return { set, removable, standing: refusal === "issuer_not_allowed" ? "not_allowed" : "on_hold" };
      if (!(await mayReach(neededPatterns(set.issuer)))) return { set, removable, standing: "permission_missing" };
      if (set.state === "bound") return { set, removable, standing: "usable" };
      return { set, removable, standing: set.passkey === null ? "unfinished" : "administrator" };
    }),
  );
  return shown.sort((one, other) => other.set.made_at - one.set.made_at);
}

/** The words that a person reads. */
export const STANDINGS: Readonly<Record<EnrolmentShown["standing"], string>> = texts.standings;
