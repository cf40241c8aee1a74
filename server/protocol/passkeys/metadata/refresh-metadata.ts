import { open } from "node:fs/promises";
import { append } from "../../../platform/audit/event-log.ts";
import { metadataRefused, metadataTaken } from "../../../platform/audit/events/passkeys.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { Db, WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithStopping } from "../../../platform/surroundings.ts";
import { logTexts } from "../../../texts/log.ts";
import type { WithMetadata } from "./active-metadata.ts";
import { type BlobProblem, BlobRefused } from "./blob-refused.ts";
import { fetchBlob, MAX_BLOB } from "./fetch-blob.ts";
import type { WithMetadataRoots } from "./metadata-roots.ts";
import { findSource, findTakenBlob, forgetBlob, keepBlob, recordTry, takeTry } from "./metadata-store.ts";

const HOUR_MS = 3_600_000;
/** Reports of broken authenticators do not wait for the day that a blob names as its last. */
const AT_LEAST_MS = 24 * HOUR_MS;
/** Another program renews a file, and it costs nothing to look at. */
const FILE_MS = HOUR_MS / 12;
/** The pause after a failure. */
const AGAIN_MS = HOUR_MS / 2;

/** The services that a refresh of the metadata uses. */
type Taking = WithClock & WithConfig & WithDb & WithLog & WithMetadataRoots & WithStopping;

/** The outcome. */
export type Refresh =
  | { readonly state: "taken" | "unchanged"; readonly no: number }
  | { readonly state: "failed"; readonly problem: BlobProblem }
  /** No source is set. */
  | { readonly state: "none" };

/** Finds the source, an https address or a path: the operator's configuration names it, or else the console. */
async function sourceOf({ config, db }: WithConfig & WithDb & { readonly db: Db }): Promise<string | undefined> {
  return config.metadata.source ?? (await findSource(db)).address ?? undefined;
}

/**
 * Asks the source when it is time; one server does. The stored blob stays until a better one is there, or until there is no
 * source any more: then no authenticator is asked to vouch.
 */
export async function refreshIfDue(services: Taking & WithMetadata): Promise<void> {
  const { db, config, metadata } = services;
  const { address, nextTryAt } = await findSource(db);
  const source = config.metadata.source ?? address;
  const now = services.clock();
  if (source === null && metadata.current !== undefined) await db.transaction().execute(forgetBlob);
  if (source !== null && nextTryAt <= now && (await takeTry(db, now, now + AGAIN_MS)))
    await refreshFrom(services, source);
  await metadata.follow();
}

/** Asks the source now. */
export async function refreshMetadata(services: Taking & WithMetadata): Promise<Refresh> {
  const source = await sourceOf(services);
  const refresh: Refresh = source === undefined ? { state: "none" } : await refreshFrom(services, source);
  await services.metadata.follow();
  return refresh;
}

async function refreshFrom(services: Taking, source: string): Promise<Refresh> {
  try {
    const no = await takeFrom(services, source);
    const refresh = {
      state: no === undefined ? "unchanged" : "taken",
      no: no ?? (await activeNo(services)),
    } as const;
    if (refresh.state === "taken") services.log.info({ source, no }, logTexts.metadata.renewed);
    await warnIfOld(services, source);
    return refresh;
  } catch (err) {
    if (!(err instanceof BlobRefused)) throw err;
    if (services.stopping.aborted) return { state: "failed", problem: err.code }; // says nothing about the source
    services.log.warn({ err, source }, logTexts.metadata.notRenewed);
    await recordFailure(services, source, err.code);
    return { state: "failed", problem: err.code };
  }
}

/** Warns of metadata whose successor is overdue: the source was asked and gives nothing newer. */
async function warnIfOld({ clock, db, log }: WithClock & WithDb & WithLog, source: string): Promise<void> {
  const blob = await findTakenBlob(db);
  if (blob !== undefined && blob.nextUpdate < clock())
    log.warn({ source, no: blob.no, due: new Date(blob.nextUpdate).toISOString() }, logTexts.metadata.tooOld);
}

const activeNo = async ({ db }: WithDb): Promise<number> => (await findTakenBlob(db))?.no ?? 0;

/** @returns its number, or undefined if that blob is active already */
async function takeFrom(
  services: WithClock & WithConfig & WithDb & WithMetadataRoots & WithStopping,
  source: string,
): Promise<number | undefined> {
  const { clock, config, db, metadataRoots, stopping } = services;
  const isFile = !source.startsWith("https://");
  const limits = { privateAddresses: config.metadata.privateAddresses, stopping };
  const text = isFile ? await readBlobFile(source) : await fetchBlob(source, limits);
  const now = clock();
  const { verifyBlob } = await import("./verify-blob.ts"); // the library behind it is large, and no login needs it
  const payload = await verifyBlob(text, metadataRoots, now, stopping);
  const nextUpdate = Date.parse(payload.nextUpdate);
  const blob = { roots: metadataRoots.id, no: payload.no, nextUpdate, source, takenAt: now };
  const before = await findTakenBlob(db);
  const isSame = before?.roots === blob.roots && before.no === blob.no;
  return db.transaction().execute(async (trx) => {
    if ((await sourceOf({ config, db: trx })) !== source) return undefined; // another one was named meanwhile
    if ((await keepBlob(trx, blob, payload)) !== blob.no) throw new BlobRefused("older");
    const dueAt = now + (isFile ? FILE_MS : Math.min(AT_LEAST_MS, Math.max(HOUR_MS, nextUpdate - now)));
    await recordTry(trx, { at: now, problem: null, nextTryAt: dueAt });
    if (isSame) return undefined;
    await append(trx, metadataTaken(now, null, { source, no: blob.no, next_update: nextUpdate }));
    return blob.no;
  });
}

/** A failure that lasts is one event. */
async function recordFailure(
  { clock, config, db }: WithClock & WithConfig & WithDb,
  source: string,
  problem: BlobProblem,
): Promise<void> {
  const now = clock();
  await db.transaction().execute(async (trx) => {
    if ((await sourceOf({ config, db: trx })) !== source) return;
    const before = await findSource(trx);
    await recordTry(trx, { at: now, problem, nextTryAt: now + AGAIN_MS });
    if (before.problem !== problem) await append(trx, metadataRefused(now, null, { source, problem }));
  });
}

/** A metadata blob from a file that the operator named. @throws BlobRefused */
async function readBlobFile(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > MAX_BLOB) throw new BlobRefused("too_large");
      const text = await file.readFile("latin1");
      return text.trim();
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof BlobRefused) throw cause;
    throw new BlobRefused("file_unreadable", { cause });
  }
}
