import {
  factsIn,
  POSTURE_NAMES,
  type Posture,
  type PostureName,
  UNKNOWN_REASONS,
} from "@nearside/shared/posture/posture.ts";
import type { KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import type { Kysely } from "kysely";
import * as v from "valibot";
import type { Database, Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";

const keptFactSchema = v.object({
  value: v.string(),
  /** Set with the value `unknown`. */
  reason: v.optional(v.picklist(UNKNOWN_REASONS)),
  source: v.string(),
  /** When the machine looked. Epoch seconds, by the clock of the statement. */
  at: v.number(),
});
const keptSchema = v.object(v.entriesFromList(POSTURE_NAMES, v.exactOptional(keptFactSchema)));
/** The last posture of a machine, by the times at which it looked: reported and not verified (protocol §4.8). */
export type KeptPosture = v.InferOutput<typeof keptSchema>;

/** @param iat of the statement that has it */
export const keptPostureOf = (posture: Posture, iat: number): KeptPosture =>
  Object.fromEntries(
    factsIn(posture).map(([name, { value, age, ...fact }]) => [name, { value, ...fact, at: iat - age }]),
  );

export const readKeptPosture = (text: string): KeptPosture => v.parse(keptSchema, JSON.parse(text));

/** The values alone, by which a posture has changed or not. Facts that are not reported are left out. */
export const valuesIn = (posture: KeptPosture | undefined): Partial<Record<PostureName, string>> =>
  Object.fromEntries(
    POSTURE_NAMES.flatMap((name) => {
      const fact = posture?.[name];
      return fact === undefined ? [] : [[name, fact.value]];
    }),
  );

/** This is kept of a statement. */
interface Statement {
  readonly deviceJkt: string;
  readonly posture: KeptPosture;
  /** `iat` of the statement. */
  readonly statedAt: number;
  /** Epoch seconds at which the rules are asked again; null if they need not be. */
  readonly dueAt: number | null;
}

type Row = Readonly<Record<PostureName, string | null>> & {
  readonly device_jkt: string;
  readonly posture: string;
  readonly stated_at: number;
  readonly due_at: number | null;
};

function rowOf({ deviceJkt, posture, statedAt, dueAt }: Statement): Row {
  const { disk_encryption = null, screen_lock = null, updates = null, firewall = null } = valuesIn(posture);
  const values = { disk_encryption, screen_lock, updates, firewall };
  return {
    ...{ device_jkt: deviceJkt, posture: JSON.stringify(posture) },
    ...{ stated_at: statedAt, due_at: dueAt, ...values },
  };
}

const WRITTEN = ["posture", "stated_at", "due_at", ...POSTURE_NAMES] as const;

/**
 * The place of the key comes from the machine itself. A row that has it keeps it: it may have been moved since this statement began to be
 * written (`noteKeyMoved`).
 */
const write = (db: Kysely<Database>, value: <Name extends keyof Row>(name: Name) => Row[Name]) =>
  db
    .insertInto("postures")
    .values(({ selectFrom }) => ({
      device_jkt: value("device_jkt"),
      key_storage: selectFrom("devices").select("key_storage").where("jkt", "=", value("device_jkt")),
      posture: value("posture"),
      ...{ stated_at: value("stated_at"), due_at: value("due_at") },
      ...{ disk_encryption: value("disk_encryption"), screen_lock: value("screen_lock") },
      ...{ updates: value("updates"), firewall: value("firewall") },
    }))
    .onConflict((conflict) =>
      conflict
        .column("device_jkt")
        .doUpdateSet((eb) => ({
          ...Object.fromEntries(WRITTEN.map((name) => [name, eb.ref(`excluded.${name}`)])),
          key_storage: eb.fn.coalesce("postures.key_storage", "excluded.key_storage"),
        }))
        .whereRef("postures.stated_at", "<=", "excluded.stated_at"),
    );
const writeUnread = fixedQuery<Row>()((db, value) => write(db, value));
const writeReported = fixedQuery<Row>()((db, value) => write(db, value).returning("device_jkt"));
const markTelling = fixedQuery<{ jkt: string }>()((db, value) =>
  db.updateTable("devices").set({ tells_posture: 1 }).where("jkt", "=", value("jkt")).where("tells_posture", "=", 0),
);

/** Keeps what the machine said, unless it has said something later. @returns false if it was too late */
export async function keepPosture(trx: Trx, statement: Statement): Promise<boolean> {
  await markTelling(trx, { jkt: statement.deviceJkt });
  return (await writeReported(trx, rowOf(statement))).length > 0;
}

/** The same where nobody has to know which of both it was: the database is asked for no answer. */
export async function keepSamePosture(trx: Trx, statement: Statement): Promise<void> {
  await writeUnread(trx, rowOf(statement));
}

/** Keeps the new place of the machine's key beside its posture, by which both are found at once. */
export async function noteKeyMoved(trx: Trx, deviceJkt: string, keyStorage: KeyStorage): Promise<void> {
  await trx.updateTable("postures").set({ key_storage: keyStorage }).where("device_jkt", "=", deviceJkt).execute();
}

const saidBy = fixedQuery<{ jkt: string }>()((db, value) =>
  db.selectFrom("postures").select(["posture", "stated_at"]).where("device_jkt", "=", value("jkt")),
);

/** Finds what the machine said last, and `iat` of that statement. */
export async function findPosture(
  db: Db | Trx,
  deviceJkt: string,
): Promise<{ readonly posture: KeptPosture; readonly statedAt: number } | undefined> {
  const [row] = await saidBy(db, { jkt: deviceJkt });
  return row && { posture: readKeptPosture(row.posture), statedAt: row.stated_at };
}

const due = fixedQuery<{ now: number; most: number }>()((db, value) =>
  db
    .selectFrom("postures")
    .select(["device_jkt", "due_at"])
    .where("due_at", "<=", value("now"))
    .orderBy("due_at")
    .limit(value("most")),
);

/** Finds the machines about whose report the rules have to be asked again, the longest overdue first. @param now epoch seconds */
export async function findDuePostures(db: Db, now: number, most: number) {
  const rows = await due(db, { now, most });
  return rows.flatMap(({ device_jkt, due_at }) => (due_at === null ? [] : [{ deviceJkt: device_jkt, dueAt: due_at }]));
}

/** Says when the rules are asked the next time. @returns false if the machine has said something since, or another process was first */
export async function moveDue(trx: Trx, deviceJkt: string, was: number, next: number | null): Promise<boolean> {
  const [moved] = await trx
    .updateTable("postures")
    .set({ due_at: next })
    .where("device_jkt", "=", deviceJkt)
    .where("due_at", "=", was)
    .returning("device_jkt")
    .execute();
  return moved !== undefined;
}
