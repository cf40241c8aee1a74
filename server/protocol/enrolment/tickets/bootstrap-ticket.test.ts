import { ticketSchema } from "@nearside/shared/api/enrolments.ts";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadServerSecrets } from "../../../platform/keys/server-secrets.ts";
import { CLEAR } from "../../../platform/keys/wrapping-keys.ts";
import type { Store } from "../../../platform/store/store.ts";
import { randomTicket, ticketHash } from "../../../register/enrolments/create-ticket.ts";
import { consumeTicket, reserveTicket } from "../../../register/enrolments/ticket-store.ts";
import { DATABASES, openTemporaryStore } from "../../../testing/temporary-store.ts";
import { openBootstrap } from "./bootstrap-ticket.ts";

const QUARTER_HOUR = 900_000;
describe.each(DATABASES)("on %s", (database) => {
  let store: Store;
  let now = 1_000;
  let drawn = 0;
  const surroundings = {
    clock: () => now,
    // every call differs, as it does with a real random source
    random: (length: number) => new Uint8Array(length).fill(++drawn),
  };
  beforeEach(async () => {
    store = await openTemporaryStore(database);
    now = 1_000;
  });
  afterEach(() => store.close());

  const open = async (admin: string, isRenewed = false) => {
    const secrets = await loadServerSecrets(store, () => now, CLEAR);
    return openBootstrap({ db: store.db, ...surroundings, secrets }, admin, { isRenewed });
  };
  const tickets = () => store.db.selectFrom("tickets").selectAll().orderBy("created_at").execute();

  it("makes an administrator and a ticket of which only the hash is kept", async () => {
    const made = await open("admin");
    if (made === undefined) throw new Error("no ticket");
    expect(v.is(ticketSchema, made.ticket)).toBe(true);
    expect(made.user).toMatchObject({ name: "admin", role: "owner", state: "active" });
    expect(made.expiresAt).toBe(1_000 + QUARTER_HOUR);
    expect(await tickets()).toEqual([
      {
        hash: await ticketHash(made.ticket),
        user_id: made.user.id,
        bootstrap: 1,
        origin: "first_start",
        made_by: null,
        expires_at: made.expiresAt,
        uses: 1,
        reserved: 0,
        consumed: 0,
        demands: null,
        note: null,
        revoked_at: null,
        created_at: 1_000,
      },
    ]);
    const events = await store.db.selectFrom("events").selectAll().orderBy("seq").execute();
    expect(events.map((event) => [event.kind, event.subject])).toEqual([
      ["user_created", made.user.id],
      ["ticket_created", made.user.id],
    ]);
    expect(JSON.stringify(events)).not.toContain(made.ticket);
  });

  it("shows the same one at each start while it is good, also where two processes start at once", async () => {
    const [first, other] = await Promise.all([open("admin"), open("admin")]);
    expect(other).toEqual(first);
    now += 60_000;
    expect(await open("admin")).toEqual(first);
    expect(await tickets()).toHaveLength(1);
  });

  it("makes a new one at each start of a server that is alone, and the one before ends", async () => {
    const first = await open("admin", true);
    now += 1;
    const second = await open("admin", true);
    expect(second?.ticket).not.toBe(first?.ticket);
    expect((await tickets()).map(({ expires_at }) => expires_at)).toEqual([now, now + QUARTER_HOUR]);
  });

  it("makes a new one where it is for another person, or was revoked", async () => {
    const first = await open("admin");
    const others = await open("ada");
    expect(others?.ticket).not.toBe(first?.ticket);
    await store.db.updateTable("tickets").set({ revoked_at: now, expires_at: now }).execute();
    now += 1;
    expect((await open("ada"))?.ticket).not.toBe(others?.ticket);
  });

  it("makes a new one where it is about to end, and the one before ends: never two machines without an administrator", async () => {
    const first = await open("admin");
    now += 601_000;
    const second = await open("admin");
    expect(second?.user.id).toBe(first?.user.id);
    expect(second?.ticket).not.toBe(first?.ticket);
    expect((await tickets()).map((ticket) => ticket.expires_at)).toEqual([now, now + QUARTER_HOUR]);
  });

  it("takes the first machine's privilege from a ticket of an earlier start, even half through its enrolment", async () => {
    const first = await open("admin");
    if (first === undefined) throw new Error("no ticket");
    const by = "J".repeat(43); // this is the key of a stranger who read the console first
    await store.db.transaction().execute((trx) => reserveTicket(trx, first.ticket, "admin", by, now));
    now += 60_000;
    await open("admin");
    const hash = await ticketHash(first.ticket);
    expect(await store.db.transaction().execute((trx) => consumeTicket(trx, hash, by, now))).toEqual({
      bootstrap: false,
    });
  });

  it("has ended once its ticket was used, and once any machine was confirmed", async () => {
    const first = await open("admin");
    const set = { id: "bs_1", user_id: first?.user.id ?? "", created_at: 1, confirmed_at: null };
    await store.db
      .insertInto("bound_sets")
      .values({ ...set, state: "pending" })
      .execute();
    expect(await open("admin")).toBeDefined();

    await store.db.updateTable("bound_sets").set({ state: "revoked" }).execute();
    expect(await open("admin")).toBeUndefined();

    await store.db.deleteFrom("bound_sets").execute();
    await store.db.updateTable("tickets").set({ reserved: 1, consumed: 1 }).execute();
    expect(await open("admin")).toBeUndefined();
  });

  it("makes an owner of the person the operator names", async () => {
    const user = {
      id: "us_1",
      name: "bob",
      display_name: "Bob",
      role: "user",
      state: "active",
      created_at: 1,
      email: null,
    } as const;
    await store.db.insertInto("users").values(user).execute();
    expect((await open("bob"))?.user).toEqual({ ...user, role: "owner" });
    expect(await store.db.selectFrom("users").select("role").execute()).toEqual([{ role: "owner" }]);
  });

  it("uses the whole alphabet and nothing that is taken for something else", () => {
    const all = Array.from({ length: 8 }, (_, round) =>
      randomTicket((length) => Uint8Array.from({ length }, (_, at) => round * length + at)),
    ).join("");
    expect([...new Set(all.replaceAll("-", ""))].sort().join("")).toBe("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
  });
});
