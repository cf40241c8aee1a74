import { shellTexts } from "../../../texts/commands/shell.ts";

/**
 * Says in words how long ago something was.
 *
 * @param span milliseconds
 */
export function ago(span: number): string {
  const minutes = Math.floor(span / 60_000);
  if (minutes < 1) return shellTexts.ago.now;
  if (minutes < 120) return shellTexts.ago.minutes({ count: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? shellTexts.ago.hours({ count: hours }) : shellTexts.ago.days({ count: Math.floor(hours / 24) });
}
