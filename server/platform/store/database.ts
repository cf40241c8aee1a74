import type { Kysely, Transaction } from "kysely";
import type { AuditTables } from "./tables/audit-tables.ts";
import type { AuthenticatorTables } from "./tables/authenticator-tables.ts";
import type { ClientTables } from "./tables/client-tables.ts";
import type { ConsoleTables } from "./tables/console-tables.ts";
import type { EnrolmentTables } from "./tables/enrolment-tables.ts";
import type { LeaseTables } from "./tables/lease-tables.ts";
import type { LoginTables } from "./tables/login-tables.ts";
import type { MachineTables } from "./tables/machine-tables.ts";
import type { NoticeTables } from "./tables/notice-tables.ts";
import type { OauthTables } from "./tables/oauth-tables.ts";
import type { OutletTables } from "./tables/outlet-tables.ts";
import type { PasskeyTables } from "./tables/passkey-tables.ts";
import type { PeopleTables } from "./tables/people-tables.ts";
import type { RecoveryTables } from "./tables/recovery-tables.ts";
import type { RedirectTables } from "./tables/redirect-tables.ts";
import type { RuleTables } from "./tables/rule-tables.ts";
import type { SearchTables } from "./tables/search-tables.ts";
import type { SecondApproverTables } from "./tables/second-approver-tables.ts";
import type { ServerTables } from "./tables/server-tables.ts";

/**
 * Every table, by the domain that owns it.
 *
 * Queries may use what SQLite and PostgreSQL share: text ids, epoch milliseconds and counters as integers, 0 and 1 for yes and no, JSON as
 * text, bytes as `Uint8Array`; upserts, `RETURNING`. A conditional `UPDATE … RETURNING` is the lock: the caller that gets a row has won.
 * Never read, decide and write without a condition on what was read.
 */
export interface Database
  extends AuditTables,
    AuthenticatorTables,
    ClientTables,
    ConsoleTables,
    EnrolmentTables,
    LeaseTables,
    LoginTables,
    MachineTables,
    NoticeTables,
    OauthTables,
    OutletTables,
    PasskeyTables,
    PeopleTables,
    RecoveryTables,
    RedirectTables,
    RuleTables,
    SearchTables,
    SecondApproverTables,
    ServerTables {}

/** A query outside any transaction, or inside one. */
export type Db = Kysely<Database>;

/** A function demands it if its work must be one with the change that it belongs to. */
export type Trx = Transaction<Database>;

export interface WithDb {
  readonly db: Db;
}
