import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../platform/store/database.ts";
import { adapterOf } from "../../platform/store/fixed-query.ts";

/** The conditions of the partial indexes of logins, in their very words: a database takes such an index for the same words alone. */
export const INDEXED = {
  issued: sql<boolean>`state = 'redeemed'`,
  failed: sql<boolean>`state in ('denied', 'expired', 'refused', 'withdrawn')`,
  settled: sql<boolean>`state in ('redeemed', 'denied', 'expired', 'refused', 'withdrawn')`,
  open: sql<boolean>`state in ('pending', 'met', 'approved')`,
  waiting: sql<boolean>`state = 'waiting'`,
  refused: sql<boolean>`state = 'refused'`,
} as const;

/** The reason for which a login was refused: the member of its data, as the index of reasons has it (`Ddl.memberOf`). */
export const reasonIn = (db: Db): RawBuilder<string | null> =>
  adapterOf(db).hasTrigramTable ? sql`json_extract(data, '$.reason')` : sql`(data::jsonb ->> 'reason')`;

/** True of logins that can still become a token, as `OPEN_LOGIN_STATES` has them. Two indexes lead to them: none has all of their states. */
export const isOpenByIndex = sql<boolean>`logins.id in (
  select id from logins where ${INDEXED.open} union all select id from logins where ${INDEXED.waiting})`;
