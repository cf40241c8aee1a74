import { LOG_KINDS } from "@nearside/shared/api/console/log-kinds.ts";
import type { Db } from "../../platform/store/database.ts";

/**
 * One entry of the security log as it leaves the server: a CloudEvent (CloudEvents 1.0, JSON format). docs/events.json has the schema of
 * `data` for each type. It holds no secret, because the log holds none: no token, no code, no ticket.
 */
export interface EventRecord {
  readonly specversion: "1.0";
  /**
   * The entry's number and time, the same at each try, by which a consumer knows what it has already. A number alone may come again, after a
   * backup was restored.
   */
  readonly id: string;
  /** The issuer. */
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly subject?: string;
  readonly datacontenttype: "application/json";
  /** Orders entries as texts. */
  readonly sequence: string;
  readonly topic: string;
  readonly dataversion: number;
  readonly personid?: string;
  readonly personname?: string;
  readonly machineid?: string;
  readonly machinename?: string;
  readonly address?: string;
  readonly actorid?: string;
  readonly actormachineid?: string;
  readonly changeid?: string;
  readonly data: unknown;
}

export const TYPE_PREFIX = "nearside.";
const SEQUENCE_DIGITS = 16;

/** Reads the next events, in their order. */
export async function readRecords(
  db: Db,
  issuer: string,
  range: { readonly after: number; readonly upTo: number; readonly most: number },
): Promise<readonly EventRecord[]> {
  const rows = await db
    .selectFrom("events")
    .leftJoin("users", "users.id", "events.user_id")
    .leftJoin("devices", "devices.jkt", "events.device_jkt")
    .selectAll("events")
    .select(["users.name as person", "devices.hostname as machine"])
    .where("events.seq", ">", range.after)
    .where("events.seq", "<=", range.upTo)
    .orderBy("events.seq")
    .limit(range.most)
    .execute();
  return rows.map((row) => ({
    specversion: "1.0",
    id: `${row.seq}-${row.at}`,
    source: issuer,
    type: TYPE_PREFIX + row.kind,
    time: new Date(row.at).toISOString(),
    ...withoutNull({ subject: row.subject }),
    datacontenttype: "application/json",
    sequence: String(row.seq).padStart(SEQUENCE_DIGITS, "0"),
    topic: LOG_KINDS[row.kind]?.topic ?? "server",
    dataversion: row.version,
    ...withoutNull({
      personid: row.user_id,
      personname: row.person,
      machineid: row.device_jkt,
      machinename: row.machine,
      address: row.address,
      actorid: row.actor_user,
      actormachineid: row.actor_device,
      changeid: row.actor_change,
    }),
    data: JSON.parse(row.data),
  }));
}

/** A record without an entry of the log. */
export const recordBeside = (
  issuer: string,
  at: number,
  {
    id,
    kind,
    data,
    after,
  }: { readonly id: string; readonly kind: string; readonly data: unknown; readonly after: number },
): EventRecord => ({
  specversion: "1.0",
  id,
  source: issuer,
  type: TYPE_PREFIX + kind,
  time: new Date(at).toISOString(),
  datacontenttype: "application/json",
  sequence: String(after).padStart(SEQUENCE_DIGITS, "0"),
  topic: "server",
  dataversion: 1,
  data,
});

const withoutNull = <Members extends Readonly<Record<string, string | null>>>(members: Members) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as {
    [Name in keyof Members]?: string;
  };
