import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Db } from "../../platform/store/database.ts";
import type { Store } from "../../platform/store/store.ts";
import type { KeyState } from "../../platform/store/tables/machine-tables.ts";
import { DATABASES, openTemporaryStore } from "../../testing/temporary-store.ts";
import { findPasskeyKinds, LIVE_STATES } from "./passkey-kinds.ts";

const KIND = ["aaguid", "attestation_format", "attestation_verdict", "backup_eligible"] as const;

let store: Store;

async function open(database: (typeof DATABASES)[number]): Promise<void> {
  store = await openTemporaryStore(database);
  await store.db
    .insertInto("users")
    .values({ id: "us_1", name: "alice", display_name: "Alice", role: "user", state: "active", created_at: 1 })
    .execute();
  await store.db
    .insertInto("bound_sets")
    .values({ id: "bs_1", user_id: "us_1", state: "active", created_at: 1 })
    .execute();
}
afterEach(() => store.close());

const insert = (db: Db, id: string, aaguid: string, state: KeyState = "active") =>
  db
    .insertInto("passkeys")
    .values({
      ...{ credential_id: id, bound_set_id: "bs_1", public_key: new Uint8Array(1), counter: 0, backup_eligible: 0 },
      ...{ backed_up: 0, user_verified: 1, aaguid, attestation_format: "none", attestation_verdict: "claimed" },
      ...{ transports: "[]", user_handle: "handle", state, created_at: 1 },
    })
    .execute();
const change = (db: Db, id: string, to: { readonly state: KeyState }) =>
  db.updateTable("passkeys").set(to).where("credential_id", "=", id).execute();
const remove = (db: Db, id: string) => db.deleteFrom("passkeys").where("credential_id", "=", id).execute();

/** Counts the passkeys themselves. */
async function counted() {
  const rows = await store.db
    .selectFrom("passkeys")
    .select(({ fn }) => [...KIND, fn.countAll<string | number>().as("count")])
    .where("state", "in", LIVE_STATES)
    .groupBy(KIND)
    .execute();
  return rows.map((row) => ({ ...row, backup_eligible: row.backup_eligible === 1, count: Number(row.count) }));
}

async function expectRight(): Promise<void> {
  const byModel = (one: { readonly aaguid: string; readonly attestation_verdict: string }) =>
    `${one.aaguid} ${one.attestation_verdict}`;
  const sorted = <Kind extends Awaited<ReturnType<typeof counted>>[number]>(kinds: readonly Kind[]) =>
    kinds.toSorted((one, other) => (byModel(one) < byModel(other) ? -1 : 1));
  expect(sorted(await findPasskeyKinds(store.db))).toEqual(sorted(await counted()));
}

describe.each(DATABASES)("on %s", (database) => {
  beforeEach(() => open(database));

  it("counts those that come, change and go", async () => {
    const { db } = store;
    for (const [id, aaguid, state] of [
      ["one", "a", "active"],
      ["two", "a", "pending"],
      ["three", "b", "active"],
      ["four", "b", "revoked"],
    ] as const)
      await insert(db, id, aaguid, state);
    expect((await findPasskeyKinds(db)).map(({ aaguid, count }) => [aaguid, count]).sort()).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
    for (const step of [
      () => change(db, "two", { state: "active" }),
      () => change(db, "one", { state: "revoked" }),
      () => db.updateTable("passkeys").set({ attestation_verdict: "attested" }).execute(),
      () => db.updateTable("passkeys").set({ counter: 7, backed_up: 1 }).execute(),
      () => remove(db, "four"),
      () => change(db, "one", { state: "active" }),
      () => remove(db, "three"),
    ]) {
      await step();
      await expectRight();
    }
    await db.updateTable("passkeys").set({ state: "revoked" }).execute();
    expect(await findPasskeyKinds(db)).toEqual([]);
    expect(await db.selectFrom("passkey_counts").selectAll().execute()).toEqual([]);
  });

  it("counts nothing of a transaction that failed", async () => {
    await insert(store.db, "one", "a");
    const failing = store.db.transaction().execute(async (trx) => {
      await insert(trx, "two", "a");
      await remove(trx, "one");
      throw new Error("given up");
    });
    await expect(failing).rejects.toThrow("given up");
    expect(await findPasskeyKinds(store.db)).toMatchObject([{ aaguid: "a", count: 1 }]);
  });

  it("counts right what many change at once", async () => {
    const { db } = store;
    await Promise.all(
      Array.from({ length: 60 }, async (_, at) => {
        const [first, second] = [`${at} first`, `${at} second`];
        await db.transaction().execute(async (trx) => {
          await insert(trx, first, at % 2 === 0 ? "a" : "b");
          await insert(trx, second, at % 2 === 0 ? "b" : "a");
        });
        if (at % 3 === 0) await change(db, first, { state: "revoked" });
        if (at % 5 === 0) await remove(db, second);
      }),
    );
    await expectRight();
    await insert(db, "a at last", "a");
    await insert(db, "b at last", "b");
    await expectRight();
    expect(await db.selectFrom("passkey_counts").selectAll().execute()).toHaveLength(2);
  });
});

it("lets no transaction wait for another on PostgreSQL, in whatever order they come", async () => {
  await open("postgres");
  const { db } = store;
  for (const [id, aaguid] of ["a", "b"].entries()) await insert(db, String(id), aaguid);
  await db.transaction().execute(async (one) => {
    await insert(one, "a of one", "a");
    await db.transaction().execute(async (other) => {
      await insert(other, "b of the other", "b");
      await insert(other, "a of the other", "a");
      await insert(one, "b of one", "b");
    });
    await insert(db, "a of a third", "a");
    await expectRight();
  });
  await expectRight();
});
