import { append } from "../../platform/audit/event-log.ts";
import { eventsArchived, loginsArchived } from "../../platform/audit/events/server.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import { secondsNow, type WithClock, type WithStopping } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { inRounds, type Rounds } from "../../platform/waiting/in-rounds.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import { logTexts } from "../../texts/log.ts";
import { gatherEvidence } from "../audit/export-evidence.ts";
import { ArchiveWriter } from "./archive-writer.ts";
import { ArchivingClaim, forgetClaim } from "./archiving-claim.ts";
import type { Batch, Entry } from "./batch.ts";
import { approvedLogins, endedLogins, oldEvents, REACHED } from "./due.ts";
import { listBatch, newestBatch } from "./listed-batches.ts";
import { countMoved, endRun, failRun, findRun, isAsked } from "./run.ts";

// Rows that each login adds are moved to the archive when they are old: their entries are on the disk before they are deleted. A crash in
// between leaves the rows, or a batch that the next round finishes. Each step is a short transaction, so that no login waits.

/** Logins that one step moves, at most. */
const AT_ONCE = 100;
/** Events that one step looks at, at most. */
const LOOKED_AT_ONCE = 500;
/** Steps of one round, at most, unless a person asked for all. The next round continues. */
const MOST_STEPS = 20;
/** Milliseconds between two rounds. */
const ROUND_MS = 60_000;

type Services = WithClock & WithConfig & WithDb & WithStopping;

/** Moves what is old to the archive by itself, and at once when a person asks for it. The first round finishes what a crash left. */
export function startRetention(services: Services & WithChanges & WithLog): Rounds {
  const failed = logTexts.archive.failed;
  let isOwnAlone = services.config.database === undefined;
  const rounds = inRounds({ every: ROUND_MS, log: services.log, failed, atOnce: true }, async () => {
    if (isOwnAlone) await forgetClaim(services.db); // of a process that was killed: no other one has the embedded database
    isOwnAlone = false;
    await retireOld(services);
  });
  services.changes.heed("archive", rounds.soon);
  return rounds;
}

/** A round works with these: the folder, opened when there is something to move, and the claim on it. */
interface Round {
  readonly services: Services;
  readonly claim: ArchivingClaim;
  readonly writer: () => Promise<ArchiveWriter>;
}

/** Moves what is older than the settings say to the archive. Without a folder for it, everything stays. @throws ArchiveDamaged */
export async function retireOld(services: Services): Promise<void> {
  const { archive } = services.config.retention;
  if (archive === undefined) return;
  const claim = await ArchivingClaim.begin(services);
  if (claim === undefined) return;
  let opened: Promise<ArchiveWriter> | undefined;
  const writer = () => (opened ??= openArchive(services, archive, claim));
  const round = { services, claim, writer };
  try {
    const areDone = [await untilDone(round, retireLogins), await untilDone(round, retireEvents)];
    await endRun(services.db, services.clock(), !areDone.includes(false));
  } catch (cause) {
    await claim.extend(); // if another process continues with the run, it did not fail
    await failRun(services.db, services.clock(), cause);
    throw cause;
  } finally {
    await claim.end();
  }
}

async function openArchive({ db }: WithDb, folder: string, claim: ArchivingClaim): Promise<ArchiveWriter> {
  const newest = await newestBatch(db);
  const writer = await ArchiveWriter.open(folder, newest?.batch);
  await writer.clear(() => claim.extend());
  return writer;
}

/** @returns true if nothing is left to do, as far as that step is concerned */
async function untilDone(round: Round, step: (round: Round) => Promise<boolean>): Promise<boolean> {
  const { db, stopping } = round.services;
  for (let count = 0; count < MOST_STEPS || isAsked(await findRun(db)); count += 1) {
    if (stopping.aborted) return false;
    await round.claim.extend();
    if (!(await step(round))) return true;
  }
  return false;
}

/** @returns true if there may be more */
async function retireLogins({ services, claim, writer }: Round): Promise<boolean> {
  const { db, clock } = services;
  const rows = await oldLogins(services);
  if (rows.length === 0) return false;
  const archive = await writer();
  const batch = await archive.prepare(monthOf(clock()), loginEntries(services, rows));
  const times = rows.map(({ created_at }) => created_at);
  const isDeleted = await db.transaction().execute(async (trx) => {
    await claim.demand(trx);
    if (!(await holdAsRead(trx, rows))) return false;
    await deleteLogins(
      trx,
      rows.map(({ id }) => id),
    );
    await listBatch(trx, batch, { at: clock(), what: "logins", events: [] });
    const [oldest, newest] = [Math.min(...times), Math.max(...times)];
    await append(trx, loginsArchived(clock(), null, { ...placeOf(batch), oldest, newest }));
    await countMoved(trx, clock(), "logins", rows.length);
    return true;
  });
  if (isDeleted) await addTo(archive, batch, claim);
  else await archive.drop();
  return true;
}

/** Finds logins that ended without a token, and after them those whose last token has expired, the oldest first. */
async function oldLogins(services: WithClock & WithConfig & WithDb) {
  const ended = await endedLogins(services).selectAll("logins").orderBy("expires_at").limit(AT_ONCE).execute();
  if (ended.length > 0) return ended;
  return approvedLogins(services).selectAll("logins").orderBy("token_families.expires_at").limit(AT_ONCE).execute();
}

type LoginRow = Awaited<ReturnType<typeof oldLogins>>[number];

interface LoginEntry extends Entry {
  readonly id: string;
  readonly login: object;
  /** The document that `nearside verify` reads; null if the login gave no token, or its facts were erased. */
  readonly evidence: object | null;
}

async function* loginEntries(services: WithClock & WithDb, rows: readonly LoginRow[]): AsyncGenerator<LoginEntry> {
  for (const row of rows) yield await loginEntry(services, row);
}

async function loginEntry({ db, ...services }: WithClock & WithDb, row: LoginRow): Promise<LoginEntry> {
  const { id, proof, device_code_hash: _secret, ...login } = row;
  const redeemed = proof === null ? undefined : await findLogin(db, id);
  const evidence =
    redeemed?.state === "redeemed" ? ((await gatherEvidence(db, redeemed, secondsNow(services))) ?? null) : null;
  return { nearside: "archived_login", version: 1, id, login, evidence };
}

/**
 * Locks the logins with all that is theirs, in the order of docs/architecture.md: what is deleted first is locked last.
 *
 * @returns false if the facts of one were erased since they were read (`people erase`): what was read of them must not be kept
 */
async function holdAsRead(trx: Trx, rows: readonly LoginRow[]): Promise<boolean> {
  const ids = rows.map(({ id }) => id);
  const logins = await trx
    .selectFrom("logins")
    .select(["id", "facts_erased_at"])
    .where("id", "in", ids)
    .orderBy("id")
    .forUpdate()
    .execute();
  const erasedAt = new Map(logins.map(({ id, facts_erased_at }) => [id, facts_erased_at]));
  if (rows.some(({ id, facts_erased_at }) => erasedAt.get(id) !== facts_erased_at)) return false;
  await trx.selectFrom("token_families").select("id").where("login_id", "in", ids).orderBy("id").forUpdate().execute();
  await trx
    .selectFrom("access_tokens")
    .select("jti")
    .where("family_id", "in", familiesOf(trx, ids))
    .orderBy("jti")
    .forUpdate()
    .execute();
  await trx
    .selectFrom("refresh_tokens")
    .select("hash")
    .where("family_id", "in", familiesOf(trx, ids))
    .orderBy("hash")
    .forUpdate()
    .execute();
  return true;
}

const familiesOf = (trx: Trx, ids: readonly string[]) =>
  trx.selectFrom("token_families").select("id").where("login_id", "in", ids);

async function deleteLogins(trx: Trx, ids: readonly string[]): Promise<void> {
  const leaseTokens = trx.selectFrom("lease_tokens").select("jti").where("login_id", "in", ids);
  await trx.deleteFrom("lease_calls").where("jti", "in", leaseTokens).execute();
  await trx.deleteFrom("lease_tokens").where("login_id", "in", ids).execute();
  await trx.deleteFrom("leases").where("login_id", "in", ids).execute();
  await trx.deleteFrom("access_tokens").where("family_id", "in", familiesOf(trx, ids)).execute();
  await trx.deleteFrom("refresh_tokens").where("family_id", "in", familiesOf(trx, ids)).execute();
  await trx.deleteFrom("token_families").where("login_id", "in", ids).execute();
  await trx.deleteFrom("login_troubles").where("login_id", "in", ids).execute();
  await trx.deleteFrom("second_askings").where("login_id", "in", ids).execute();
  await trx.deleteFrom("co_decisions").where("login_id", "in", ids).execute();
  await trx.deleteFrom("logins").where("id", "in", ids).execute();
}

interface EventEntry extends Entry {
  readonly event: object;
}

/** @returns true if there may be more */
async function retireEvents({ services, claim, writer }: Round): Promise<boolean> {
  const { db, clock } = services;
  const { last, going, mayBeMore } = await oldEvents(services, LOOKED_AT_ONCE);
  if (last === undefined) return false;
  const archive = going.length === 0 ? undefined : await writer();
  const batch = await archive?.prepare(
    monthOf(clock()),
    going.map((event): EventEntry => ({ nearside: "archived_event", version: 1, event })),
  );
  await db.transaction().execute(async (trx) => {
    await claim.demand(trx);
    const value = String(last.seq);
    await trx
      .insertInto("settings")
      .values({ name: REACHED, value })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
      .execute();
    if (batch !== undefined) await moveEvents(trx, batch, clock(), numbersOf(going));
  });
  if (archive !== undefined && batch !== undefined) await addTo(archive, batch, claim);
  return mayBeMore;
}

/** Adds a batch that the database lists. If this process took too long until here, another one has added it or will. */
async function addTo(archive: ArchiveWriter, batch: Batch, claim: ArchivingClaim): Promise<void> {
  await claim.extend();
  await archive.add(batch);
}

const numbersOf = (events: readonly { readonly seq: number }[]): readonly number[] =>
  events.map(({ seq }) => Number(seq));

async function moveEvents(trx: Trx, batch: Batch, at: number, numbers: readonly number[]): Promise<void> {
  await listBatch(trx, batch, { at, what: "events", events: numbers });
  await trx.deleteFrom("events").where("seq", "in", numbers).execute();
  const range = { first: Math.min(...numbers), last: Math.max(...numbers) };
  await append(trx, eventsArchived(at, null, { ...placeOf(batch), ...range }));
  await countMoved(trx, at, "events", numbers.length);
}

const placeOf = ({ file, from, to, entries, sha256 }: Batch) => ({ file, from, to, entries, sha256 });

const monthOf = (now: number): string => new Date(now).toISOString().slice(0, 7);
