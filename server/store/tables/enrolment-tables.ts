export interface TicketsTable {
  /** SHA-256 of the ticket, base64url; the ticket itself is stored nowhere (protocol §3.1). */
  hash: string;
  user_id: string;
  /** 1 for the ticket that the server printed at first start: its machine needs no administrator (protocol §3.5). */
  bootstrap: number;
  expires_at: number;
  /** Thumbprint of the device key that showed it first and alone may resume with it (protocol §3.2). */
  reserved_by: string | null;
  consumed_at: number | null;
  created_at: number;
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
  enrolments: EnrolmentsTable;
}
