import type { Generated } from "kysely";

/** A program that only knows a loopback redirect, once an extension has asked for it (protocol §6). */
interface RedirectsTable {
  /** `az_…` */
  id: string;
  /** Compact JWS: what the program asked for. */
  authorization: string;
  /** Compact JWS: what the extension signed for the keeper. */
  ask: string;
  /** SHA-256 of the session's cookie of the browser that asked. */
  browser_session: string;
  bound_set_id: string;
  device_jkt: string;
  state: "asked" | "vouched" | "coded" | "used" | "refused";
  /** The reason for which there is no code, if it was refused. */
  reason: Generated<string | null>;
  /** The login that the keeper began. */
  login_id: Generated<string | null>;
  /** SHA-256 of the code, base64url. */
  code_hash: Generated<string | null>;
  /** Epoch milliseconds; so are the others. */
  code_expires_at: Generated<number | null>;
  /** When the keeper said that the program took the code. */
  delivered_at: Generated<number | null>;
  created_at: number;
  expires_at: number;
}

export interface RedirectTables {
  redirects: RedirectsTable;
}
