import { decision as decisionStatement } from "@nearside/shared/statements/decision.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import type { BoundSet } from "../keys/bound-set.ts";
import type { Policy } from "../policy/policy.ts";
import { policyRefusal } from "../policy/policy-rule.ts";
import type { ForeignLogin, Session } from "../session/session.ts";
import type { DecisionShown } from "../ui/decision-card.ts";
import { type EnrolmentShown, enrolmentsShown } from "../ui/enrolments.ts";

/** The content of the popup. */
export interface PopupState {
  readonly policy: Policy;
  /** `bridged`: the window for this enrolment is about to open; `not_bridged`: it cannot open. */
  readonly enrolmentPage: "bridged" | "not_bridged" | undefined;
  readonly decisions: readonly { readonly shown: DecisionShown; readonly clock_offset: number }[];
  readonly foreign: readonly { readonly hash: string; readonly login: ForeignLogin }[];
  readonly enrolments: readonly EnrolmentShown[];
}

/** Reads everything that a person may want to see. The background has verified the decisions. */
export async function readPopupState(
  session: Session,
  sets: readonly BoundSet[],
  mayReach: (patterns: string[]) => Promise<boolean>,
  policy: Policy,
): Promise<Omit<PopupState, "enrolmentPage">> {
  const decisions: PopupState["decisions"][number][] = [];
  for (const [, login] of await session.logins.all()) {
    if (login.decision === null || policyRefusal(policy, login.issuer) !== undefined) continue;
    const [request, decision] = await Promise.all([
      readAnyRequest(login.request),
      decisionStatement.read(login.decision.decision),
    ]);
    decisions.push({
      shown: {
        issuer: login.issuer,
        decision: decision.claims,
        facts: readFacts(login.decision.facts),
        expires_at: request.claims.exp,
      },
      clock_offset: login.decision.clock_offset,
    });
  }
  return {
    policy,
    decisions: decisions.sort((one, other) => other.shown.decision.iat - one.shown.decision.iat),
    foreign: (await session.foreignLogins.all()).map(([hash, login]) => ({ hash, login })),
    enrolments: await enrolmentsShown(sets, mayReach, policy),
  };
}
