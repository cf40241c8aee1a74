import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DATABASES, openTemporaryStore } from "../../testing/temporary-store.ts";
import type { Store } from "../store/store.ts";
import { append } from "./event-log.ts";
import { consoleRefused } from "./events/console-sessions.ts";

const HOUR = 3_600_000;

describe.each(DATABASES)("on %s", (database) => {
  let store: Store;
  beforeEach(async () => {
    store = await openTemporaryStore(database);
  });
  afterEach(() => store.close());

  const data = { code: "not_permitted", permission: "roles.manage", path: "/x", refusal: null } as const;
  const refuse = (at: number) =>
    store.db.transaction().execute((trx) => append(trx, consoleRefused(at, "us_mallory", data)));
  const times = async () =>
    (await store.db.selectFrom("events").select("at").orderBy("seq").execute()).map((e) => e.at);

  it("keeps so many alike of a day, and the next one again: nobody buys silence for good by a few tries (threat I1)", async () => {
    for (let at = 1; at <= 20; at += 1) await refuse(at);
    expect(await times()).toHaveLength(8);
    await refuse(23 * HOUR);
    expect(await times()).toHaveLength(8);
    await refuse(25 * HOUR);
    expect((await times()).at(-1)).toBe(25 * HOUR);
  });

  it("keeps no more of many that come at once, and some of each subject", async () => {
    const alike = Array.from({ length: 60 }, () => refuse(1));
    const others = ["us_alice", "us_bob"].map((subject) =>
      store.db.transaction().execute((trx) => append(trx, consoleRefused(1, subject, data))),
    );
    await Promise.all([...alike, ...others]);
    const rows = await store.db.selectFrom("events").select("subject").execute();
    const countOf = (subject: string) => rows.filter((row) => row.subject === subject).length;
    expect(["us_mallory", "us_alice", "us_bob"].map(countOf)).toEqual([8, 1, 1]);
  });
});
