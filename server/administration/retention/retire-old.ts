import { kindsOf, type LogTopic } from "@nearside/shared/api/console/log-kinds.ts";
import { sql } from "kysely";
import { append } from "../../platform/audit/event-log.ts";
import { eventsArchived, loginsArchived } from "../../platform/audit/events/server.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import { secondsNow, type WithClock } from "../../platform/surroundings.ts";
import { among } from "../../register/logins/among-states.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import { ENDED_LOGIN_STATES } from "../../register/logins/transitions.ts";
import { gatherEvidence } from "../audit/export-evidence.ts";
import { appendBatch, type Batch, type Entry } from "./archive-folder.ts";

// Rows that each login adds are moved to the archive when they are old: the archive has them on the disk before they are deleted. A
// crash in between leaves the rows, and the next round archives them once more. Each step is a short transaction, so that no login waits.

/** Entries of these topics come of logins. All others tell of people's decisions, and stay. */
const GOING: readonly LogTopic[] = ["login", "token", "refusal", "console"];
const GOING_KINDS = GOING.flatMap(kindsOf);

/**
 * True for a login that was opened on another machine, or that its person said they had not started. Everything about it stays, since an
 * alarm that no longer names its author helps nobody.
 */
const raisedAlarm = (login: "logins.id" | "events.subject") => sql<boolean | number>`exists (
  select 1 from events as alarm where alarm.subject = ${sql.ref(login)}
  and (alarm.kind = 'login_reported' or (alarm.kind = 'login_denied' and alarm.data like '%"alert":true%')))`;

const DAY_MS = 86_400_000;
/** Rows that one step moves, at most. */
const AT_ONCE = 100;
/** Steps of one round, at most. The next round goes on. */
const MOST_STEPS = 20;
/** Milliseconds for which one process archives alone. A round takes far less. */
const ALONE_MS = 600_000;

type Services = WithClock & WithConfig & WithDb;

/** Moves what is older than the settings say to the archive. Without a folder for it, everything stays. */
export async function retireOld(services: Services): Promise<void> {
  const { archive } = services.config.retention;
  if (archive === undefined) return;
  const claim = await beginAlone(services);
  if (claim === undefined) return;
  try {
    await inSteps(() => retireLogins(services, archive, claim));
    await inSteps(() => retireEvents(services, archive, claim));
  } finally {
    await endAlone(services.db, claim);
  }
}

async function inSteps(step: () => Promise<boolean>): Promise<void> {
  for (let count = 0; count < MOST_STEPS; count += 1) if (!(await step())) return;
}

const ALONE = "retention/alone";

/**
 * Claims the work, which only one of several processes may do at a time. No lock does, since files are written between its transactions.
 *
 * @returns the claim, by which no later one is called: it is the time of its end, before which nobody else claims. Undefined if another has it
 */
async function beginAlone({ clock, db }: WithClock & WithDb): Promise<string | undefined> {
  const now = clock();
  const claim = String(now + ALONE_MS);
  const claimed = await db
    .insertInto("settings")
    .values({ name: ALONE, value: claim })
    .onConflict((conflict) =>
      conflict.column("name").doUpdateSet({ value: claim }).where("settings.value", "<", String(now)),
    )
    .returning("name")
    .execute();
  return claimed.length > 0 ? claim : undefined;
}

/** Demands that nobody else has claimed the work since, as they may after a file took very long. @throws Error before anything is deleted */
async function demandAlone(trx: Trx, claim: string): Promise<void> {
  const mine = await trx
    .selectFrom("settings")
    .select("name")
    .where("name", "=", ALONE)
    .where("value", "=", claim)
    .forShare()
    .executeTakeFirst();
  if (mine === undefined) throw new Error("another process archives now: this one took too long over a file");
}

const endAlone = async (db: Db, claim: string): Promise<void> => {
  await db.deleteFrom("settings").where("name", "=", ALONE).where("value", "=", claim).execute();
};

/** @returns true if there may be more */
async function retireLogins(services: Services, archive: string, claim: string): Promise<boolean> {
  const { db, clock } = services;
  const rows = await oldLogins(services);
  if (rows.length === 0) return false;
  const batch = await appendBatch(
    archive,
    monthOf(clock()),
    await Promise.all(rows.map((row) => loginEntry(services, row))),
  );
  const ids = rows.map(({ id }) => id);
  const times = rows.map(({ created_at }) => created_at);
  await db.transaction().execute(async (trx) => {
    await demandAlone(trx, claim);
    await deleteLogins(trx, ids);
    await note(trx, clock(), "logins", batch, null);
    const [oldest, newest] = [Math.min(...times), Math.max(...times)];
    await append(trx, loginsArchived(clock(), null, { ...placeOf(batch), oldest, newest }));
  });
  return true;
}

/** Finds logins that ended without a token, and after them those whose last token is over, the oldest first. */
async function oldLogins({ db, clock, config }: Services) {
  const { endedDays, approvedDays } = config.retention;
  const ended = await db
    .selectFrom("logins")
    .selectAll()
    .where("state", "in", among(ENDED_LOGIN_STATES))
    .where("expires_at", "<", clock() - endedDays * DAY_MS)
    .where(sql<boolean>`not ${raisedAlarm("logins.id")}`)
    .orderBy("expires_at")
    .limit(AT_ONCE)
    .execute();
  if (ended.length > 0) return ended;
  return db
    .selectFrom("token_families")
    .innerJoin("logins", "logins.id", "token_families.login_id")
    .selectAll("logins")
    .where("token_families.expires_at", "<", clock() - approvedDays * DAY_MS)
    .where(sql<boolean>`not ${raisedAlarm("logins.id")}`)
    .where((eb) => {
      const left = eb.selectFrom("access_tokens").select("jti").whereRef("family_id", "=", "token_families.id");
      return eb.not(eb.exists(left)); // the status list still tells of them
    })
    .orderBy("token_families.expires_at")
    .limit(AT_ONCE)
    .execute();
}

type LoginRow = Awaited<ReturnType<typeof oldLogins>>[number];

interface LoginEntry extends Entry {
  readonly id: string;
  readonly login: object;
  /** The document that `nearside verify` reads; null if the login gave no token, or its facts were erased. */
  readonly evidence: object | null;
}

async function loginEntry({ db, ...services }: WithClock & WithDb, row: LoginRow): Promise<LoginEntry> {
  const { id, proof, device_code_hash: _secret, ...login } = row;
  const redeemed = proof === null ? undefined : await findLogin(db, id);
  const evidence =
    redeemed?.state === "redeemed" ? ((await gatherEvidence(db, redeemed, secondsNow(services))) ?? null) : null;
  return { nearside: "archived_login", version: 1, id, login, evidence };
}

async function deleteLogins(trx: Trx, ids: readonly string[]): Promise<void> {
  const families = trx.selectFrom("token_families").select("id").where("login_id", "in", ids);
  await trx.deleteFrom("refresh_tokens").where("family_id", "in", families).execute();
  await trx.deleteFrom("token_families").where("login_id", "in", ids).execute();
  await trx.deleteFrom("login_troubles").where("login_id", "in", ids).execute();
  await trx.deleteFrom("logins").where("id", "in", ids).execute();
}

interface EventEntry extends Entry {
  readonly event: object;
}

const REACHED = "retention/events";
const LOOKED_AT_ONCE = 500;

/** @returns true if there may be more */
async function retireEvents(services: Services, archive: string, claim: string): Promise<boolean> {
  const { db, clock, config } = services;
  const reached = await db.selectFrom("settings").select("value").where("name", "=", REACHED).executeTakeFirst();
  const rows = await db
    .selectFrom("events")
    .selectAll()
    .select(raisedAlarm("events.subject").as("raised_alarm"))
    .where("seq", ">", Number(reached?.value ?? 0))
    .orderBy("seq")
    .limit(LOOKED_AT_ONCE)
    .execute();
  const until = clock() - config.retention.eventsDays * DAY_MS;
  const young = rows.findIndex(({ at }) => at >= until);
  const old = young === -1 ? rows : rows.slice(0, young);
  const last = old.at(-1);
  if (last === undefined) return false;
  const going = old.flatMap(({ raised_alarm, ...event }) =>
    raised_alarm || !GOING_KINDS.includes(event.kind) ? [] : [event],
  );
  const [first] = going;
  const end = going.at(-1);
  const batch =
    first === undefined
      ? undefined
      : await appendBatch(
          archive,
          monthOf(clock()),
          going.map((event): EventEntry => ({ nearside: "archived_event", version: 1, event })),
        );
  await db.transaction().execute(async (trx) => {
    await demandAlone(trx, claim);
    const value = String(last.seq);
    await trx
      .insertInto("settings")
      .values({ name: REACHED, value })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
      .execute();
    if (batch === undefined || first === undefined || end === undefined) return;
    const range = { first: Number(first.seq), last: Number(end.seq) };
    await note(trx, clock(), "events", batch, range);
    await trx
      .deleteFrom("events")
      .where(
        "seq",
        "in",
        going.map(({ seq }) => seq),
      )
      .execute();
    await append(trx, eventsArchived(clock(), null, { ...placeOf(batch), ...range }));
  });
  return young === -1 && rows.length === LOOKED_AT_ONCE;
}

const placeOf = ({ file, from, to, entries, sha256 }: Batch) => ({ file, from, to, entries, sha256 });

/** Writes down the batch that is about to be deleted here. */
async function note(
  trx: Trx,
  at: number,
  what: "logins" | "events",
  { file, from, to, entries, sha256 }: Batch,
  events: { readonly first: number; readonly last: number } | null,
): Promise<void> {
  await trx
    .insertInto("archives")
    .values({
      at,
      what,
      file,
      from_byte: from,
      to_byte: to,
      entries,
      sha256,
      first_event: events?.first ?? null,
      last_event: events?.last ?? null,
    })
    .execute();
}

const monthOf = (now: number): string => new Date(now).toISOString().slice(0, 7);
