import type { Generated } from "kysely";

interface TicketsTable {
  /** SHA-256 of the ticket, base64url; the ticket itself is stored nowhere (protocol §3.1). */
  hash: string;
  user_id: string;
  /** Who made it: the server at its first start, its own shell, or `made_by` in the console. */
  origin: Generated<"first_start" | "server_shell" | "break_glass" | "console">;
  /** A user's id. */
  made_by: Generated<string | null>;
  /** 1 for the ticket that the server printed at first start: its machine needs no administrator (protocol §3.5). */
  bootstrap: number;
  expires_at: number;
  /** For so many different machines. */
  uses: Generated<number>;
  /** So many machines have begun with it; `consumed` of them are enrolled, or wait to be let in. */
  reserved: Generated<number>;
  consumed: Generated<number>;
  /** JSON: what the new bound set must be; null where it is for no more than the server's policy. */
  demands: Generated<string | null>;
  /** What whoever made it says of it, for other administrators. */
  note: Generated<string | null>;
  /** When it was taken back. */
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
  /** Null for `kind` browser, where a statement by the device key stands in its place (protocol §3.7). */
  ticket_hash: string | null;
  user_id: string;
  /** Null until the bound set is made. */
  bound_set_id: string | null;
  device_jkt: string;
  /** Public JWK, JSON. */
  device_jwk: string;
  key_storage: string;
  /** From where the command line asked; null for those of before it was kept. */
  address: string | null;
  /** The enrolment request, compact JWS. */
  request: string;
  /** JSON, protocol §4.1 */
  loopback: string;
  state: string;
  /** JSON: what belongs to the state. */
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
