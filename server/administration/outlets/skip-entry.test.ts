import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { userRoleChanged } from "../../platform/audit/events/people.ts";
import type { Store } from "../../platform/store/store.ts";
import { DATABASES, openTemporaryStore } from "../../testing/temporary-store.ts";
import { addConsumer, claimConsumer, findConsumer, moveOn, putOffConsumer } from "./consumer-store.ts";
import { skipEntry } from "./skip-entry.ts";

describe.each(DATABASES)("on %s", (database) => {
  let store: Store;
  beforeEach(async () => {
    store = await openTemporaryStore(database);
    await addConsumer(store.db, "webhook", 0);
    await store.db.transaction().execute(async (trx) => {
      for (const user of ["us_1", "us_2"]) await append(trx, userRoleChanged(1, user, { from: "user", to: "owner" }));
    });
  });
  afterEach(() => store.close());

  const pass = (entry: number) => skipEntry({ db: store.db, clock: () => 5 }, entry, SERVER_SHELL);
  const consumer = async () => {
    const found = await findConsumer(store.db, "webhook");
    if (found === undefined) throw new Error("no consumer");
    return found;
  };
  const fail = async () => {
    await claimConsumer(store.db, await consumer(), "one", 1);
    await putOffConsumer(store.db, await consumer(), "one", { now: 1, until: 9, failure: "status 403" });
  };

  it("continues after the entry that is refused, and says so in the log", async () => {
    await fail();
    const sending = await consumer();
    await pass(1);
    expect(await consumer()).toMatchObject({ reached: 1, tries: 0, dueAt: 0 });
    expect(await moveOn(store.db, sending, "one", { reached: 1, sent: 1, now: 2 })).toBe(false); // who sent it meanwhile moves nothing
    const last = await store.db.selectFrom("events").selectAll().orderBy("seq", "desc").executeTakeFirstOrThrow();
    expect([last.kind, JSON.parse(last.data).entry]).toEqual(["entry_skipped", 1]);
  });

  it("skips no entry that the webhook was not sent yet, or has, and no other than the one that was named", async () => {
    await expect(pass(1)).rejects.toMatchObject({
      code: "conflict",
      description: expect.stringContaining("accepts what"),
    });
    await fail();
    for (const entry of [0, 2, 9])
      await expect(pass(entry)).rejects.toMatchObject({
        description: expect.stringContaining("gets next, which is 1"),
      });
    await pass(1);
    await expect(pass(1)).rejects.toMatchObject({ code: "conflict" });
    expect(await consumer()).toMatchObject({ reached: 1 });
  });
});
