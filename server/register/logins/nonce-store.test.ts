import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../platform/store/store.ts";
import { DATABASES, openTemporaryStore } from "../../testing/temporary-store.ts";
import { consumeNonce, findNonce, insertNonce } from "./nonce-store.ts";

describe.each(DATABASES)("on %s", (database) => {
  let store: Store;
  beforeEach(async () => {
    store = await openTemporaryStore(database);
  });
  afterEach(() => store.close());

  const insert = (nonce: string, subject: string, expiresAt: number) =>
    store.db
      .transaction()
      .execute((trx) => insertNonce(trx, nonce, { statement: "s", subject, browserSession: "b", expiresAt }));

  it("keeps only so many of one subject, the newest, whoever asks how often; other subjects keep theirs", async () => {
    await insert("other", "rq_other", 0);
    await insert("used", "rq_flooded", 0);
    await store.db.transaction().execute((trx) => consumeNonce(trx, "used", 1));
    for (let at = 1; at <= 300; at++) await insert(`flood ${at}`, "rq_flooded", at);
    const stored = await store.db.selectFrom("nonces").select("hash").where("subject", "=", "rq_flooded").execute();
    expect(stored).toHaveLength(256 + 1);
    expect(await findNonce(store.db, "flood 44")).toBeUndefined();
    expect(await findNonce(store.db, "flood 45")).toBeDefined();
    expect(await findNonce(store.db, "used")).toBeDefined(); // it is told apart from a nonce that never was
    expect(await findNonce(store.db, "other")).toBeDefined();
  });
});
