import type { ArchiveDue, Due } from "@nearside/shared/api/console/archive.ts";
import { countOf } from "../ui/count-of.ts";

export const KINDS: Readonly<Record<keyof ArchiveDue, string>> = {
  ended: "Logins that gave no token",
  approved: "Logins that gave one, with their evidence and tokens",
  events: "Entries of the security log about logins",
};

/** Gives "48", "10,000 or more" where no more were counted, or "not known" where none of those that were looked at goes. */
export const dueCount = ({ count, more }: Pick<Due, "count" | "more">): string =>
  more && count === 0 ? "not known" : `${count.toLocaleString("en")}${more ? " or more" : ""}`;

export const totalOf = ({ ended, approved, events }: ArchiveDue): number => ended.count + approved.count + events.count;

/** True where not all was counted that would go. */
export const isMore = ({ ended, approved, events }: ArchiveDue): boolean => ended.more || approved.more || events.more;

/** Gives "3 logins and 12 entries of the log". */
export function movedWords({ ended, approved, events }: ArchiveDue): string {
  const logins = { count: ended.count + approved.count, more: ended.more || approved.more };
  return `${withNoun(logins, "login", "logins")} and ${withNoun(events, "entry", "entries")} of the log`;
}

function withNoun(due: Pick<Due, "count" | "more">, one: string, many: string): string {
  if (due.more && due.count === 0) return `an unknown number of ${many}`;
  return `${dueCount(due)} ${due.count === 1 && !due.more ? one : many}`;
}

export const soFar = ({ logins, events }: { readonly logins: number; readonly events: number }): string =>
  `${countOf(logins, "login")} and ${countOf(events, "entry", "entries")} of the log`;
