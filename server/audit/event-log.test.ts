import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../store/store.ts";
import { DATABASES, openTemporaryStore } from "../testing/temporary-store.ts";
import { append } from "./event-log.ts";
import { signingKeyCreated } from "./events/signing-key-created.ts";
import { userRoleChanged } from "./events/user-role-changed.ts";

describe.each(DATABASES)("on %s", (database) => {
  let store: Store;
  beforeEach(async () => {
    store = await openTemporaryStore(database);
  });
  afterEach(() => store.close());

  it("numbers events in the order they were written", async () => {
    await store.db.transaction().execute(async (trx) => {
      await append(trx, signingKeyCreated(5, "kid", { alg: "ES256" }));
      await append(trx, userRoleChanged(4, "us_1", { from: "member", to: "administrator" }));
    });
    expect(await store.db.selectFrom("events").selectAll().orderBy("seq").execute()).toEqual([
      { seq: 1, at: 5, kind: "signing_key_created", version: 1, subject: "kid", data: '{"alg":"ES256"}' },
      {
        seq: 2,
        at: 4,
        kind: "user_role_changed",
        version: 1,
        subject: "us_1",
        data: '{"from":"member","to":"administrator"}',
      },
    ]);
  });

  it("writes none where what it tells of did not happen", async () => {
    const failing = store.db.transaction().execute(async (trx) => {
      await append(trx, signingKeyCreated(5, "kid", { alg: "ES256" }));
      throw new Error("not after all");
    });
    await expect(failing).rejects.toThrow("not after all");
    expect(await store.db.selectFrom("events").selectAll().execute()).toEqual([]);
  });

  it("takes data of its kind's schema only, and that schema reads it again", () => {
    const { data, version } = userRoleChanged(4, "us_1", { from: "member", to: "administrator" });
    expect(v.parse(userRoleChanged.schema, JSON.parse(JSON.stringify(data)))).toEqual(data);
    expect(version).toBe(userRoleChanged.version);
    const wrong = { from: "member", to: "administrator", secret: "x" } as const;
    expect(() => userRoleChanged(4, "us_1", wrong)).toThrow(v.ValiError);
  });
});
