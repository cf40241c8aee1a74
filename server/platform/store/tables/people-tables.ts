// By what people are found among many, and the groups they are in. Times are epoch milliseconds.

/**
 * One row a person, beside `users`: logins share that row while they go on, and nobody who shares a row changes it. It is written
 * last in a transaction (docs/architecture.md, "Locks in one order").
 */
export interface PeopleIndexTable {
  user_id: string;
  /** How name and display name look; see server/register/people/lookalike.ts. */
  name_appearance: string;
  display_appearance: string;
  /** The display name as it is sorted: without case and accents. */
  display_key: string;
  /** Lower case; empty where there is none. */
  email_key: string;
  /** Name, display name and address, as they are searched. */
  searched: string;
  /** When the first machine came into force; 0: never. */
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
  /** As it is sorted and searched. */
  name_key: string;
  description: string;
  created_at: number;
}

interface GroupMembersTable {
  group_id: string;
  user_id: string;
  added_at: number;
}

/** A file of people that somebody looked at, to be confirmed. */
interface ImportDraftsTable {
  /** Whose it is: one a person. */
  user_id: string;
  digest: string;
  csv: string;
  expires_at: number;
}

export interface PeopleTables {
  people_index: PeopleIndexTable;
  groups: GroupsTable;
  group_members: GroupMembersTable;
  import_drafts: ImportDraftsTable;
}
