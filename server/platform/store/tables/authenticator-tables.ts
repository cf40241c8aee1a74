/** The last metadata blob that was verified; at most one row. */
interface MetadataBlobsTable {
  name: "fido";
  /** Which roots it was verified under: numbers are compared under the same ones only. */
  roots: string;
  no: number;
  /** Epoch milliseconds. */
  next_update: number;
  /** Address or path. */
  source: string;
  /** JSON, as the schema of a blob's payload reads it: what nobody here uses is not kept. */
  payload: string;
  taken_at: number;
}

/** The highest number that was ever taken under each set of roots. It stays when the blob is given up. */
interface MetadataNumbersTable {
  roots: string;
  highest: number;
}

/** Where metadata comes from, and how it went; one row, made by the migration. */
interface MetadataSourcesTable {
  name: "fido";
  /** As set in the console; null where none is. The configuration comes first. */
  address: string | null;
  /** Whichever server moves it on asks next. */
  next_try_at: number;
  tried_at: number | null;
  succeeded_at: number | null;
  /** Why the last try failed; null where it did not. */
  problem: string | null;
}

/** Every policy there ever was; the highest version is in force. */
export interface AuthenticatorPoliciesTable {
  version: number;
  /** JSON */
  policy: string;
  /** Why, by whoever published it. */
  note: string | null;
  /** JSON: who published it. */
  actor: string;
  created_at: number;
  /** 1: passkeys that do not fit are ended, not only kept from being enrolled. */
  ends_unfit: number;
  /** When that was done. */
  ended_at: number | null;
}

export interface AuthenticatorTables {
  authenticator_policies: AuthenticatorPoliciesTable;
  metadata_blobs: MetadataBlobsTable;
  metadata_numbers: MetadataNumbersTable;
  metadata_sources: MetadataSourcesTable;
}
