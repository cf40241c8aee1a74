import type { ArchiveDue } from "@nearside/shared/api/console/archive.ts";
import { archiveTexts as texts } from "../../texts/console/archive.tsx";

export const totalOf = ({ ended, approved, events }: ArchiveDue): number => ended.count + approved.count + events.count;

/** True where not all was counted that is due. */
export const isMore = ({ ended, approved, events }: ArchiveDue): boolean => ended.more || approved.more || events.more;

/** Gives "3 logins and 12 log entries". */
export function dueWords({ ended, approved, events }: ArchiveDue): string {
  const logins = { count: ended.count + approved.count, more: ended.more || approved.more };
  return texts.amounts({ logins, events });
}

export const soFar = ({ logins, events }: { readonly logins: number; readonly events: number }): string =>
  texts.amounts({ logins: { count: logins, more: false }, events: { count: events, more: false } });
