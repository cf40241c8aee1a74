import { newRandomId } from "@nearside/shared/ids.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom, WithStopping } from "../../platform/surroundings.ts";
import { outletTexts } from "../../texts/outlets.ts";
import { findConsumer } from "./consumer-store.ts";
import { recordBeside } from "./event-record.ts";
import { type OutletName, Undelivered } from "./outlet.ts";
import { outletsOf } from "./outlets-of.ts";
import { newestEvent } from "./settled-events.ts";

/** Events are counted up to this number: to count millions takes longer than anybody waits. */
const MOST_COUNTED = 10_000;
const TEST_MS = 20_000;

/** The progress of each consumer. */
export async function outletStates({ db, ...services }: WithConfig & WithDb) {
  const newest = await newestEvent(db);
  const states = [];
  for (const { name, close } of outletsOf(services)) {
    close();
    const consumer = await findConsumer(db, name);
    if (consumer === undefined) continue;
    const { reached, sent, sentAt, tries, failedAt, failure } = consumer;
    states.push({
      name,
      newest,
      reached,
      ...(await behind(db, reached)),
      sent,
      sent_at: sentAt,
      tries,
      last_failure: failedAt === null ? null : { at: failedAt, said: failure ?? "" },
    });
  }
  return states;
}

async function behind(db: Db, reached: number) {
  const waiting = db
    .selectFrom("events")
    .select(["seq", "at"])
    .where("seq", ">", reached)
    .orderBy("seq")
    .limit(MOST_COUNTED);
  const { count, oldest, next } = await db
    .selectFrom(waiting.as("waiting"))
    .select(({ fn }) => [fn.countAll<number>().as("count"), fn.min("at").as("oldest"), fn.min("seq").as("next")])
    .executeTakeFirstOrThrow();
  return { waiting: Number(count), oldest: numberOf(oldest), next: numberOf(next) };
}

const numberOf = (value: number | null): number | null => (value === null ? null : Number(value));

/** Sends one made-up event at once, beside the order of the others, so that who sets a consumer up sees what it says. */
export async function testOutlet(
  { clock, config, random, stopping }: WithClock & WithConfig & WithRandom & WithStopping,
  name: OutletName,
) {
  const outlet = outletsOf({ config }).find((one) => one.name === name);
  if (outlet === undefined) return { state: "not_configured" } as const;
  const now = clock();
  const record = recordBeside(config.issuer, now, {
    id: `test-${newRandomId(random)}`,
    kind: "test",
    data: { says: outletTexts.testEvent },
    after: 0,
  });
  try {
    await outlet.send([record], { now, signal: AbortSignal.any([stopping, AbortSignal.timeout(TEST_MS)]) });
    return { state: "sent", id: record.id } as const;
  } catch (cause) {
    if (!(cause instanceof Undelivered)) throw cause;
    return { state: "failed", said: cause.message } as const;
  } finally {
    outlet.close();
  }
}
