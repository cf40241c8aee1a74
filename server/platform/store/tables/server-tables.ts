export interface SigningKeysTable {
  /** Thumbprint (RFC 7638). */
  kid: string;
  /**
   * JSON, or a JWE where a key outside of the database wraps it (server/platform/keys/wrapping-keys.ts). It is erased when the key retires,
   * which can sign nothing from then on.
   */
  private_jwk: string | null;
  /** JSON; stored for good, so that evidence can be verified with it. */
  public_jwk: string;
  /** At most one is `next` and at most one `active`, which the database enforces. */
  state: "next" | "active" | "retired" | "removed";
  /** The time at which it was made and published. */
  created_at: number;
  /** The time at which it takes over, or took over. */
  active_from: number;
  retired_at: number | null;
  /** The time at which it was taken out of the JWK Set. */
  removed_at: number | null;
  /** 0 or 1: somebody else may have had it. */
  compromised: number;
}

/** Secrets of the server, which all of its processes share (server/platform/keys/server-secrets.ts). */
interface ServerSecretsTable {
  /** Thumbprint (RFC 7638). */
  id: string;
  /** A JWK as JSON, or a JWE like a signing key's private part. */
  secret: string;
  made_at: number;
}

interface SettingsTable {
  name: string;
  value: string;
}

export interface ServerTables {
  signing_keys: SigningKeysTable;
  server_secrets: ServerSecretsTable;
  settings: SettingsTable;
}
