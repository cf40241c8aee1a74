import type { Role } from "@nearside/shared/roles.ts";
import type { Generated } from "kysely";

// Who may sign in, and what one enrolment tied together (protocol §1 "bound set"). Times are epoch milliseconds.

/** A bound set and each key in it. What is revoked stays, so that evidence can name it. */
export type KeyState = "pending" | "active" | "revoked";
/** A machine besides: set aside, with all that rests on it, until somebody has looked at it. */
export type DeviceState = KeyState | "quarantined";

/** `offboarded` is for good. */
export type UserState = "active" | "suspended" | "offboarded";

export interface UsersTable {
  /** `us_…` */
  id: string;
  /** What the person answers to "whom is this machine for"; unique. */
  name: string;
  display_name: string;
  role: Role;
  state: UserState;
  created_at: number;
  /** Where notices go. */
  email: Generated<string | null>;
}

interface BoundSetsTable {
  /** `bs_…` */
  id: string;
  user_id: string;
  state: KeyState;
  created_at: number;
  /** When an administrator typed the six words; null while pending, and for the bootstrap machine until it is enrolled. */
  confirmed_at: number | null;
}

interface DevicesTable {
  /** Thumbprint of the device key: the device id (protocol §2). */
  jkt: string;
  bound_set_id: string;
  /** Public JWK, JSON. */
  jwk: string;
  /** Where the machine says its key lives (protocol §2). */
  key_storage: string;
  hostname: string;
  os: string;
  state: DeviceState;
  created_at: number;
  last_seen_at: number;
  /** Of the command line that asked last, as it says; null where none has said. */
  version: Generated<string | null>;
  /** What its person calls it. */
  label: Generated<string | null>;
  /** When it was last let go on after it had been set aside; null where it never was. */
  released_at: Generated<number | null>;
}

interface ExtensionsTable {
  /** Thumbprint of the extension key. */
  jkt: string;
  bound_set_id: string;
  /** Public JWK, JSON. */
  jwk: string;
  browser: string;
  state: KeyState;
  created_at: number;
  /** Of the extension that met last, as it says; null where none has said. */
  version: Generated<string | null>;
}

export interface DirectoryTables {
  users: UsersTable;
  bound_sets: BoundSetsTable;
  devices: DevicesTable;
  extensions: ExtensionsTable;
}
