import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../platform/store/store.ts";
import { DATABASES, openTemporaryStore } from "../../testing/temporary-store.ts";
import type { NewNotice, Notice } from "./notice.ts";
import {
  APART_MS,
  addNotice,
  claimNext,
  deleteNotices,
  GATHER_MS,
  gatherNotice,
  LEASE_MS,
  markGivenUp,
  markSent,
  putOff,
} from "./outbox.ts";

const NOW = 1_795_521_600_000;
const person = { name: "alice", display_name: "Alice" };
const of = (userId: string, kind: NewNotice["kind"] = "machine_added"): NewNotice => ({
  kind,
  userId,
  address: `${userId}@example.com`,
  facts: { person },
});

describe.each(DATABASES)("on %s", (database) => {
  let store: Store;
  beforeEach(async () => {
    store = await openTemporaryStore(database);
    for (const id of ["us_1", "us_2"])
      await store.db
        .insertInto("users")
        .values({ id, name: id, display_name: id, role: "user", state: "active", created_at: 1 })
        .execute();
  });
  afterEach(() => store.close());

  const add = (notice: NewNotice, at: number) => store.db.transaction().execute((trx) => addNotice(trx, notice, at));
  const gather = (userId: string, at: number) =>
    store.db.transaction().execute((trx) => gatherNotice(trx, of(userId, "login_elsewhere"), at));
  const claim = (at: number) => claimNext(store.db, at);
  const claimOne = async (at: number): Promise<Notice> => {
    const notice = await claim(at);
    if (notice === undefined) throw new Error("nothing is due");
    return notice;
  };

  it("is written with its event or not at all", async () => {
    const failing = store.db.transaction().execute(async (trx) => {
      await addNotice(trx, of("us_1"), NOW);
      throw new Error("not after all");
    });
    await expect(failing).rejects.toThrow("not after all");
    expect(await claim(NOW)).toBeUndefined();
  });

  it("gives a notice to one of many who ask at once, and each to somebody", async () => {
    for (let each = 0; each < 3; each += 1) await add(of("us_1"), NOW);
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(NOW)));
    const seqs = claims.flatMap((notice) => (notice === undefined ? [] : [notice.seq]));
    expect(seqs.sort()).toEqual([1, 2, 3]);
  });

  it("goes to somebody else after its lease, as the same notice, and the first has no say in it any more", async () => {
    await add(of("us_1"), NOW);
    const first = await claimOne(NOW);
    expect(await claim(NOW + LEASE_MS - 1)).toBeUndefined();
    const second = await claimOne(NOW + LEASE_MS);
    expect({ ...second, tries: 1 }).toEqual(first);
    expect(await putOff(store.db, first, { now: NOW, until: NOW, failure: "late" })).toBe(false);
    expect(await markSent(store.db, first, NOW)).toBe(false);
    expect(await markSent(store.db, second, NOW)).toBe(true);
    expect(await claim(NOW + 2 * LEASE_MS)).toBeUndefined();
  });

  it("is tried again when it was put off until, and never after it was given up", async () => {
    await add(of("us_1"), NOW);
    const first = await claimOne(NOW);
    expect(await putOff(store.db, first, { now: NOW, until: NOW + 30_000, failure: "451 later" })).toBe(true);
    expect(await claim(NOW + 29_999)).toBeUndefined();
    const second = await claimOne(NOW + 30_000);
    expect(second.tries).toBe(2);
    expect(await store.db.transaction().execute((trx) => markGivenUp(trx, second, NOW, "550 no"))).toBe(true);
    expect(await claim(NOW + 10 * LEASE_MS)).toBeUndefined();
  });

  describe("a notice that may come by the hundred", () => {
    it("is told a minute later, as one notice with how often it happened", async () => {
      await Promise.all(Array.from({ length: 20 }, (_, each) => gather("us_1", NOW + each)));
      await gather("us_2", NOW);
      expect(await claim(NOW + GATHER_MS - 1)).toBeUndefined();
      const [one, two] = [await claimOne(NOW + 2 * GATHER_MS), await claimOne(NOW + 2 * GATHER_MS)];
      expect([one, two].map(({ userId, count }) => [userId, count]).sort()).toEqual([
        ["us_1", 20],
        ["us_2", 1],
      ]);
    });

    it("is told once an hour, however long it continues, and no event is lost", async () => {
      const mailed: [minute: number, count: number][] = [];
      for (let minute = 0; minute < 200; minute += 1) {
        const now = NOW + minute * 60_000;
        await gather("us_1", now);
        const notice = await claim(now);
        if (notice === undefined) continue;
        mailed.push([minute, notice.count]);
        await markSent(store.db, notice, now);
      }
      expect(mailed.map(([minute]) => minute)).toEqual([1, 61, 121, 181]);
      expect(mailed.map(([, count]) => count)).toEqual([2, 60, 60, 60]);
    });

    it("is told once an hour even where the mail server was away for hours", async () => {
      const hours = [0, 1, 2].map((hour) => NOW + hour * APART_MS);
      let waiting: Notice | undefined;
      for (const at of hours) {
        await gather("us_1", at);
        const tried = await claim(at + GATHER_MS);
        if (tried !== undefined) {
          waiting = tried;
          await putOff(store.db, tried, { now: at, until: at + 2 * GATHER_MS, failure: "away" });
        }
      }
      const back = NOW + 3 * APART_MS;
      const first = await claimOne(back);
      expect(first.seq).toBe(waiting?.seq);
      expect(await claim(back)).toBeUndefined(); // the next one waits for the outcome of this one
      await markSent(store.db, first, back);
      expect(await claim(back + APART_MS - 1)).toBeUndefined();
      expect((await claimOne(back + APART_MS)).count).toBe(2); // it covers the second hour and the third
    });

    it("never changes once it was tried: what comes meanwhile is another notice", async () => {
      await gather("us_1", NOW);
      const tried = await claimOne(NOW + GATHER_MS);
      await gather("us_1", NOW + GATHER_MS);
      await putOff(store.db, tried, { now: NOW, until: NOW + 2 * GATHER_MS, failure: "away" });
      expect(await claimOne(NOW + 2 * GATHER_MS)).toEqual({ ...tried, tries: 2 });
    });
  });

  it("forgets what is old, and nothing else", async () => {
    await add(of("us_1"), NOW);
    await add(of("us_2"), NOW + 1);
    await deleteNotices(store.db, NOW + 1);
    expect((await claimOne(NOW + 1)).userId).toBe("us_2");
    expect(await claim(NOW + 1)).toBeUndefined();
  });
});
