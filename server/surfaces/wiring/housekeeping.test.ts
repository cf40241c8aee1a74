import { randomBytes } from "node:crypto";
import { LONGEST_API_LEEWAY_SECONDS, STATUS_LIST_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { KyselyPlugin } from "kysely";
import { describe, expect, it, vi } from "vitest";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { startedLogin } from "../../../test/kit/login-steps.ts";
import { endPlace } from "../../../test/kit/remote-login.ts";
import { ANYBODY } from "../../../test/kit/rules.ts";
import { newSshHost } from "../../../test/kit/ssh-host.ts";
import { addNotice } from "../../administration/notices/outbox.ts";
import { firstSeen } from "../../register/tokens/seen-messages.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { eventsSince } from "../../testing/ledger.ts";
import { ruleBy } from "../../testing/rule-by.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { startHousekeeping, tidy } from "./housekeeping.ts";

/** `NEARSIDE_EFFORT=10` makes them 200,000. */
const SWEPT = 20_000 * Number(process.env["NEARSIDE_EFFORT"] ?? 1);
/** Seconds of a minute. */
const MINUTE = 60;
describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });

  const loginStates = async () =>
    (await server.services.db.selectFrom("logins").select("state").execute()).map(({ state }) => state);

  it("forgets what is too old to be replayed, and nothing that is not", async () => {
    const { db, clock } = server.services;
    await firstSeen(db, "dpop", "signer", "old", clock());
    await firstSeen(db, "dpop", "signer", "young", clock() + 1);
    await tidy(server.services);
    expect(await firstSeen(db, "dpop", "signer", "young", clock() + 1)).toBe(false);
    expect(await db.selectFrom("replay").select("expires_at").execute()).toEqual([{ expires_at: clock() + 1 }]);
  });

  it("deletes any number of rows in steps, and lets requests in between any two", async () => {
    const { db, clock } = server.services;
    const key = () => randomBytes(32).toString("base64url");
    for (let rows = 0; rows < SWEPT; rows += 5000)
      await db
        .insertInto("replay")
        .values(Array.from({ length: 5000 }, () => ({ key: key(), expires_at: clock() })))
        .execute();
    const order: (number | "requests")[] = [];
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        const deleted = Number(result.numAffectedRows ?? 0);
        if (deleted > 1) order.push(deleted);
        return result;
      },
    };
    let isSwept = false;
    const swept = tidy({ ...server.services, db: db.withPlugin(counting) }).finally(() => {
      isSwept = true;
    });
    while (!isSwept) {
      await new Promise(setImmediate); // a request would be served now
      if (order.at(-1) !== "requests") order.push("requests");
    }
    await swept;
    expect(order).toEqual([...Array(SWEPT / 500).fill(["requests", 500]), "requests"].flat());
    expect(await db.selectFrom("replay").select("key").execute()).toEqual([]);
  });

  it("forgets an access token once it has ended for every clock and every status list that is about", async () => {
    const tokens = () => server.services.db.selectFrom("access_tokens").selectAll().execute();
    await redeemedLogin(server, await enrolledMachine(server, "alice"));
    server.pass(15 * MINUTE + LONGEST_API_LEEWAY_SECONDS + STATUS_LIST_SECONDS - 1);
    await tidy(server.services);
    expect(await tokens()).toHaveLength(1);
    server.pass(2);
    await tidy(server.services);
    expect(await tokens()).toEqual([]);
  });

  it("forgets after thirty days what people were told of by mail", async () => {
    const { db, clock } = server.services;
    const facts = { person: { name: "alice", display_name: "Alice" } };
    const notice = { kind: "machine_added", userId: "us_1", address: "alice@example.com", facts } as const;
    await db.transaction().execute((trx) => addNotice(trx, notice, clock()));
    const notices = () => db.selectFrom("notices").select("kind").execute();
    server.pass(30 * 86_400);
    await tidy(server.services);
    expect(await notices()).toHaveLength(1);
    server.pass(1);
    await tidy(server.services);
    expect(await notices()).toEqual([]);
  });

  it("forgets after thirty days that a session with a host has ended", async () => {
    const machine = await enrolledMachine(server, "alice");
    expect((await endPlace(server, machine, newSshHost().session())).status).toBe(204);
    const ends = () => server.services.db.selectFrom("place_ends").select("place").execute();
    server.pass(30 * 86_400 - 1);
    await tidy(server.services);
    expect(await ends()).toHaveLength(1);
    server.pass(1);
    await tidy(server.services);
    expect(await ends()).toEqual([]);
  });

  it("forgets what rules said of a login, and what they would have said, after as many days as are configured", async () => {
    const { db, config } = server.services;
    await ruleBy(server, ANYBODY, '@id("no") @mode("report-only") forbid (principal, action, resource);');
    await redeemedLogin(server, await enrolledMachine(server, "alice"));
    const remaining = async () => [
      (await db.selectFrom("rule_decisions").select("seq").execute()).length,
      (await db.selectFrom("rule_reports").select("rule_id").execute()).length,
    ];
    server.pass(config.rules.keepDays * 86_400);
    await tidy(server.services);
    expect(await remaining()).toEqual([1, 1]);
    server.pass(1);
    await tidy(server.services);
    expect(await remaining()).toEqual([0, 0]);
  });

  it("moves an overdue login to expired, tells who waits for it, and says so in the log of events", async () => {
    const { id } = await startedLogin(server, await enrolledMachine(server, "alice"));
    server.pass(5 * MINUTE - 1);
    await tidy(server.services);
    expect(await loginStates()).toEqual(["pending"]);
    const waiting = server.services.changes.listen(id, new AbortController().signal);
    server.pass(1);
    await tidy(server.services);
    await waiting?.next;
    waiting?.stop();
    expect(await loginStates()).toEqual(["expired"]);
    await tidy(server.services);
    expect((await eventsSince(server, 0)).filter(({ kind }) => kind === "login_expired")).toEqual([
      { kind: "login_expired", subject: id, data: { was: "pending" } },
    ]);
  });

  it("comes round every minute, survives a failing round, and ends", async () => {
    await startedLogin(server, await enrolledMachine(server, "alice"));
    server.pass(5 * MINUTE);
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      let failing = true;
      const clock = () => {
        if (failing) throw new Error("no clock");
        return server.services.clock();
      };
      const housekeeping = startHousekeeping({ ...server.services, clock });
      await vi.advanceTimersByTimeAsync(MINUTE * 1000);
      await vi.waitFor(() => expect(server.logged.join()).toContain("housekeeping failed"), 20_000);
      failing = false;
      await vi.advanceTimersByTimeAsync(MINUTE * 1000);
      await housekeeping.stop();
      expect(await loginStates()).toEqual(["expired"]);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
