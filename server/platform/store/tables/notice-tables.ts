import type { Generated } from "kysely";

/** Notices by mail: written in the transaction of their event, sent later. Times are epoch milliseconds. */
export interface NoticesTable {
  seq: Generated<number>;
  /** See `NOTICE_KINDS`. */
  kind: string;
  /** The recipient. */
  user_id: string;
  /** The recipient's address at the time of the event, so that a later change of the address keeps nothing from them. */
  address: string;
  /** JSON: facts for the letter. */
  facts: string;
  /** The number of events in it, and the times of the first and the last one. */
  count: number;
  first_at: number;
  last_at: number;
  /** Letters that share it go out an hour apart; null: at once. */
  pace: string | null;
  /** While it is set, further events of that pace are counted in. It is null from the first try on, since a tried letter never changes. */
  gathers: string | null;
  /** The earliest time of the first try. */
  starts_at: number;
  state: "waiting" | "sent" | "given_up";
  /** The earliest time of the next try. The server that tries it moves this on first, and so has it to itself. */
  due_at: number;
  tries: Generated<number>;
  /** The last failed try, and its reason: a sentence without secrets. */
  failed_at: number | null;
  failure: string | null;
  /** The time at which it was sent or given up. */
  settled_at: number | null;
}

export interface NoticeTables {
  notices: NoticesTable;
}
