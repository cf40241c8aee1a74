import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { tokenIn } from "../../../test/kit/exchange.ts";
import { askLease, leaseDetail, leaseForm } from "../../../test/kit/leases.ts";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { postProvedJson } from "../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { type ExchangeStage, ORDERS, openExchangeStage } from "../../testing/exchange-stage.ts";
import { allRows } from "../../testing/ledger.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { offboardUser } from "../offboarding/offboard-user.ts";
import { erasePerson } from "../people/erase-person.ts";
import { retireOld } from "./retire-old.ts";

// A lease goes with its login (protocol §12.3): to the archive, and when its person is erased.

const DAY = 86_400;

describe.each(DATABASES)("on %s", (database) => {
  let stage: ExchangeStage;
  beforeEach(async () => {
    stage = await openExchangeStage({ database });
  });
  afterEach(() => stage.server.close());

  /** A lease with a token, of which its keeper reported one call. */
  async function usedLease(): Promise<void> {
    const { server, machine } = stage;
    const lease = await redeemedLogin(server, machine, leaseForm(leaseDetail([{ resource: ORDERS, scope: "read" }])));
    const { claims } = await tokenIn(await askLease(server, lease, { resource: ORDERS }));
    const calls = [{ jti: claims.jti, method: "GET", url: `${ORDERS}/orders/7`, status: 200 }];
    const told = await postProvedJson(server, `/api/leases/${lease.id}/calls`, { calls }, lease.session);
    expect(told.status).toBe(204);
  }
  const countsNow = async () => {
    const { leases, lease_tokens: tokens, lease_calls: calls } = await allRows(stage.server);
    return [leases, tokens, calls].map((rows) => (Array.isArray(rows) ? rows.length : undefined));
  };

  it("is moved with its login, and leaves nothing behind", async () => {
    await usedLease();
    expect(await countsNow()).toEqual([1, 1, 1]);
    const archive = await mkdtemp(join(tmpdir(), "nearside-archive-"));
    onTestFinished(() => rm(archive, { recursive: true, force: true }));
    const { services } = stage.server;
    const { config } = services;
    stage.server.pass(500 * DAY);
    await retireOld({ ...services, config: { ...config, retention: { ...config.retention, archive } } });
    expect(await countsNow()).toEqual([0, 0, 0]);
  });

  it("keeps its counts when its person is erased, and nothing of what was done", async () => {
    await usedLease();
    const { services } = stage.server;
    const { id } = stage.machine.user;
    await offboardUser(services, { column: "id", value: id }, { by: SERVER_SHELL, note: null, shown: null });
    await erasePerson(services, id, SERVER_SHELL);
    expect(await countsNow()).toEqual([1, 1, 0]);
  });
});
