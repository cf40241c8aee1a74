// Sessions of console and account, and the changes made there (protocol §8). Times are epoch milliseconds.

export interface ConsoleSessionsTable {
  /** SHA-256 of the cookie, base64url; the cookie itself is stored nowhere. */
  hash: string;
  user_id: string;
  bound_set_id: string;
  /** The browser in which it was opened, and the passkey. */
  extension_jkt: string;
  credential_id: string;
  /** Thumbprint of the page's own key, which proves every request. */
  session_jkt: string;
  /** The address at sign-in, as the server saw it; null for sessions from before it was stored. */
  address: string | null;
  created_at: number;
  seen_at: number;
  expires_at: number;
  ended_at: number | null;
}

/** Serves one sign-in or one change; a used one is deleted. */
interface ConsoleNoncesTable {
  /** SHA-256 of the nonce, base64url. */
  hash: string;
  /** For a change, the hash of its session; for a sign-in, `sign-in`. */
  subject: string;
  expires_at: number;
}

/** Changes that a passkey signed. Append-only: the database itself refuses a change. */
interface ConsoleChangesTable {
  /** `ch_…` */
  id: string;
  at: number;
  user_id: string;
  device_jkt: string;
  credential_id: string;
  permission: string;
  path: string;
  nonce: string;
  /** JSON as it was signed, without secrets. */
  change: string;
  /** AuthenticationResponseJSON */
  assertion: string;
}

export interface ConsoleTables {
  console_sessions: ConsoleSessionsTable;
  console_nonces: ConsoleNoncesTable;
  console_changes: ConsoleChangesTable;
}
