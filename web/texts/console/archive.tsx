import { numberText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";

/** A number of things, which may be more than were counted. */
interface Counted {
  readonly count: number;
  readonly more: boolean;
}

/** Gives "48", "10,000 or more" where no more were counted, or "not known" where none that was looked at is due. */
const dueCount = ({ count, more }: Counted): string => {
  if (!more) return numberText(count);
  return count === 0 ? "not known" : `${numberText(count)} or more`;
};

const logins = ({ count, more }: Counted): string => {
  if (!more) return plural(count, { one: "# login", other: "# logins" });
  return count === 0 ? "an unknown number of logins" : `${numberText(count)} or more logins`;
};

const entries = ({ count, more }: Counted): string => {
  if (!more) return plural(count, { one: "# log entry", other: "# log entries" });
  return count === 0 ? "an unknown number of log entries" : `${numberText(count)} or more log entries`;
};

/** Gives "3 logins and 12 log entries". */
const amounts = (of: { readonly logins: Counted; readonly events: Counted }): string =>
  `${logins(of.logins)} and ${entries(of.events)}`;

/** The texts of the page about the archive. */
export const archiveTexts = {
  title: "Archive",
  lead: "Old logins move from the database to a folder of the server, with everything that belongs to them. Their evidence can still be verified. Decisions of people stay, and so does every login that raised an alarm.",
  what: "the archive",
  dueCount,
  amounts,
  noFolder: {
    title: "No archive is set, so everything stays in the database",
    says: (
      <>
        To move old logins, the server's operator sets a folder in <code>NEARSIDE_RETENTION_ARCHIVE</code> and restarts
        the server. The table below shows what would move.
      </>
    ),
  },
  due: {
    title: "Due for the archive",
    what: "the entries that are due",
    send: "Move now",
    kind: "Kind",
    count: "Count",
    oldest: "Oldest",
    keptFor: "Kept for",
    before: "Older than",
    none: "none",
    days: (days: number): string => plural(days, { one: "# day", other: "# days" }),
    kinds: {
      ended: "Logins without a token",
      approved: "Logins with a token, with their evidence and tokens",
      events: "Security log entries about logins",
    },
    automatic:
      "The server moves them by itself, about two thousand logins a minute. Its settings say after how many days.",
    confirm: {
      title: "Move old entries to the archive now?",
      verb: "Move",
      says: (moved: string): ReactNode => (
        <>
          The server moves {moved} from the database to the archive. After that, the console no longer lists them, and
          you get their evidence with <code>nearside-server archive evidence</code>. This can't be undone.
        </>
      ),
    },
    started: "The server is moving old entries to the archive.",
  },
  held: {
    title: "In the archive",
    folder: "Folder",
    moved: "Moved so far",
    nothing: "nothing yet",
    batches: (entries: number, batches: number): string =>
      `${plural(entries, { one: "# entry", other: "# entries" })} in ${plural(batches, { one: "# batch", other: "# batches" })}`,
    last: "Last moved",
    lastBatch: (at: ReactNode, file: ReactNode, link: (text: string) => ReactNode): ReactNode => (
      <>
        {at}, to {file}. The {link("security log")} lists each batch.
      </>
    ),
    check: "To check that nothing in the archive was changed or cut off, run this on the server's own shell:",
  },
  run: {
    failed: {
      title: "The old entries could not be moved",
      says: (who: ReactNode, began: ReactNode, moved: string): ReactNode => (
        <>
          {who} started the move {began}. Before it ended, {moved} were moved.
        </>
      ),
    },
    moving: {
      title: "Moving to the archive",
      says: (who: ReactNode, began: ReactNode, moved: string): ReactNode => (
        <>
          {moved} so far. {who} started the move {began}.
        </>
      ),
    },
    done: (who: ReactNode, ended: ReactNode, moved: string): ReactNode => (
      <>
        {who} moved {moved} {ended}.
      </>
    ),
    progress: "Moved to the archive",
    shell: "Somebody at the server's own shell",
    server: "The server itself",
  },
} as const;
