import type { WithConfig } from "../../platform/config/config.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import type { Store } from "../../platform/store/store.ts";
import type { WithClock, WithRandom, WithStopping } from "../../platform/surroundings.ts";
import { inRounds, type Stoppable } from "../../platform/waiting/in-rounds.ts";
import { logTexts } from "../../texts/log.ts";
import { outletTexts } from "../../texts/outlets.ts";
import {
  addConsumer,
  type Consumer,
  claimConsumer,
  findConsumer,
  isToCome,
  letGo,
  moveOn,
  putOffConsumer,
} from "./consumer-store.ts";
import { type EventRecord, readRecords, recordBeside } from "./event-record.ts";
import { missedBetween } from "./missed-events.ts";
import { type Outlet, Undelivered } from "./outlet.ts";
import { newestEvent, SettledEvents } from "./settled-events.ts";

// Events leave the server here, beside the requests: each consumer has rounds of its own, so that one that is away or slow keeps neither
// another one nor a login. A round reads little at a time, and holds no transaction while it sends.

type Services = WithClock & WithConfig & WithDb & WithLog & WithRandom & WithStopping;

/** Milliseconds between two rounds. */
const ROUND_MS = 1000;
/** Batches of one round, at most. The next round continues. */
const MOST_BATCHES = 100;
/** Milliseconds of a try, at most: below the lease. */
const MOST_OF_A_TRY_MS = 30_000;
/** Milliseconds that a lease lasts at least when a try begins. Each success renews it, so that a round writes once for each batch. */
const LEAST_OF_A_LEASE_MS = 2 * MOST_OF_A_TRY_MS;
/** Milliseconds until the second try. Each pause is twice the one before, up to the maximum. */
const FIRST_PAUSE_MS = 1000;
const MOST_PAUSE_MS = 5 * 60_000;
/** Milliseconds that a try which is under way gets when the server ends. */
const LAST_MS = 2000;

/** One process keeps this for all consumers. */
interface Process {
  readonly id: string;
  readonly settled: SettledEvents;
  /** The newest event when it started: a new consumer gets those after it. */
  readonly newest: number;
}

/** Sends what is new to each outlet. @param id of this process */
export async function startOutlets(
  services: Services,
  outlets: readonly Outlet[],
  writersOf: Store["writersOf"],
  id: string,
): Promise<Stoppable> {
  const settled = new SettledEvents(writersOf);
  const newest = await newestEvent(services.db);
  const ending = new AbortController();
  const { log } = services;
  const rounds = outlets.map((outlet) =>
    inRounds({ every: ROUND_MS, log, failed: logTexts.events.notSentTo({ consumer: outlet.name }), atOnce: true }, () =>
      sendNew(services, outlet, { settled, id, newest }, ending.signal),
    ),
  );
  return {
    async stop() {
      const last = setTimeout(() => ending.abort(), LAST_MS);
      await Promise.all(rounds.map((one) => one.stop()));
      clearTimeout(last);
      for (const { name, close } of outlets) {
        close();
        await letGo(services.db, name, id).catch(() => {}); // the lease ends by itself
      }
    },
  };
}

/** @param ending aborts a try that is under way; those events are sent again */
export async function sendNew(services: Services, outlet: Outlet, of: Process, ending: AbortSignal): Promise<void> {
  for (let batch = 0; batch < MOST_BATCHES && !services.stopping.aborted; batch += 1)
    if (!(await sendOne(services, outlet, of, ending))) return;
}

/** @returns true if there may be more */
async function sendOne(
  services: Omit<Services, "stopping">,
  outlet: Outlet,
  { settled, id, newest }: Process,
  ending: AbortSignal,
): Promise<boolean> {
  const { clock, db, log } = services;
  const upTo = await settled.look(db);
  const consumer = await findConsumer(db, outlet.name);
  const now = clock();
  if (consumer === undefined) {
    await addConsumer(db, outlet.name, newest); // no sooner: a server starts on a full disk too
    return true;
  }
  if (consumer.reached >= upTo || isToCome(consumer.dueAt, now)) return false;
  if (!(await hold(db, consumer, id, now))) return false;
  let batch: Batch;
  try {
    batch = await nextBatch(services, outlet, consumer, upTo);
    if (batch.records.length > 0) {
      const signal = AbortSignal.any([ending, AbortSignal.timeout(MOST_OF_A_TRY_MS)]);
      await outlet.send(batch.records, { now: clock(), signal });
    }
  } catch (cause) {
    if (ending.aborted) return false; // the consumer did not fail, and gets them after the next start
    if (!(cause instanceof Undelivered)) log.error({ err: cause, consumer: outlet.name }, logTexts.events.failed);
    const failure = cause instanceof Undelivered ? cause.message : outletTexts.failedInside;
    const until = clock() + pauseAfter(consumer.tries, services);
    await putOffConsumer(db, consumer, id, { now: clock(), until, failure });
    const again = Math.round((until - clock()) / 1000);
    log.warn({ consumer: outlet.name, said: failure, again_in_seconds: again }, logTexts.events.notSent);
    return false;
  }
  if (consumer.tries > 0) log.info({ consumer: outlet.name }, logTexts.events.sentAgain);
  return moveOn(db, consumer, id, { reached: batch.reached, sent: batch.records.length, now: clock() });
}

/** @returns false if another process has it */
async function hold(db: Db, consumer: Consumer, id: string, now: number): Promise<boolean> {
  const { holder, leaseUntil } = consumer;
  if (holder !== id && isToCome(leaseUntil, now)) return false;
  if (holder === id && isToCome(leaseUntil - LEAST_OF_A_LEASE_MS, now)) return true;
  return claimConsumer(db, consumer, id, now);
}

interface Batch {
  /** The last number that the consumer knows of, once it has taken this. */
  readonly reached: number;
  readonly records: readonly EventRecord[];
}

/** The next events, and before them a notice of those that the archive took before they were sent. */
async function nextBatch(
  { clock, config, db }: WithClock & WithConfig & WithDb,
  { most }: Outlet,
  { reached: after }: Consumer,
  upTo: number,
): Promise<Batch> {
  const events = await readRecords(db, config.issuer, { after, upTo, most });
  const reached = events.length === most ? lastNumberOf(events) : upTo;
  const missed = await missedBetween(db, after, reached);
  if (missed === undefined) return { reached, records: events };
  const id = `missed-${missed.first}-${missed.last}`;
  const gap = recordBeside(config.issuer, clock(), { id, kind: "events_missed", data: missed, after });
  return { reached, records: [gap, ...events] };
}

const lastNumberOf = (events: readonly EventRecord[]): number => Number(events.at(-1)?.sequence);

/** Several processes and servers whose consumer was away do not all come back in the same moment. */
function pauseAfter(tries: number, { random }: WithRandom): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries, 20), MOST_PAUSE_MS);
  const [byte = 0] = random(1);
  return Math.round(pause * (0.8 + (0.4 * byte) / 255));
}
