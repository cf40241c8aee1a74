import { neededPatterns } from "../issuer/match-patterns.ts";
import type { BoundSet } from "../keys/bound-set.ts";

/** One enrolment, as it is shown. */
export interface EnrolmentShown {
  readonly set: BoundSet;
  readonly standing: "usable" | "permission_missing" | "administrator" | "unfinished";
}

/** Newest first. */
export async function enrolmentsShown(
  sets: readonly BoundSet[],
  mayReach: (patterns: string[]) => Promise<boolean>,
): Promise<readonly EnrolmentShown[]> {
  const shown = await Promise.all(
    sets.map(async (set): Promise<EnrolmentShown> => {
      if (!(await mayReach(neededPatterns(set.issuer)))) return { set, standing: "permission_missing" };
      if (set.state === "bound") return { set, standing: "usable" };
      return { set, standing: set.passkey === null ? "unfinished" : "administrator" };
    }),
  );
  return shown.sort((one, other) => other.set.made_at - one.set.made_at);
}

/** What a person reads of it. */
export const STANDINGS: Readonly<Record<EnrolmentShown["standing"], string>> = {
  usable: "Ready",
  permission_missing: "Permission missing",
  administrator: "Not confirmed yet",
  unfinished: "Not finished",
};
