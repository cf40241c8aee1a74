import { LANGUAGE } from "@nearside/shared/text/amounts.ts";

const toTheMinute = new Intl.DateTimeFormat(LANGUAGE, { timeStyle: "short" });
const toTheSecond = new Intl.DateTimeFormat(LANGUAGE, { timeStyle: "medium" });

/** Gives "14:05". Seconds since the epoch, in the browser's zone. */
export const clockTime = (at: number): string => toTheMinute.format(at * 1000);

/** Gives "14:05:07". Seconds since the epoch, in the browser's zone. */
export const exactClockTime = (at: number): string => toTheSecond.format(at * 1000);
