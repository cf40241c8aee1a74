// The names that the peer and its callers use.

export const PEER_CLIENT = "bench-cli";
export const PEER_API = "bench-api";

/** The resource decides the form of its access tokens (RFC 8707). */
export const RESOURCES = { jwt: "https://jwt.example.test", opaque: "https://opaque.example.test" } as const;

/** The settings of the peer's process, as JSON. */
export interface PeerSettings {
  readonly port: number;
  /** SQLite in that folder, or PostgreSQL at that address. */
  readonly database: { readonly folder: string } | { readonly url: string };
  readonly passkey: { readonly credential_id: string; readonly public_key: string };
  /** The keys of the API that asks about tokens. */
  readonly apiJwks: { readonly keys: readonly object[] };
}
