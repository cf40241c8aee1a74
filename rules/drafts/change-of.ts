import type { ReplayChange } from "@nearside/shared/api/console/rule-trials.ts";
import { type Demands, standsFor } from "@nearside/shared/rules/demands.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import { coversSecond } from "@nearside/shared/rules/second-approver.ts";
import type { Outcome } from "@nearside/shared/rules/verdict.ts";

/**
 * The change that the person would notice, or null. Demands on a passkey or on scopes count only where that login does not meet them
 * already: a rule that everybody meets changes nothing for anybody. Where one demand is stricter and another one is not, more is asked.
 */
export function changeOf(before: Outcome, after: Outcome, given: Given): ReplayChange | null {
  if (before.outcome !== after.outcome) return after.outcome === "deny" ? "newly_refused" : "newly_let_through";
  if (after.outcome === "deny") return null;
  if (isMore(before.demands, after.demands, given)) return "newly_stepped_up";
  return isMore(after.demands, before.demands, given) ? "less_asked" : null;
}

/** True if `next` asks for something that `last` did not, or gives less. */
function isMore(last: Demands, next: Demands, { passkey, scopes }: Given): boolean {
  const granted = scopes.filter((scope) => last.scopes?.includes(scope) ?? true);
  return (
    (next.device_bound && !last.device_bound && passkey.synced) ||
    (next.attested && !last.attested && !passkey.attested) ||
    (next.security_key && !last.security_key) ||
    !coversSecond(next.second, last.second) ||
    (next.second?.newcomers ?? 0) > (last.second?.newcomers ?? 0) ||
    (next.alarm && !last.alarm) ||
    (next.justification && !last.justification) ||
    (next.ticket !== null && !(last.ticket?.every((prefix) => next.ticket?.includes(prefix)) ?? false)) ||
    isShorter(last.fresh_touch, next.fresh_touch) ||
    isShorter(last.access_token, next.access_token) ||
    isShorter(last.refresh_token, next.refresh_token) ||
    granted.some((scope) => next.scopes?.includes(scope) === false) ||
    (standsFor(next) ?? 0) < (standsFor(last) ?? 0)
  );
}

const isShorter = (last: number | null, next: number | null): boolean =>
  next !== null && (last === null || next < last);
