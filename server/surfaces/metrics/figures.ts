import { type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { Gauge, type Registry } from "prom-client";
import { outletStates } from "../../administration/outlets/outlet-state.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { findPublishedKeys } from "../../platform/keys/signing-key-store.ts";
import type { WithLog } from "../../platform/log/log.ts";
import { DATABASE_FILE } from "../../platform/store/data-folder.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { Store } from "../../platform/store/store.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { WithProcesses } from "../../platform/waiting/processes.ts";
import { logTexts } from "../../texts/log.ts";
import { metricTexts } from "../../texts/metrics.ts";

// Figures that are looked up when somebody asks for them. Those of the database are the same in each process: take the greatest, no sum.

type Services = WithChanges & WithClock & WithConfig & WithDb & WithLog & WithProcesses;

/** Adds the figures to the registry. @returns looks them up again */
export function addFigures(
  registry: Registry,
  services: Services,
  connections: Store["connections"],
): () => Promise<void> {
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name: `nearside_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const held = gauge("held_polls", metricTexts.polls);
  gauge("held_polls_limit", metricTexts.mostPolls).set(services.config.limits.heldPolls);
  const processes = gauge("processes", metricTexts.processes);
  const up = gauge("database_up", metricTexts.databaseUp);
  const probe = gauge("database_query_seconds", metricTexts.databaseTime);
  const pool = gauge("database_connections", metricTexts.connections, ["state"]);
  const bytes = gauge("sqlite_bytes", metricTexts.databaseSize, ["file"]);
  const mailWaiting = gauge("mail_waiting", metricTexts.waitingMail);
  const mailAge = gauge("mail_oldest_seconds", metricTexts.oldestMail);
  const mailGivenUp = gauge("mail_given_up", metricTexts.lostMail);
  const keyAge = gauge("signing_key_age_seconds", metricTexts.keyAge, ["state"]);
  const keyChange = gauge("signing_key_next_rotation_seconds", metricTexts.nextKey);
  const wrapped = gauge("signing_keys_wrapped", metricTexts.keysWrapped);
  const wrappingAge = gauge("wrapping_key_age_seconds", metricTexts.wrappingKeyAge);
  const eventsWaiting = gauge("events_waiting", metricTexts.waitingEvents, ["consumer"]);
  const eventsAge = gauge("events_oldest_seconds", metricTexts.oldestEvent, ["consumer"]);
  const eventsFailing = gauge("events_failed_tries", metricTexts.failedTries, ["consumer"]);
  wrapped.set(services.config.wrappingKey === undefined ? 0 : 1);

  const lookHere = (): void => {
    const { changes, config } = services;
    held.set(changes.held);
    processes.set(services.processes.count);
    for (const [state, count] of Object.entries(connections() ?? {})) pool.set({ state }, count);
    if (config.database === undefined)
      for (const [file, end] of [
        ["database", ""],
        ["log", "-wal"],
      ] as const)
        bytes.set({ file }, sizeOf(join(config.dataFolder, DATABASE_FILE + end)));
    const key = config.wrappingKey;
    const written = key !== undefined && "path" in key ? statOf(key.path)?.mtimeMs : undefined;
    wrappingAge.remove();
    if (written !== undefined) wrappingAge.set(secondsSince(services.clock(), written));
  };

  const lookThere = async (): Promise<void> => {
    const { db, clock } = services;
    const end = probe.startTimer();
    await sql`select 1`.execute(db);
    end();
    const mail = await db
      .selectFrom("notices")
      .select(({ fn }) => ["state", fn.countAll<number>().as("count"), fn.min("starts_at").as("oldest")])
      .where("state", "!=", "sent")
      .groupBy("state")
      .execute();
    const now = clock();
    const waiting = mail.find(({ state }) => state === "waiting");
    mailWaiting.set(Number(waiting?.count ?? 0));
    mailAge.set(waiting === undefined ? 0 : secondsSince(now, Number(waiting.oldest)));
    mailGivenUp.set(Number(mail.find(({ state }) => state === "given_up")?.count ?? 0));
    for (const { name: consumer, waiting: count, oldest, tries } of await outletStates(services)) {
      eventsWaiting.set({ consumer }, count);
      eventsAge.set({ consumer }, oldest === null ? 0 : secondsSince(now, oldest));
      eventsFailing.set({ consumer }, tries);
    }
    const keys = await findPublishedKeys(db);
    keyAge.reset();
    keyChange.remove();
    for (const { state, createdAt, activeFrom } of keys) {
      keyAge.set({ state }, secondsSince(now, createdAt));
      if (state === "next") keyChange.set((activeFrom - now) / 1000);
    }
  };

  return async () => {
    lookHere();
    try {
      await lookThere();
      up.set(1);
    } catch (err) {
      up.set(0);
      services.log.warn({ err }, logTexts.metrics.failed);
    }
  };
}

const secondsSince = (now: number, then: number): number => Math.max(0, (now - then) / 1000);

/** Undefined for what cannot be seen, which is no reason to tell none of the other figures. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

const sizeOf = (path: string): number => statOf(path)?.size ?? 0;
