import type { Generated } from "kysely";

interface TicketsTable {
  /** SHA-256 of the ticket, base64url; the ticket itself is stored nowhere (protocol §3.1). */
  hash: string;
  user_id: string;
  /** Its maker: the server at its first start, its own shell, or `made_by` in the console. */
  origin: Generated<"first_start" | "server_shell" | "break_glass" | "console">;
  /** A user's id. */
  made_by: Generated<string | null>;
  /** 1 for the ticket that the server printed at first start: its machine needs no administrator (protocol §3.5). */
  bootstrap: number;
  expires_at: number;
  /** The number of different machines that it is for. */
  uses: Generated<number>;
  /** The number of machines that have started with it; `consumed` of them are enrolled, or wait to be confirmed. */
  reserved: Generated<number>;
  consumed: Generated<number>;
  /** JSON: demands on the new bound set; null where only the server's policy applies. */
  demands: Generated<string | null>;
  /** Its maker's note for other administrators. */
  note: Generated<string | null>;
  /** The time at which it was revoked. */
  revoked_at: Generated<number | null>;
  created_at: number;
}

/** A machine that has one of a ticket's uses. */
interface TicketUsesTable {
  ticket_hash: string;
  /** Thumbprint of the device key that showed it and alone may resume with this use (protocol §3.2). */
  device_jkt: string;
  reserved_at: number;
  consumed_at: number | null;
}

export interface EnrolmentsTable {
  /** `en_…` */
  id: string;
  kind: "machine" | "browser";
  /** Null for `kind` browser, which has a statement by the device key instead (protocol §3.7). */
  ticket_hash: string | null;
  user_id: string;
  /** Null until the bound set is made. */
  bound_set_id: string | null;
  device_jkt: string;
  /** Public JWK, JSON. */
  device_jwk: string;
  key_storage: string;
  /** The command line's address; null for rows from before it was stored. */
  address: string | null;
  /** The enrolment request, compact JWS. */
  request: string;
  /** JSON, protocol §4.1 */
  loopback: string;
  state: string;
  /** JSON: data of the state. */
  data: string;
  created_at: number;
  expires_at: number;
  /** Counts writes: a transition holds only for the version it was computed from. */
  version: number;
}

export interface EnrolmentTables {
  tickets: TicketsTable;
  ticket_uses: TicketUsesTable;
  enrolments: EnrolmentsTable;
}
