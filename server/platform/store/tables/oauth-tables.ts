import type { Generated } from "kysely";

export interface TokenFamiliesTable {
  /** `tf_…` */
  id: string;
  /** Unique: one token for one approval, however many ask at once (protocol §4.6). */
  login_id: string;
  user_id: string;
  device_jkt: string;
  session_jkt: string;
  client_id: string;
  /** The parties it depends on besides user and device. */
  bound_set_id: string;
  extension_jkt: string;
  credential_id: string;
  /** Id of the login whose touch it depends on, where that is not its own (protocol §4.5). */
  rests_on: string | null;
  scope: string;
  /** JSON: what all its tokens share, but for what other columns say (`Grant`). */
  data: string;
  state: "active" | "revoked";
  reason: string | null;
  created_at: number;
  expires_at: number;
}

interface RefreshTokensTable {
  /** SHA-256, base64url */
  hash: string;
  family_id: string;
  state: "active" | "used" | "voided";
  /** Hash of its successor. */
  successor: string | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

interface AccessTokensTable {
  jti: string;
  family_id: string;
  /** Its own state. It also ends with its family, its parent and everything that it depends on. */
  state: Generated<"active" | "revoked">;
  /** `jti` of the token that it was exchanged for (RFC 8693). */
  parent: Generated<string | null>;
  /** Client id of the resource server that acts with it (RFC 8693 §4.1). */
  actor: Generated<string | null>;
  /** Id of its status list, `sl_…`, and place in it; unique together. */
  status_list: Generated<string | null>;
  status_index: Generated<number | null>;
  expires_at: number;
  created_at: number;
}

/** One row for everything that is accepted once: `jti` of statements and DPoP proofs (threat P1). */
interface ReplayTable {
  /** Kind, signer and `jti`, in the writer's own form. */
  key: string;
  expires_at: number;
}

export interface OauthTables {
  token_families: TokenFamiliesTable;
  refresh_tokens: RefreshTokensTable;
  access_tokens: AccessTokensTable;
  replay: ReplayTable;
}
