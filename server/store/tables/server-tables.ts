export interface SigningKeysTable {
  /** Thumbprint (RFC 7638). */
  kid: string;
  /** JSON */
  private_jwk: string;
  /** JSON */
  public_jwk: string;
  state: "active" | "retired";
  created_at: number;
}

export interface SettingsTable {
  name: string;
  value: string;
}

export interface ServerTables {
  signing_keys: SigningKeysTable;
  settings: SettingsTable;
}
