import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsolePage, openConsole } from "../../../../test/kit/console.ts";
import { leaseDetail, leaseForm } from "../../../../test/kit/leases.ts";
import { type MetLogin, metLogin } from "../../../../test/kit/log-in.ts";
import { approve, poll } from "../../../../test/kit/login-steps.ts";
import { ANYBODY } from "../../../../test/kit/rules.ts";
import { coApprove } from "../../../../test/kit/second-approver.ts";
import { findLogin } from "../../../register/logins/login-store.ts";
import { findFamily } from "../../../register/tokens/token-store.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { evidenceOf, verdictOn } from "../../../testing/evidence.ts";
import { type ExchangeStage, ORDERS, openExchangeStage } from "../../../testing/exchange-stage.ts";
import { ruleBy } from "../../../testing/rule-by.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";

const ASKS =
  '@id("two") @require_second_approver("user:bob") @within("1h") forbid (principal, action == Action::"approve", resource);';

describe.each(DATABASES)("on %s, a lease of ten minutes", (database) => {
  let stage: ExchangeStage;
  let bob: ConsolePage;

  beforeEach(async () => {
    stage = await openExchangeStage({ database });
    bob = await openConsole(stage.server, await enrolledMachine(stage.server, "bob"));
    await ruleBy(stage.server, ANYBODY, ASKS);
    return () => stage.server.close();
  });

  async function waitingLease(): Promise<MetLogin> {
    const { server, machine } = stage;
    const detail = leaseDetail([{ resource: ORDERS, scope: "read" }], { for: 600 });
    const login = await metLogin(server, machine, leaseForm(detail));
    const answer = await approve(server, machine, login, login.met.answer.as(decidedAnswerSchema));
    expect(answer.text).toContain('"waiting"');
    return login;
  }
  /** The command line polls as it waits. */
  async function wait(login: MetLogin, seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= 60) {
      stage.server.pass(Math.min(60, left));
      await poll(stage.server, login, { form: { known_second: "0" } });
    }
  }

  it("waits for others no longer than it lasts", async () => {
    const login = await waitingLease();
    await wait(login, 601);
    expect((await findLogin(stage.server.services.db, login.id))?.state).toBe("expired");
    expect((await coApprove(stage.server, bob, login)).outcome).toBe("400 request_expired");
  });

  it("gives nothing once it has expired, though others approved it in time", async () => {
    const login = await waitingLease();
    await wait(login, 590);
    expect((await coApprove(stage.server, bob, login)).text).toContain('"approved"');
    stage.server.pass(10);
    expect((await poll(stage.server, login)).outcome).toBe("400 invalid_grant/lease_over");
    const { db } = stage.server.services;
    expect((await findLogin(db, login.id))?.state).toBe("approved");
    expect(await findFamily(db, { loginId: login.id })).toBeUndefined();
  });

  it("has the remaining time where others took their time", async () => {
    const login = await waitingLease();
    await wait(login, 590);
    await coApprove(stage.server, bob, login);
    expect((await poll(stage.server, login)).status).toBe(200);
    expect(await verdictOn(await evidenceOf(stage.server, login.id))).toBe("holds");
  });
});
