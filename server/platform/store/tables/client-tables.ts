// Clients beside those in the configuration file. Times are epoch milliseconds.

export interface ClientsTable {
  /** `cl_…` */
  id: string;
  kind: "command_line" | "resource_server";
  name: string;
  /** 0 or 1; only a command line has it. */
  verified: number;
  /** JSON: data of the kind. */
  data: string;
  /** Revoked clients stay, so that evidence and events can name them. */
  state: "active" | "revoked";
  /** The ticket with which it was registered, if any. */
  ticket_hash: string | null;
  registered_by: "client_ticket" | "server_shell" | "console";
  created_at: number;
  revoked_at: number | null;
}

interface ClientTicketsTable {
  /** SHA-256 of the initial access token (RFC 7591 §3), base64url; the token itself is stored nowhere. */
  hash: string;
  /** JSON: the clients that it may register. */
  data: string;
  uses_left: number;
  created_at: number;
  expires_at: number;
}

/** Scopes and resources that a client which nobody registered may ask for, besides its own. */
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
