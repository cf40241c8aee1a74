import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { DATABASES, openTemporaryStore } from "../../testing/temporary-store.ts";
import { openTestServer } from "../../testing/test-server.ts";
import type { Store } from "../store/store.ts";
import { SERVER_SHELL } from "./actor.ts";
import { withListeners } from "./event-listeners.ts";
import { append } from "./event-log.ts";
import { userRoleChanged } from "./events/people.ts";
import { signingKeyCreated } from "./events/signing-keys.ts";

describe.each(DATABASES)("on %s", (database) => {
  let store: Store;
  beforeEach(async () => {
    store = await openTemporaryStore(database);
  });
  afterEach(() => store.close());

  it("numbers events in the order they were written", async () => {
    await store.db.transaction().execute(async (trx) => {
      await append(trx, signingKeyCreated(5, "kid", { alg: "ES256" }));
      await append(trx, userRoleChanged(4, "us_1", { from: "user", to: "owner" }));
    });
    const written = store.db.selectFrom("events").select(["seq", "at", "kind", "version", "subject", "data"]);
    expect(await written.orderBy("seq").execute()).toEqual([
      { seq: 1, at: 5, kind: "signing_key_created", version: 1, subject: "kid", data: '{"alg":"ES256"}' },
      {
        seq: 2,
        at: 4,
        kind: "user_role_changed",
        version: 1,
        subject: "us_1",
        data: '{"from":"user","to":"owner"}',
      },
    ]);
  });

  it("says who brought it about, and whom it concerns", async () => {
    const by = {
      kind: "person",
      userId: "us_2",
      deviceJkt: "d2",
      changeId: "ch_1",
      permission: "roles.manage",
    } as const;
    await store.db.transaction().execute(async (trx) => {
      const event = userRoleChanged(4, "us_1", { from: "user", to: "auditor" });
      await append(trx, event, { by, user: "us_1", device: "d1", address: "192.0.2.1" });
      await append(trx, event, { by: SERVER_SHELL });
    });
    const about = ["actor_user", "actor_device", "actor_change", "user_id", "device_jkt", "address"] as const;
    const rows = await store.db.selectFrom("events").select(about).orderBy("seq").execute();
    expect(rows.map((row) => Object.values(row))).toEqual([
      ["us_2", "d2", "ch_1", "us_1", "d1", "192.0.2.1"],
      [null, null, null, "us_1", null, null],
    ]);
  });

  it("finds by its subject whom it concerns", async () => {
    const server = await openTestServer({ database });
    const alice = await enrolledMachine(server, "alice");
    const login = await redeemedLogin(server, alice);
    const about = server.services.db.selectFrom("events").select(["kind", "user_id", "device_jkt", "address"]);
    const events = await about.where("subject", "=", login.id).orderBy("seq").execute();
    expect(events.map(({ kind }) => kind)).toContain("login_redeemed");
    for (const { user_id, device_jkt } of events)
      expect([user_id, device_jkt]).toEqual([alice.user.id, alice.device.thumbprint]);
    expect(events[0]?.address).toBe("unknown");
    await server.close();
  });

  it("writes none where what it tells of did not happen", async () => {
    const failing = store.db.transaction().execute(async (trx) => {
      await append(trx, signingKeyCreated(5, "kid", { alg: "ES256" }));
      throw new Error("not after all");
    });
    await expect(failing).rejects.toThrow("not after all");
    expect(await store.db.selectFrom("events").selectAll().execute()).toEqual([]);
  });

  it("calls the listeners of its own database within the transaction, and one that throws undoes the event", async () => {
    const heard: string[] = [];
    const listening = withListeners(store, [
      async (trx, { kind, subject }, { user }) => {
        const { events } = await trx
          .selectFrom("events")
          .select(trx.fn.countAll().as("events"))
          .executeTakeFirstOrThrow();
        heard.push(`${kind} ${subject} ${user} ${events}`);
        if (subject === "bad") throw new Error("not that one");
      },
    ]);
    const appendTo = (db: typeof store.db, subject: string) =>
      db.transaction().execute((trx) => append(trx, signingKeyCreated(5, subject, { alg: "ES256" }), { user: "us_1" }));
    await appendTo(listening.db, "good");
    await appendTo(store.db, "unheard");
    await expect(appendTo(listening.db, "bad")).rejects.toThrow("not that one");
    expect(heard).toEqual(["signing_key_created good us_1 1", "signing_key_created bad us_1 3"]);
    const rows = await store.db.selectFrom("events").select("subject").orderBy("seq").execute();
    expect(rows.map(({ subject }) => subject)).toEqual(["good", "unheard"]);
  });

  it("takes data of its kind's schema only, and that schema reads it again", () => {
    const { data, version } = userRoleChanged(4, "us_1", { from: "user", to: "owner" });
    expect(v.parse(userRoleChanged.schema, JSON.parse(JSON.stringify(data)))).toEqual(data);
    expect(version).toBe(userRoleChanged.version);
    const wrong = { from: "user", to: "owner", secret: "x" } as const;
    expect(() => userRoleChanged(4, "us_1", wrong)).toThrow(v.ValiError);
  });
});
