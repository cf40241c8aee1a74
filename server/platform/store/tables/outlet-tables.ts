/** A place to which the security log is sent as it is written. Times are epoch milliseconds. */
interface EventConsumersTable {
  /** `file`, `syslog` or `webhook`, as the settings name it. */
  name: string;
  /** The number of the last event that it has. */
  reached: number;
  /** The process that sends to it, until the end of its lease. */
  holder: string | null;
  lease_until: number;
  /** The earliest time of the next try. */
  due_at: number;
  /** Tries since the last one that succeeded. */
  tries: number;
  /** Events that it was sent in all. */
  sent: number;
  sent_at: number | null;
  /** The last try that failed, and its reason: a sentence without secrets. */
  failed_at: number | null;
  failure: string | null;
}

export interface OutletTables {
  event_consumers: EventConsumersTable;
}
