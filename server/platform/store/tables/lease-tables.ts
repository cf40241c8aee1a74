import type { Generated } from "kysely";

/** A login that is a lease (protocol §12), once it was redeemed. What it allows is in the facts of its login. */
interface LeasesTable {
  login_id: string;
  family_id: string;
  /** The tokens that it may have; null where they are not counted. */
  calls_allowed: number | null;
  calls_used: Generated<number>;
  /** The number of calls that its keeper reported and that were kept. */
  calls_told: Generated<number>;
  /** Seconds; null where it may lie for as long as it lasts. */
  idle: number | null;
  /** When it had a token last, or was approved. Epoch milliseconds; so are the others. It never goes back. */
  last_used: number;
  /** The reason for which its keeper ended it. */
  end_reason: Generated<string | null>;
  created_at: number;
  expires_at: number;
}

/** A token out of a lease. It stays when the token has expired. */
interface LeaseTokensTable {
  jti: string;
  login_id: string;
  resource: string;
  scope: string;
  tool: string | null;
  calls_told: Generated<number>;
  created_at: number;
}

/** The calls that a keeper made with a token, as reported and not verified. */
interface LeaseCallsTable {
  jti: string;
  /** From 0. */
  number: number;
  method: string;
  /** Has no query. */
  url: string;
  status: number;
  told_at: number;
}

export interface LeaseTables {
  leases: LeasesTable;
  lease_tokens: LeaseTokensTable;
  lease_calls: LeaseCallsTable;
}
