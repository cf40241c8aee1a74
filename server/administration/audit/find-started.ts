import type { LogRow, Started } from "@nearside/shared/api/console/log.ts";
import type { LogTopic } from "@nearside/shared/api/console/log-kinds.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { enrolmentOf } from "../../register/enrolments/enrolment-store.ts";
import { findUsers } from "../../register/people/users.ts";

// Alarms and refusals are about a login or an enrolment. These functions find out who started it, each time that the log is read.

/** The part of an entry of the log that is needed here. */
interface Entry {
  readonly subject: string | null;
  readonly topic: LogTopic;
}

/** True for entries that show who started the login or the enrolment that they are about. */
export const showsWhoStarted = ({ topic }: Pick<Entry, "topic">): boolean => topic === "alarm" || topic === "refusal";

/** A login or an enrolment. The names of people and machines are looked up for all of them at once. */
interface Origin {
  readonly id: string;
  readonly userId: string;
  readonly device: string;
  readonly hostname: string;
  readonly address: string | null;
  readonly command: string | null;
}

/** Finds who started the logins and enrolments that those entries are about, by the subjects of the entries. */
export async function findStarted(db: Db | Trx, entries: readonly Entry[]): Promise<ReadonlyMap<string, Started>> {
  const subjects = [...new Set(entries.filter(showsWhoStarted).flatMap(({ subject }) => subject ?? []))];
  const withPrefix = (prefix: string) => subjects.filter((subject) => subject.startsWith(prefix));
  const origins = new Map([
    ...(await loginsOf(db, withPrefix("rq_"))),
    ...(await loginsBehind(db, withPrefix("tf_"))),
    ...(await enrolmentsOf(db, withPrefix("en_"))),
  ]);
  const all = [...origins.values()];
  const users = await findUsers(db, [...new Set(all.map(({ userId }) => userId))]);
  const machines = await findMachines(db, [...new Set(all.map(({ device }) => device))]);
  return new Map(
    [...origins].map(([subject, { id, userId, device, hostname, address, command }]) => [
      subject,
      {
        id,
        person: {
          id: userId,
          name: users.get(userId)?.name ?? userId,
          state: users.get(userId)?.state ?? "offboarded",
        },
        machine: machines.get(device) ?? { id: null, device, hostname },
        address,
        command,
      },
    ]),
  );
}

/** Finds the machines of those device keys, whether or not they are still enrolled. */
export async function findMachines(
  db: Db | Trx,
  jkts: readonly string[],
): Promise<ReadonlyMap<string, NonNullable<LogRow["machine"]>>> {
  if (jkts.length === 0) return new Map();
  const rows = await db
    .selectFrom("devices")
    .select(["bound_set_id as id", "jkt as device", "hostname"])
    .where("jkt", "in", jkts)
    .execute();
  return new Map(rows.map((row) => [row.device, row]));
}

async function loginsOf(db: Db | Trx, ids: readonly string[]): Promise<readonly [string, Origin][]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("logins")
    .select(["id", "user_id", "device_jkt", "facts", "facts_erased_at"])
    .where("id", "in", ids)
    .execute();
  return rows.map((row) => [row.id, originOf(row)]);
}

/** Finds the logins that gave those token families. */
async function loginsBehind(db: Db | Trx, families: readonly string[]): Promise<readonly [string, Origin][]> {
  if (families.length === 0) return [];
  const rows = await db
    .selectFrom("token_families")
    .innerJoin("logins", "logins.id", "token_families.login_id")
    .select(["token_families.id as family", "logins.id", "logins.user_id", "logins.device_jkt"])
    .select(["logins.facts", "logins.facts_erased_at"])
    .where("token_families.id", "in", families)
    .execute();
  return rows.map(({ family, ...row }) => [family, originOf(row)]);
}

interface LoginRow {
  readonly id: string;
  readonly user_id: string | null;
  readonly device_jkt: string;
  readonly facts: string;
  readonly facts_erased_at: number | null;
}

function originOf({ id, user_id, device_jkt, facts, facts_erased_at }: LoginRow): Origin {
  const recorded = facts_erased_at === null ? readFacts(facts) : null;
  return {
    id,
    userId: user_id ?? "",
    device: device_jkt,
    hostname: "",
    address: recorded?.seen.address ?? null,
    command: recorded?.context.command ?? null,
  };
}

async function enrolmentsOf(db: Db | Trx, ids: readonly string[]): Promise<readonly [string, Origin][]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom("enrolments").selectAll().where("id", "in", ids).execute();
  return rows
    .map(enrolmentOf)
    .map(({ id, userId, deviceJkt, machine, address }) => [
      id,
      { id, userId, device: deviceJkt, hostname: machine.hostname, address, command: null },
    ]);
}
