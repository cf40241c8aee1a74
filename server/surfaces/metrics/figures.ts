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

// Figures that are looked up when somebody asks for them. Those of the database are the same in each process: take the greatest, no sum.

type Services = WithChanges & WithClock & WithConfig & WithDb & WithLog & WithProcesses;

/** Adds the figures to the registry. @returns looks them up anew */
export function addFigures(
  registry: Registry,
  services: Services,
  connections: Store["connections"],
): () => Promise<void> {
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name: `nearside_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const held = gauge("held_polls", "Polls that this process holds open now.");
  gauge("held_polls_limit", "Polls that this process holds open at most.").set(services.config.limits.heldPolls);
  const processes = gauge("processes", "Processes on this database that this one knows, itself among them.");
  const up = gauge("database_up", "1 if the database answered just now, else 0.");
  const probe = gauge("database_query_seconds", "Time of the latest query that asked if the database answers.");
  const pool = gauge("database_connections", "Connections to PostgreSQL.", ["state"]);
  const bytes = gauge("sqlite_bytes", "Size of SQLite's files.", ["file"]);
  const mailWaiting = gauge("mail_waiting", "Notices by mail that wait to be sent.");
  const mailAge = gauge("mail_oldest_seconds", "Time for which the oldest of them has been due.");
  const mailGivenUp = gauge("mail_given_up", "Notices of the last 30 days that never reached their person.");
  const keyAge = gauge("signing_key_age_seconds", "Time since a signing key was made.", ["state"]);
  const keyChange = gauge(
    "signing_key_next_rotation_seconds",
    "Time until the next signing key takes over; none waits if it is left out.",
  );
  const wrapped = gauge("signing_keys_wrapped", "1 if a key outside of the database wraps the signing keys, else 0.");
  const wrappingAge = gauge("wrapping_key_age_seconds", "Time since the file of the wrapping key was written.");
  const eventsWaiting = gauge(
    "events_waiting",
    "Entries of the security log that a consumer has not yet, up to 10000.",
    ["consumer"],
  );
  const eventsAge = gauge("events_oldest_seconds", "Time since the oldest of them was written.", ["consumer"]);
  const eventsFailing = gauge("events_failed_tries", "Tries to send them that failed since one succeeded.", [
    "consumer",
  ]);
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
      services.log.warn({ err }, "the figures of the database could not be read");
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
