import type { Generated } from "kysely";

/** What people are told by mail: written with the event that it tells of, sent later. Times are epoch milliseconds. */
export interface NoticesTable {
  seq: Generated<number>;
  /** See `NOTICE_KINDS`. */
  kind: string;
  /** Who is told. */
  user_id: string;
  /** Where: the person's at the time of the event, so that whoever changes it afterwards keeps nothing from them. */
  address: string;
  /** JSON: what the letter says of it. */
  facts: string;
  /** How many events it tells of, and when the first and the last one were. */
  count: number;
  first_at: number;
  last_at: number;
  /** Letters that share it go out an hour apart; null: at once. */
  pace: string | null;
  /** While it is set, further events of that pace are counted in; null from the first try on: what was tried never changes. */
  gathers: string | null;
  /** When it may be tried for the first time. */
  starts_at: number;
  state: "waiting" | "sent" | "given_up";
  /** When it may be tried next; whoever tries it puts this off first, and so has it to himself. */
  due_at: number;
  tries: Generated<number>;
  /** The last try that failed, and why: a sentence without secrets. */
  failed_at: number | null;
  failure: string | null;
  /** When it was sent or given up. */
  settled_at: number | null;
}

export interface NoticeTables {
  notices: NoticesTable;
}
