import { sql } from "kysely";

/** The conditions of the partial indexes of logins, in their very words: a database takes such an index for the same words alone. */
export const INDEXED = {
  issued: sql<boolean>`state = 'redeemed'`,
  failed: sql<boolean>`state in ('denied', 'expired', 'refused', 'withdrawn')`,
  settled: sql<boolean>`state in ('redeemed', 'denied', 'expired', 'refused', 'withdrawn')`,
  open: sql<boolean>`state in ('pending', 'met', 'approved')`,
  waiting: sql<boolean>`state = 'waiting'`,
} as const;
