import { type RefusalCode, refuse } from "../chain/refusal.ts";
import { CLOCK_LEEWAY_SECONDS } from "../lifetimes.ts";

/**
 * A recorded time lies between two others, or so near to them as two clocks, or one that was set, may differ (protocol §2).
 *
 * @param at epoch seconds, as are `from` and `to`; either may be left open by an infinity
 * @throws Refused with that code
 */
export function judgeRecorded(
  at: number,
  [from, to]: readonly [number, number],
  code: RefusalCode,
  field: string,
): void {
  if (at < from - CLOCK_LEEWAY_SECONDS || at > to + CLOCK_LEEWAY_SECONDS) refuse(code, field);
}
