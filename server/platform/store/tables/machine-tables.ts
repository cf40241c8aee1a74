import type { Generated } from "kysely";

// Machines, and the keys that one enrolment bound together (protocol §1 "bound set"). Times are epoch milliseconds.

/** The state of a bound set and of each key in it. Revoked ones stay, so that evidence can name them. */
export type KeyState = "pending" | "active" | "revoked";
/** A machine can also be quarantined, with everything that depends on it, until somebody has looked at it. */
export type DeviceState = KeyState | "quarantined";

interface BoundSetsTable {
  /** `bs_…` */
  id: string;
  user_id: string;
  state: KeyState;
  created_at: number;
  /** The time at which an administrator typed the six words; null while pending, and for the bootstrap machine until it is enrolled. */
  confirmed_at: number | null;
}

interface DevicesTable {
  /** Thumbprint of the device key: the device id (protocol §2). */
  jkt: string;
  bound_set_id: string;
  /** Public JWK, JSON. */
  jwk: string;
  /** The place of the key, as the machine reports it (protocol §2). */
  key_storage: string;
  hostname: string;
  os: string;
  state: DeviceState;
  created_at: number;
  last_seen_at: number;
  /** The version of the command line that asked last, as it reports itself; null where none was reported. */
  version: Generated<string | null>;
  /** The person's name for it. */
  label: Generated<string | null>;
  /** The time of its last release from quarantine; null where it never was in quarantine. */
  released_at: Generated<number | null>;
  /** 1 once it has said something of its own protection. */
  tells_posture: Generated<number>;
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
  /** The version of the extension that met last, as it reports itself; null where none was reported. */
  version: Generated<string | null>;
}

/** The last posture of each machine: reported and not verified (protocol §4.8). */
interface PosturesTable {
  device_jkt: string;
  /** JSON: each fact with its value, its source, and the second in which the machine looked. */
  posture: string;
  /** `iat` of the statement, epoch seconds. One that is older changes nothing. */
  stated_at: number;
  /** Epoch seconds at which the rules are asked again about the logins of the machine; null where no rule looks at an age. */
  due_at: Generated<number | null>;
  /** The values alone, by which machines are found; null for a fact that was not reported. */
  disk_encryption: Generated<string | null>;
  screen_lock: Generated<string | null>;
  updates: Generated<string | null>;
  firewall: Generated<string | null>;
  /** The same as the machine's, so that one index has both; null in a row that the version before wrote. */
  key_storage: Generated<string | null>;
}

/** The keys of hosts that administrators enrolled (protocol §10.7). */
interface HostKeysTable {
  /** base64url(SHA-256(plain host key)). */
  fingerprint: string;
  name: string;
  /** `ssh-ed25519` and so on. */
  type: string;
  /** Epoch milliseconds. */
  added_at: number;
}

/** Sessions with hosts, and runs of containers, that have ended: nothing comes from there any more (protocol §10.5). */
interface PlaceEndsTable {
  device_jkt: string;
  /** `placeId` of the place. */
  place: string;
  /** Epoch milliseconds. */
  ended_at: number;
}

/** The active machines, counted by the place of their keys. The database keeps it right. */
interface MachineCountsTable {
  no: Generated<number>;
  key_storage: string;
  /** A place may have several rows, which count together. */
  count: number;
}

export interface MachineTables {
  bound_sets: BoundSetsTable;
  devices: DevicesTable;
  extensions: ExtensionsTable;
  host_keys: HostKeysTable;
  machine_counts: MachineCountsTable;
  place_ends: PlaceEndsTable;
  postures: PosturesTable;
}
