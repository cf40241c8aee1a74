import { LOG_KINDS } from "@nearside/shared/api/console/log-kinds.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { inRounds, type Stoppable } from "../../platform/waiting/in-rounds.ts";

/** Milliseconds between two reads. */
const LOOK_MS = 500;
/** Events of one read, at most. */
const AT_ONCE = 200;
/** Milliseconds during which a number that was skipped may still appear: longer than a transaction can take. */
const LATE_MS = 60_000;
/** At most this many numbers before a new one are waited for. A pool has far fewer connections. */
const MOST_LATE = 100;

/** Kinds for which the server's log already writes a line of its own. */
const PRINTED_ALREADY: ReadonlySet<string> = new Set(["server_started", "login_reported", "break_glass_used"]);

/**
 * Writes each new entry of the security log as a line of the server's log, for people at its terminal. Refusals have a line of
 * their own already. Only committed entries are written, also those of another server on the same database.
 */
export async function printEvents({ db, log, clock }: WithClock & WithDb & WithLog): Promise<Stoppable> {
  const newest = await db.selectFrom("events").select("seq").orderBy("seq", "desc").limit(1).executeTakeFirst();
  let last = newest?.seq ?? 0;
  // PostgreSQL assigns numbers before it commits, so a higher one can become visible first. This maps each skipped number to the
  // time until which it may still appear.
  const skipped = new Map<number, number>();
  const note = (seq: number): void => {
    skipped.delete(seq);
    for (let number = Math.max(last + 1, seq - MOST_LATE); number < seq; number++)
      skipped.set(number, clock() + LATE_MS);
    last = Math.max(last, seq);
  };
  const print = async (): Promise<void> => {
    for (const [seq, until] of skipped) if (clock() > until) skipped.delete(seq);
    for (const { seq, kind, subject, address, name, hostname } of await newEvents(db, last, [...skipped.keys()])) {
      note(seq);
      const { topic, title } = LOG_KINDS[kind] ?? { topic: undefined, title: kind };
      if (topic === "refusal" || PRINTED_ALREADY.has(kind)) continue;
      log.info({ person: name, machine: hostname, from: address, about: subject }, title);
    }
  };
  const rounds = inRounds({ every: LOOK_MS, log, failed: "the security log could not be read" }, print);
  return {
    async stop() {
      await rounds.stop();
      await print();
    },
  };
}

/** Reads the events with higher numbers than `last`, and with those that were skipped. */
const newEvents = (db: Db, last: number, skipped: readonly number[]) =>
  db
    .selectFrom("events")
    .leftJoin("users", "users.id", "events.user_id")
    .leftJoin("devices", "devices.jkt", "events.device_jkt")
    .select(["events.seq", "events.kind", "events.subject", "events.address", "users.name", "devices.hostname"])
    .where("events.seq", ">=", Math.min(last + 1, ...skipped))
    .where((eb) => eb.or([eb("events.seq", ">", last), ...skipped.map((seq) => eb("events.seq", "=", seq))]))
    .orderBy("events.seq")
    .limit(AT_ONCE)
    .execute();
