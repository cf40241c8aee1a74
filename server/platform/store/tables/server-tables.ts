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
  /** The time at which it was removed from the JWK Set. */
  removed_at: number | null;
  /** 0 or 1: somebody else may have had it. */
  compromised: number;
}

/**
 * Secrets of the server, which all of its processes share (server/platform/keys/server-secrets.ts). Those of `server_secrets` make way for others
 * each day. The first one of `lasting_secrets` counts for good.
 */
interface ServerSecretsTable {
  /** Thumbprint (RFC 7638). */
  id: string;
  /** A JWK as JSON, or a JWE like a signing key's private part. */
  secret: string;
  made_at: number;
}

/** Keys that sign the extension's package (server/platform/keys/extension-keys.ts). */
export interface ExtensionKeysTable {
  /** The extension's id in Chromium, which follows from the key. */
  id: string;
  /** SubjectPublicKeyInfo as base64, as a manifest has it. */
  public_key: string;
  /** A JWK as JSON, or a JWE like a signing key's private part. It is erased when the key ends. */
  private_jwk: string | null;
  /** One is `active`, which new machines get. A `retired` one keeps signing for the machines that have its extension. */
  state: "active" | "retired" | "ended";
  created_at: number;
  retired_at: number | null;
  ended_at: number | null;
  /** The highest version of the extension that it has signed; null before the first. */
  highest_version: string | null;
}

interface SettingsTable {
  name: string;
  value: string;
}

export interface ServerTables {
  signing_keys: SigningKeysTable;
  server_secrets: ServerSecretsTable;
  lasting_secrets: ServerSecretsTable;
  extension_keys: ExtensionKeysTable;
  settings: SettingsTable;
}
