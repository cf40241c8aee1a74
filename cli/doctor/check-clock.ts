import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { texts } from "../texts/doctor/network.ts";
import { type Finding, good, notice } from "./finding.ts";

const ABOUT = "clock";

/**
 * Compares this machine's clock with the server's.
 *
 * @param date the answer's Date header (RFC 9110 §6.6.1)
 * @param at when the answer was made, by this machine. Epoch milliseconds
 */
export function checkClock(date: string | undefined, at: number): Finding[] {
  const server = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(server)) return [];
  const off = Math.round((at - server) / 1000);
  if (Math.abs(off) <= CLOCK_LEEWAY_SECONDS) return [good(ABOUT, texts.clock.good)];
  const span = spanInWords(Math.abs(off));
  const says = off > 0 ? texts.clock.ahead({ span }) : texts.clock.behind({ span });
  return [notice(ABOUT, says, texts.clock.set)];
}
