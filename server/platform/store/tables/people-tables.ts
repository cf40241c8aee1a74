import type { Role } from "@nearside/shared/roles.ts";
import type { Generated } from "kysely";

// People: who they are, an index by which they are found among many, their groups, and those who have left. Times are epoch milliseconds.

/** `offboarded` is for good. */
export type UserState = "active" | "suspended" | "offboarded";

export interface UsersTable {
  /** `us_…` */
  id: string;
  /** The person's answer to "whom is this machine for"; unique. */
  name: string;
  display_name: string;
  role: Role;
  state: UserState;
  created_at: number;
  /** The address for notices. */
  email: Generated<string | null>;
}

/**
 * One row for each person, beside `users`: logins share a lock on that row while they continue, and no holder of a shared lock changes the
 * row. It is written last in a transaction (docs/architecture.md, "Locks in one order").
 */
export interface PeopleIndexTable {
  user_id: string;
  /** The appearance of name and display name; see server/register/people/lookalike.ts. */
  name_appearance: string;
  display_appearance: string;
  /** The display name in the form for sorting: without case and accents. */
  display_key: string;
  /** Lower case; empty for a person without one. */
  email_key: string;
  /** The time at which the first machine became active; 0: never. */
  enrolled_at: number;
  /** 0: never. */
  last_login_at: number;
}

export interface GroupsTable {
  /** `gr_…` */
  id: string;
  name: string;
  /** Unique: no two groups look alike. */
  appearance: string;
  /** The form for sorting and searching. */
  name_key: string;
  description: string;
  created_at: number;
}

interface GroupMembersTable {
  group_id: string;
  user_id: string;
  added_at: number;
}

/** A file of people that somebody looked at, and has yet to confirm. */
interface ImportDraftsTable {
  /** Its owner: one draft for each person. */
  user_id: string;
  digest: string;
  csv: string;
  expires_at: number;
}

/** Append-only: the database itself refuses a change. */
interface OffboardingsTable {
  /** `of_…` */
  id: string;
  /** Unique: nobody leaves twice. */
  user_id: string;
  /** Epoch milliseconds. */
  at: number;
  /** The signed report, compact JWS (protocol §4.7). */
  report: string;
}

export interface PeopleTables {
  users: UsersTable;
  people_index: PeopleIndexTable;
  groups: GroupsTable;
  group_members: GroupMembersTable;
  import_drafts: ImportDraftsTable;
  offboardings: OffboardingsTable;
}
