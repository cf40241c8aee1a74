// Who is signed in to console and account, and what was changed there (protocol §8). Times are epoch milliseconds.

export interface ConsoleSessionsTable {
  /** SHA-256 of the cookie, base64url; the cookie itself is stored nowhere. */
  hash: string;
  user_id: string;
  bound_set_id: string;
  /** The browser that it was opened in, and the passkey by which. */
  extension_jkt: string;
  credential_id: string;
  /** Thumbprint of the page's own key: every request is proven by it. */
  session_jkt: string;
  /** From where the person signed in, as the server saw it; null where that was before it was kept. */
  address: string | null;
  created_at: number;
  seen_at: number;
  expires_at: number;
  ended_at: number | null;
}

/** For one sign-in or one change; a used one is deleted. */
interface ConsoleNoncesTable {
  /** SHA-256 of the nonce, base64url. */
  hash: string;
  /** Of a change: hash of its session. Of a sign-in: `sign-in`. */
  subject: string;
  expires_at: number;
}

/** What a passkey signed. Append-only: the database itself refuses a change. */
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
  /** JSON as it was signed, without what is secret. */
  change: string;
  /** AuthenticationResponseJSON */
  assertion: string;
}

export interface ConsoleTables {
  console_sessions: ConsoleSessionsTable;
  console_nonces: ConsoleNoncesTable;
  console_changes: ConsoleChangesTable;
}
