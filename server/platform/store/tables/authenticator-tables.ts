/** The last metadata blob that was verified; at most one row. */
interface MetadataBlobsTable {
  name: "fido";
  /** The roots under which it was verified. Numbers are compared under the same roots only. */
  roots: string;
  no: number;
  /** Epoch milliseconds. */
  next_update: number;
  /** Address or path. */
  source: string;
  /** JSON, as the schema of a blob's payload reads it. Parts that are never used are left out. */
  payload: string;
  taken_at: number;
}

/** The highest number that was ever accepted under each set of roots. It stays when the blob is given up. */
interface MetadataNumbersTable {
  roots: string;
  highest: number;
}

/** The source of the metadata, and the result of the last try; one row, made by the migration. */
interface MetadataSourcesTable {
  name: "fido";
  /** The address set in the console, or null. The configuration comes first. */
  address: string | null;
  /** The server that moves it on makes the next try. */
  next_try_at: number;
  tried_at: number | null;
  succeeded_at: number | null;
  /** The reason for which the last try failed; null where it succeeded. */
  problem: string | null;
}

/** Every policy that ever existed; the highest version is active. */
export interface AuthenticatorPoliciesTable {
  version: number;
  /** JSON */
  policy: string;
  /** The author's reason. */
  note: string | null;
  /** JSON: the author. */
  actor: string;
  created_at: number;
  /** 1: unfit passkeys are ended, and not only kept from being enrolled. */
  ends_unfit: number;
  /** The time at which they were ended. */
  ended_at: number | null;
}

export interface AuthenticatorTables {
  authenticator_policies: AuthenticatorPoliciesTable;
  metadata_blobs: MetadataBlobsTable;
  metadata_numbers: MetadataNumbersTable;
  metadata_sources: MetadataSourcesTable;
}
