import { leaseStateAnswerSchema } from "@nearside/shared/api/leases.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import type { Lease } from "@nearside/shared/oauth/lease.ts";
import { leaseEnd } from "@nearside/shared/statements/lease-end.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { tokenIn } from "../../../../test/kit/exchange.ts";
import { newSigner } from "../../../../test/kit/keys.ts";
import { askLease, leaseDetail, leaseForm } from "../../../../test/kit/leases.ts";
import { type RedeemedLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import { CLIENT } from "../../../../test/kit/login-steps.ts";
import { postForm, postJson, postProvedJson } from "../../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import { findFamily } from "../../../register/tokens/token-store.ts";
import { type ExchangeStage, ORDERS, openExchangeStage } from "../../../testing/exchange-stage.ts";
import { heldPoll } from "../../../testing/held-poll.ts";
import { eventsOf, expectRefusal } from "../../../testing/ledger.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { endLease } from "../../revocation/end-lease.ts";

// The messages between the keeper of a lease and the server (protocol §12.3).

type Known = { readonly state: "active" | "ended"; readonly calls_left: number | null } | null;

describe.each(DATABASES)("on %s", (database) => {
  let stage: ExchangeStage;
  let lease: RedeemedLogin;
  beforeAll(async () => {
    stage = await openExchangeStage({ database });
  });
  beforeEach(async () => {
    lease = await newLease({ calls: 2 });
  });
  afterAll(() => stage.server.close());

  const newLease = (twist: Partial<Lease>): Promise<RedeemedLogin> =>
    redeemedLogin(stage.server, stage.machine, leaseForm(leaseDetail([{ resource: ORDERS, scope: "read" }], twist)));
  const at = (step: string) => `/api/leases/${lease.id}/${step}`;
  const askState = (known: Known, by = lease.session) => postProvedJson(stage.server, at("state"), { known }, by);
  const state = async (known: Known = null) => (await askState(known)).as(leaseStateAnswerSchema);
  const end = async (reason: string, by = lease.session, request = lease.request.hash) =>
    postJson(stage.server, at("end"), { end: await leaseEnd.sign(by, { request, reason: reason as "time" }) });
  const tell = (calls: readonly object[], by = lease.session) =>
    postProvedJson(stage.server, at("calls"), { calls }, by);
  const familyOf = async () => {
    const family = await findFamily(stage.server.services.db, { loginId: lease.id });
    if (family === undefined) throw new Error("there is no such family");
    return family.id;
  };
  /** Holds a request for the state, and returns its answer to what then happens. */
  async function answerAfter(change: () => Promise<unknown>) {
    const known = { state: "active", calls_left: 2 } as const;
    const { answer, isHeld } = await heldPoll(stage.server, await familyOf(), () => askState(known));
    expect(isHeld()).toBe(true);
    await change();
    return (await answer).as(leaseStateAnswerSchema);
  }

  describe("follows its lease", () => {
    it("which is active, with the calls that are left", async () => {
      expect(await state()).toEqual({ state: "active", reason: null, calls_left: 2 });
      await askLease(stage.server, lease, { resource: ORDERS });
      expect(await state({ state: "active", calls_left: 2 })).toEqual({ state: "active", reason: null, calls_left: 1 });
    });

    it("and learns the moment when it is revoked, or ended by an administrator", async () => {
      const token = lease.tokens.refresh_token;
      const revoke = () => postForm(stage.server, "/oauth/revoke", { client_id: CLIENT, token });
      expect(await answerAfter(revoke)).toEqual({ state: "ended", reason: "logged_out", calls_left: 2 });
      lease = await newLease({ calls: 2 });
      const byShell = () => endLease(stage.server.services, lease.id, SERVER_SHELL, { own: false });
      expect(await answerAfter(byShell)).toEqual({ state: "ended", reason: "ended_by_administrator", calls_left: 2 });
    });

    it("and learns that it expired, or was idle for too long", async () => {
      lease = await newLease({ idle: 60, for: 100 });
      stage.server.pass(61);
      expect(await state()).toEqual({ state: "ended", reason: "idle", calls_left: null });
      stage.server.pass(40);
      expect(await state()).toEqual({ state: "ended", reason: "time", calls_left: null });
    });

    it("and nobody else does: another key, another lease", async () => {
      expect((await askState(null, await newSigner())).outcome).toBe("400 key_mismatch");
      const unknown = "/api/leases/rq_AAAAAAAAAAAAAAAAAAAAAA/state";
      const answer = await postProvedJson(stage.server, unknown, { known: null }, lease.session);
      expect(answer.outcome).toBe("404 request_unknown");
    });
  });

  describe("ends its lease", () => {
    it("and says why, once", async () => {
      const heard = await answerAfter(() => end("screen_locked"));
      expect(heard).toEqual({ state: "ended", reason: "screen_locked", calls_left: 2 });
      expect(await eventsOf(stage.server, lease.id)).toContainEqual({
        kind: "lease_ended",
        subject: lease.id,
        data: { family_id: await familyOf(), reason: "screen_locked" },
      });
      expect((await end("idle")).status).toBe(204);
      expect((await state()).reason).toBe("screen_locked");
      expect((await askLease(stage.server, lease, { resource: ORDERS })).outcome).toBe("400 invalid_grant/lease_ended");
    });

    it("and tells its calls anyway, though it asked for its state too often", async () => {
      const { claims } = await tokenIn(await askLease(stage.server, lease, { resource: ORDERS }));
      for (let polls = 0; polls < 150; polls += 1) await stage.server.services.budgets.spend("polls", lease.id);
      expect((await askState(null)).outcome).toBe("400 slow_down");
      await end("process_ended");
      expect((await tell([{ jti: claims.jti, method: "GET", url: ORDERS, status: 200 }])).status).toBe(204);
    });

    it("and says why after it gave the tokens back", async () => {
      await postForm(stage.server, "/oauth/revoke", { client_id: CLIENT, token: lease.tokens.refresh_token });
      expect((await end("process_ended")).status).toBe(204);
      expect((await state()).reason).toBe("process_ended");
    });

    it("and no other key does, nor a statement about another login", async () => {
      const refused = (code: string) => ({ step: "end_lease", code });
      const other = await newSigner();
      await expectRefusal(stage.server, () => end("time", other), {
        outcome: "400 key_mismatch",
        event: { kind: "login_step_refused", subject: lease.id, data: refused("key_mismatch") },
      });
      const another = await newLease({});
      await expectRefusal(stage.server, () => end("time", lease.session, another.request.hash), {
        outcome: "400 request_mismatch",
        event: { kind: "login_step_refused", subject: lease.id, data: refused("request_mismatch") },
      });
      expect((await state()).state).toBe("active");
    });
  });

  describe("tells what it did", () => {
    const call = (jti: string, twist: object = {}) => ({
      ...{ jti, method: "GET", url: `${ORDERS}/orders/7`, status: 200 },
      ...twist,
    });
    const newToken = async () => (await tokenIn(await askLease(stage.server, lease, { resource: ORDERS }))).claims.jti;
    const kept = (jti: string) =>
      stage.server.services.db.selectFrom("lease_calls").selectAll().where("jti", "=", jti).orderBy("number").execute();

    it("and it is kept, in its order, as far as there is room", async () => {
      const jti = await newToken();
      expect((await tell([call(jti), call(jti, { method: "POST", status: 0 })])).status).toBe(204);
      expect(await kept(jti)).toMatchObject([
        { number: 0, method: "GET", url: `${ORDERS}/orders/7`, status: 200 },
        { number: 1, method: "POST", status: 0 },
      ]);
      expect((await tell(Array(64).fill(call(jti)))).status).toBe(204);
      expect(await kept(jti)).toHaveLength(64);
      expect((await tell([call(jti)])).status).toBe(204);
      expect(await kept(jti)).toHaveLength(64);
    });

    it("of tokens of this lease alone, or nothing is kept", async () => {
      const jti = await newToken();
      const { claims } = await accessToken.read(lease.tokens.access_token);
      await expectRefusal(stage.server, () => tell([call(jti), call(claims.jti)]), {
        outcome: "400 request_mismatch",
        event: {
          kind: "login_step_refused",
          subject: lease.id,
          data: { step: "lease_calls", code: "request_mismatch" },
        },
      });
      expect((await tell([call(jti)], await newSigner())).outcome).toBe("400 key_mismatch");
    });

    it.each([
      ["a query", { url: `${ORDERS}/orders?secret=1` }],
      ["an empty query", { url: `${ORDERS}/orders?` }],
      ["a fragment", { url: `${ORDERS}/orders#a` }],
      ["a user", { url: "https://user@orders.example.test/" }],
      ["no address", { url: "orders" }],
      ["an invalid method", { method: "get" }],
      ["an invalid status", { status: 600 }],
    ])("and never with %s", async (_what, twist) => {
      const jti = await newToken();
      expect((await tell([call(jti, twist)])).outcome).toBe("400 invalid_request");
      expect(await kept(jti)).toEqual([]);
    });
  });
});
