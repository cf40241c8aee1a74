import { MOST_COUNTED } from "@nearside/shared/api/console/list.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { countUpTo, integerColumn, type Ordering, pageOf, sortedAfterwards, textColumn, type View } from "./page-of.ts";

const ORDERING = {
  columns: { subject: textColumn("events.subject"), at: integerColumn("events.at") },
  id: integerColumn("events.seq"),
} as const;
type Sort = keyof (typeof ORDERING)["columns"];

const cursor = (value: unknown): string => encodeBase64url(new TextEncoder().encode(JSON.stringify(value)));

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  beforeEach(async () => {
    const rows = Array.from({ length: 23 }, (_, index) => ({
      at: 100 + (index % 5), // several rows have the same value
      kind: "test",
      version: 1,
      subject: `é${(index * 7) % 4} "quoted"`,
      data: String(index),
    }));
    await server.services.db.insertInto("events").values(rows).execute();
  });

  const query = () =>
    server.services.db.selectFrom("events").select(["seq", "at", "subject"]).where("kind", "=", "test");
  const page = (view: View<Sort>, ordering: Ordering<Sort> = ORDERING) =>
    pageOf(server.services.db, query(), ordering, view);

  it.each([
    ["subject", "asc", "", ORDERING],
    ["subject", "desc", "", ORDERING],
    ["at", "asc", "", ORDERING],
    ["at", "desc", "", ORDERING],
    ["subject", "desc", ", afterwards", sortedAfterwards(ORDERING)],
    ["at", "asc", ", afterwards", sortedAfterwards(ORDERING)],
  ] as const)("gives every row once, sorted by %s, %s%s", async (sort, order, _when, ordering) => {
    const whole = await query().orderBy(sort, order).orderBy("seq", order).execute();
    const seen: unknown[] = [];
    let after: string | undefined;
    let pages = 0;
    do {
      const { rows, next, total } = await page({ sort, order, limit: 4, after }, ordering);
      expect(total).toBe(23);
      seen.push(...rows);
      after = next ?? undefined;
      pages += 1;
    } while (after !== undefined);
    expect(seen).toEqual(whole);
    expect(pages).toBe(6);
  });

  it("continues where it was though rows come and go", async () => {
    const whole = await query().orderBy("at").orderBy("seq").execute();
    const { rows, next } = await page({ sort: "at", order: "asc", limit: 4 });
    await server.services.db
      .insertInto("events")
      .values({ at: 1, kind: "test", version: 1, subject: "new", data: "" })
      .execute();
    const further = await page({ sort: "at", order: "asc", limit: 30, after: next ?? "" });
    expect([...rows, ...further.rows]).toEqual(whole);
    expect(further.next).toBeNull();
  });

  it("counts no further than is shown", async () => {
    const more = Array.from({ length: MOST_COUNTED + 1 }, (_, index) => ({
      ...{ at: index, kind: "more", version: 1, subject: "s", data: "" },
    }));
    for (let from = 0; from < more.length; from += 1000)
      await server.services.db
        .insertInto("events")
        .values(more.slice(from, from + 1000))
        .execute();
    const found = server.services.db.selectFrom("events").select(["seq", "at"]).where("kind", "=", "more");
    const counted = (query: typeof found) => countUpTo(server.services.db, query);
    expect(await counted(found)).toBeNull();
    expect(await counted(found.where("at", "<", MOST_COUNTED))).toBe(MOST_COUNTED);
    expect((await pageOf(server.services.db, found, ORDERING, { sort: "at", order: "asc" })).total).toBeNull();
  });

  it.each([
    ["nothing", ""],
    ["no base64url", "%%%"],
    ["no JSON", encodeBase64url(new Uint8Array([0xff, 0xfe]))],
    ["an object", cursor({})],
    ["another column's", cursor(["subject", "asc", "x", 1])],
    ["another order's", cursor(["at", "desc", 100, 1])],
    ["text for a number", cursor(["at", "asc", "100", 1])],
    ["a fraction", cursor(["at", "asc", 1.5, 1])],
    ["beyond 2^53", cursor(["at", "asc", 1e17, 1])],
    ["NULL", cursor(["at", "asc", null, 1])],
    ["text for an id", cursor(["at", "asc", 100, "1"])],
    ["too much", cursor(["at", "asc", 100, 1, 1])],
    ["a list for a value", cursor(["at", "asc", [100], 1])],
  ])("refuses %s for a cursor", async (_what, after) => {
    await expect(page({ sort: "at", order: "asc", after })).rejects.toMatchObject({ code: "invalid_request" });
  });

  it.each(["\0", "\ud800"])("refuses text that no database stores in a cursor: %j", async (value) => {
    const after = cursor(["subject", "asc", value, 1]);
    await expect(page({ sort: "subject", order: "asc", after })).rejects.toMatchObject({ code: "invalid_request" });
  });

  it("takes a cursor's value for no part of the query", async () => {
    const after = cursor(["subject", "asc", "'; delete from users; --", 1]);
    expect((await page({ sort: "subject", order: "asc", after, limit: 200 })).total).toBe(23);
  });
});
