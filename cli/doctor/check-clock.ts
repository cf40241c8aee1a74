import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
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
  if (Math.abs(off) <= CLOCK_LEEWAY_SECONDS) return [good(ABOUT, "It agrees with the server's.")];
  const how = `${spanInWords(Math.abs(off))} ${off > 0 ? "ahead of" : "behind"} the server's`;
  return [
    notice(
      ABOUT,
      `It is ${how}. Nearside makes up for it; certificates and other programs may not.`,
      "Set it by the network: timedatectl set-ntp true on Linux, in the date settings elsewhere.",
    ),
  ];
}
