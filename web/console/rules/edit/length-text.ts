import { readLength, writeLength } from "@nearside/shared/rules/length.ts";

/** What was typed, in seconds: a number without a unit is of seconds. Nothing typed is null, and what is no length of time undefined. */
export function lengthIn(text: string): number | null | undefined {
  const typed = text.trim().replaceAll(" ", "").toLowerCase();
  if (typed === "") return null;
  return readLength(/\d$/.test(typed) ? `${typed}s` : typed);
}

/** As rules are written. */
export const lengthText = (seconds: number | null): string => (seconds === null ? "" : writeLength(seconds));
