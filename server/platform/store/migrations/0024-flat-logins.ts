import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/**
 * Keeps what a login costs apart from how many its person made before: an index of those in each kind of state that a step asks for,
 * and in columns what decides whether an earlier approval may stand.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema.alterTable("logins").addColumn("terminal", "text").execute();
  await db.schema.alterTable("logins").addColumn("touched_at", ddl.integer).execute();
  await db.schema.alterTable("logins").addColumn("rests_on", "text").execute();
  await fillApprovals(db);

  await db.schema.dropIndex("logins_by_state_and_expires_at").execute();
  await db.schema.dropIndex("logins_by_device_jkt_and_expires_at").execute();
  for (const statement of INDEXES) await sql.raw(statement).execute(db);
}

// Where a count needs nothing else the state is a column too: SQLite compares it although the index has no others.
const INDEXES = [
  "create index logins_by_device_jkt on logins (device_jkt)",
  "create index logins_undecided on logins (user_id, expires_at, state, device_jkt) where state in ('pending', 'met')",
  "create index logins_open on logins (expires_at) where state in ('pending', 'met', 'approved')",
  "create index logins_approved on logins (device_jkt, client_id, terminal, expires_at) where state in ('approved', 'redeemed')",
  "create index logins_refused on logins (user_id, expires_at, state) where state in ('denied', 'refused')",
];

const DAY_MS = 86_400_000;
const AT_A_TIME = 500;

interface Row {
  readonly id: string;
  readonly facts: string;
  readonly data: string;
}

/** Fills the columns of the approvals of the last day: no step asks for older ones. */
async function fillApprovals(db: Kysely<unknown>): Promise<void> {
  const { rows: newest } = await sql<{ at: number | null }>`select max(expires_at) as at from logins`.execute(db);
  const since = Number(newest[0]?.at ?? 0) - DAY_MS;
  for (let after = ""; ; ) {
    const { rows } = await sql<Row>`
      select id, facts, data from logins
      where id > ${after} and expires_at > ${since} and state in ('approved', 'redeemed')
      order by id limit ${AT_A_TIME}`.execute(db);
    for (const row of rows) await fill(db, row);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

async function fill(db: Kysely<unknown>, { id, facts, data }: Row): Promise<void> {
  const { context }: { context?: { tty?: string | null; terminal_session?: string } } = JSON.parse(facts);
  const { approval }: { approval?: Approval } = JSON.parse(data);
  if (approval === undefined) return;
  const { tty = null, terminal_session } = context ?? {};
  const terminal = tty === null || terminal_session === undefined ? null : `${terminal_session} ${tty}`;
  const touchedAt = approval.rests_on?.approved_at ?? approval.approved_at;
  const restsOn = approval.rests_on?.request ?? null;
  await sql`update logins set terminal = ${terminal}, touched_at = ${touchedAt}, rests_on = ${restsOn} where id = ${id}`.execute(
    db,
  );
}

interface Approval {
  readonly approved_at: number;
  readonly rests_on?: { readonly request: string; readonly approved_at: number };
}
