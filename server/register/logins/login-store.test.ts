import { beforeEach, describe, expect, it } from "vitest";
import { approvedLogin } from "../../../test/kit/log-in.ts";
import { deny, poll, startedLogin } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { plansOf } from "../../testing/query-plan.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { INDEXED } from "./index-conditions.ts";
import { findApprovals, findLogin, findOpenLogins, findOverdueLogins } from "./login-store.ts";
import { OPEN_LOGIN_STATES } from "./transitions.ts";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let machine: EnrolledMachine;
  beforeEach(async () => {
    machine = await enrolledMachine(server, "alice");
  });

  const dataOf = async (id: string): Promise<unknown> => {
    const { db } = server.services;
    const row = await db.selectFrom("logins").select("data").where("id", "=", id).executeTakeFirstOrThrow();
    return JSON.parse(row.data);
  };

  it("keeps the evidence of an approval that was never redeemed, when it expires (protocol §7)", async () => {
    const login = await approvedLogin(server, machine);
    const before = await dataOf(login.id);
    server.pass(301);
    expect((await poll(server, login)).outcome).toBe("400 expired_token/request_expired");
    expect(await dataOf(login.id)).toEqual({ before: { state: "approved", ...Object(before) } });
    expect(await findLogin(server.services.db, login.id)).toMatchObject({ state: "expired" });
  });

  it("keeps it when the approval is ended early", async () => {
    const login = await approvedLogin(server, machine);
    const before = await dataOf(login.id);
    expect((await deny(server, login, login.met.attestation, machine.extension)).outcome).toBe("200");
    expect(await dataOf(login.id)).toEqual({ alert: false, before: { state: "approved", ...Object(before) } });
    expect(await findLogin(server.services.db, login.id)).toMatchObject({ state: "denied", alert: false });
  });

  it("finds the approvals of one terminal session, however many there were since in others", async () => {
    const { db } = server.services;
    const { id } = await approvedLogin(server, machine);
    const row = await db.selectFrom("logins").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    for (let nth = 1; nth <= 30; nth += 1) {
      const copy = { id: `rq_${server.id()}`, device_code_hash: server.id(), terminal: `${row.terminal}${nth}` };
      await db
        .insertInto("logins")
        .values({ ...row, ...copy, expires_at: row.expires_at + nth })
        .execute();
    }
    const whose = { deviceJkt: row.device_jkt, clientId: row.client_id };
    const found = await findApprovals(db, { ...whose, terminal: row.terminal }, 0);
    expect(found).toEqual([{ id, touched: id, touchedAt: server.now() }]);
    expect(await findApprovals(db, { ...whose, terminal: row.terminal }, row.expires_at)).toEqual([]);
    expect(await findApprovals(db, { ...whose, terminal: null }, 0)).toEqual([]);
  });

  it("has nothing to keep of a login that nobody met", async () => {
    const login = await startedLogin(server, machine);
    server.pass(301);
    await poll(server, login);
    expect(await dataOf(login.id)).toEqual({});
  });

  it("finds the open ones by their indexes, however many are over", async () => {
    const plans = await plansOf(server, async (db) => {
      await findOverdueLogins(db, 0, 500);
      await db.transaction().execute(async (trx) => {
        await findOpenLogins(trx, { column: "bound_set_id", value: "bs_1" });
        await findOpenLogins(trx, "everybody's");
      });
    });
    expect(plans).toHaveLength(3);
    for (const plan of plans) {
      expect(plan).toContain("logins_open");
      expect(plan).toContain("logins_waiting");
      expect(plan).not.toMatch(/SCAN logins$/m); // PostgreSQL goes through a table as small as this one
    }
  });

  it("has each state of an open login in one of both indexes", async () => {
    const { db } = server.services;
    const texts = [INDEXED.open, INDEXED.waiting].map((condition) => condition.compile(db).sql);
    const states = [...texts.join(" ").matchAll(/'(\w+)'/g)].map(([, state]) => state);
    expect(states.toSorted()).toEqual([...OPEN_LOGIN_STATES].toSorted());
  });
});
