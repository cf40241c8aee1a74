import type { Generated } from "kysely";

/** protocol §5 */
type LoginState =
  | "pending"
  | "met"
  | "waiting"
  | "approved"
  | "redeemed"
  | "denied"
  | "expired"
  | "refused"
  | "withdrawn";

export interface LoginsTable {
  /** Request id, `rq_…`. */
  id: string;
  /** SHA-256 of the device code (RFC 8628 §3.2), base64url. */
  device_code_hash: string;
  state: LoginState;
  client_id: string;
  device_jkt: string;
  session_jkt: string;
  user_id: string | null;
  bound_set_id: string;
  /** Compact JWS. Empty once it is in the proof. */
  device_statement: string;
  /** Compact JWS. Empty once it is in the proof. */
  request: string;
  /** The facts text exactly as hashed (protocol §4.1), or the rest that an erasure left. */
  facts: string;
  facts_erased_at: Generated<number | null>;
  /** JSON: data of the state. */
  data: string;
  /** The texts of a redeemed login, packed: evidence years later (protocol §7). */
  proof: Generated<Uint8Array | null>;
  created_at: number;
  expires_at: number;
  decided_at: number | null;
  /** Epoch milliseconds: after that nobody waits for it, unless its command line polls again (protocol §4.6). */
  waited_until: number;
  /** Counts writes: a transition holds only for the version it was computed from. */
  version: number;
  /** The terminal and its session, where the machine tells both: an approval may stand for later logins of the same (protocol §4.5). */
  terminal: string | null;
  /** Epoch seconds at which a passkey was touched for its approval; null while it is not approved. */
  touched_at: number | null;
  /** The login whose touch its approval depends on, if it is another one. */
  rests_on: string | null;
  /** The time at which its approval was ended early for later logins; null where nobody ended it (protocol §4.5). */
  standing_ended_at: Generated<number | null>;
}

/** Reasons that pages reported for not meeting a login: unproven, each code once (protocol §4.4). */
interface LoginTroublesTable {
  login_id: string;
  code: string;
  at: number;
  /** The same as the login's. */
  expires_at: number;
}

export interface LoginTables {
  logins: LoginsTable;
  login_troubles: LoginTroublesTable;
}
