export interface SigningKeysTable {
  /** Thumbprint (RFC 7638). */
  kid: string;
  /** JSON, or a JWE where a key outside of the database wraps it (server/platform/keys/wrapping-keys.ts); erased when the key retires: from then on it can sign no more. */
  private_jwk: string | null;
  /** JSON; kept for good, so that evidence can be verified with it. */
  public_jwk: string;
  /** At most one is `next` and at most one `active`: the database says so. */
  state: "next" | "active" | "retired" | "removed";
  /** When it was made and published. */
  created_at: number;
  /** When it takes over; later, when it did. */
  active_from: number;
  retired_at: number | null;
  /** When it was taken out of the JWK Set. */
  removed_at: number | null;
  /** 0 or 1: somebody else may have had it. */
  compromised: number;
}

interface SettingsTable {
  name: string;
  value: string;
}

export interface ServerTables {
  signing_keys: SigningKeysTable;
  settings: SettingsTable;
}
