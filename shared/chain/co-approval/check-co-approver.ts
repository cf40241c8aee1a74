import type { CoDecidedLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * Each one who approved is another person on another machine than the one who wants the login, and than every other one
 * who approved (protocol §11, threat I4).
 *
 * @throws Refused `co_same_person`, `co_same_machine`
 */
export function checkCoApprover({
  decision,
  coApprovals,
}: {
  readonly decision: Pick<CoDecidedLink["decision"], "claims">;
  readonly coApprovals: readonly {
    readonly coDecision: Pick<CoDecidedLink["coApprovals"][number]["coDecision"], "claims">;
  }[];
}): void {
  const people = [decision.claims.user.id];
  const machines = [decision.claims.device];
  for (const { coDecision } of coApprovals) {
    const { user, device } = coDecision.claims.approver;
    if (people.includes(user.id)) refuse("co_same_person", "approver.user");
    if (machines.includes(device)) refuse("co_same_machine", "approver.device");
    people.push(user.id);
    machines.push(device);
  }
}
