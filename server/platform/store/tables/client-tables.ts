// Who may ask beside those in the configuration file. Times are epoch milliseconds.

export interface ClientsTable {
  /** `cl_…` */
  id: string;
  kind: "command_line" | "resource_server";
  name: string;
  /** 0 or 1; of a command line alone. */
  verified: number;
  /** JSON: what belongs to the kind. */
  data: string;
  /** What is revoked stays, so that evidence and events can name it. */
  state: "active" | "revoked";
  /** By which it was registered, if by one. */
  ticket_hash: string | null;
  registered_by: "client_ticket" | "server_shell" | "console";
  created_at: number;
  revoked_at: number | null;
}

interface ClientTicketsTable {
  /** SHA-256 of the initial access token (RFC 7591 §3), base64url; the token itself is stored nowhere. */
  hash: string;
  /** JSON: what it may register. */
  data: string;
  uses_left: number;
  created_at: number;
  expires_at: number;
}

/** A client that nobody registered may ask for this, beside what it may by itself. */
interface ClientAllowancesTable {
  client_id: string;
  /** JSON: scopes and resources. */
  data: string;
  changed_at: number;
}

export interface ClientTables {
  client_allowances: ClientAllowancesTable;
  clients: ClientsTable;
  client_tickets: ClientTicketsTable;
}
