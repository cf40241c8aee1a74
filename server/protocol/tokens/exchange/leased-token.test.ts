import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import type { Lease } from "@nearside/shared/oauth/lease.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { introspected } from "../../../../test/kit/apis.ts";
import { delegate, tokenIn } from "../../../../test/kit/exchange.ts";
import { newSigner } from "../../../../test/kit/keys.ts";
import { askLease, leaseDetail, leaseForm } from "../../../../test/kit/leases.ts";
import { type RedeemedLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import { refresh } from "../../../../test/kit/login-steps.ts";
import { findLease } from "../../../register/tokens/lease-store.ts";
import { findFamily } from "../../../register/tokens/token-store.ts";
import { BILLS, type ExchangeStage, ORDERS, openExchangeStage, STOCK } from "../../../testing/exchange-stage.ts";
import { eventsOf, expectRefusal } from "../../../testing/ledger.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";

// Tokens out of a lease (protocol §12.2): for one of its APIs, in the agent's name, and counted by the server.

const ACCESS: Lease["access"] = [
  { resource: ORDERS, scope: "read write", tools: ["list_orders", "cancel_order"] },
  { resource: BILLS, scope: "read" },
];

describe.each(DATABASES)("on %s", (database) => {
  let stage: ExchangeStage;
  beforeAll(async () => {
    stage = await openExchangeStage({ database });
  });
  afterAll(() => stage.server.close());

  const newLease = (twist: Partial<Lease> = {}): Promise<RedeemedLogin> =>
    redeemedLogin(stage.server, stage.machine, leaseForm(leaseDetail(ACCESS, twist)));
  const ask = (lease: RedeemedLogin, form: Parameters<typeof askLease>[2] = { resource: ORDERS }) =>
    askLease(stage.server, lease, form);
  const renew = async (lease: RedeemedLogin): Promise<RedeemedLogin> => {
    const tokens = (await refresh(stage.server, stage.machine, lease, lease.tokens.refresh_token)).as(
      tokenAnswerSchema,
    );
    return { ...lease, tokens };
  };
  const countedOf = async ({ id }: RedeemedLogin) => {
    const counted = await findLease(stage.server.services.db, id);
    if (counted === undefined) throw new Error("there is no such lease");
    return counted;
  };

  it("a lease's own token opens no API, and its family ends that long after the touch", async () => {
    const lease = await newLease({ calls: 3, idle: 600 });
    expect(lease.tokens.scope).toBe("");
    const family = await findFamily(stage.server.services.db, { loginId: lease.id });
    const startedAt = family?.grant.auth_time ?? 0;
    expect(family).toMatchObject({ expiresAt: (startedAt + 3600) * 1000, grant: { audience: [stage.server.issuer] } });
    expect(await countedOf(lease)).toEqual({
      ...{ id: lease.id, familyId: family?.id, callsAllowed: 3, callsUsed: 0, idle: 600, endReason: null },
      ...{ lastUsed: startedAt * 1000, expiresAt: (startedAt + 3600) * 1000 },
    });
    expect(await eventsOf(stage.server, lease.id)).toContainEqual({
      kind: "lease_began",
      subject: lease.id,
      data: { family_id: family?.id, expires_at: (startedAt + 3600) * 1000, calls: 3, apis: 2 },
    });
  });

  it("gives a token for one API, in the agent's name, for one request where calls are counted", async () => {
    const lease = await newLease({ calls: 3 });
    const { claims } = await tokenIn(await ask(lease));
    const { claims: own } = await accessToken.read(lease.tokens.access_token);
    expect(claims).toMatchObject({
      ...{ aud: [ORDERS], scope: "read write", sub: own.sub, device: own.device, chain: own.chain, parent: own.jti },
      ...{ request: lease.id, cnf: { jkt: lease.session.thumbprint }, proof: own.proof, auth_time: own.auth_time },
      act: { sub: "agent:Claude Code", lease: lease.id },
      lease: { id: lease.id, once: true, tools: ["list_orders", "cancel_order"] },
    });
    expect(claims.authorization_details).toBeUndefined();
    expect(claims.exp - claims.iat).toBe(300);
    expect((await countedOf(lease)).callsUsed).toBe(1);
    const data = { access_token_jti: claims.jti, resource: ORDERS, scope: "read write", tool: null, calls_left: 2 };
    expect(await eventsOf(stage.server, lease.id)).toContainEqual(
      expect.objectContaining({ kind: "lease_token", data: expect.objectContaining(data) }),
    );
  });

  it("gives less where less is asked for: scope, one tool", async () => {
    const lease = await newLease();
    const { claims } = await tokenIn(await ask(lease, { resource: ORDERS, scope: "read", tool: "list_orders" }));
    expect(claims).toMatchObject({ scope: "read", lease: { id: lease.id, tools: ["list_orders"] } });
    expect(claims.lease?.once).toBeUndefined();
    const bills = await tokenIn(await ask(lease, { resource: BILLS }));
    expect(bills.claims.lease).toEqual({ id: lease.id });
  });

  it.each([
    ["no resource", "invalid_target", {}],
    ["two resources", "invalid_target", { resource: [ORDERS, BILLS] }],
    ["an API that the lease has not", "invalid_target", { resource: STOCK }],
    ["more scope than the API has in it", "invalid_scope", { resource: BILLS, scope: "read write" }],
    ["a scope of another API", "invalid_scope", { resource: BILLS, scope: "write" }],
    ["a tool that the lease has not", "invalid_target", { resource: ORDERS, tool: "drop_orders" }],
    ["a tool where the API has none", "invalid_target", { resource: BILLS, tool: "pay" }],
    ["details", "invalid_authorization_details", { resource: ORDERS, authorization_details: '[{"type":"order"}]' }],
  ])("refuses %s: %s", async (_what, code, form) => {
    const lease = await newLease({ calls: 1 });
    await expectRefusal(stage.server, () => ask(lease, form), {
      outcome: `400 ${code}`,
      event: { kind: "exchange_refused", subject: (await countedOf(lease)).familyId, data: { code } },
    });
  });

  it("gives none by a token from it, which nobody would count, and none by another key", async () => {
    const lease = await newLease({ calls: 2 });
    const out = await tokenIn(await ask(lease));
    const again = { ...lease, tokens: { ...lease.tokens, access_token: out.jws } };
    expect((await ask(again)).outcome).toBe("400 invalid_request");
    expect((await askLease(stage.server, lease, { resource: ORDERS }, await newSigner())).outcome).toBe(
      "400 invalid_request",
    );
    expect((await countedOf(lease)).callsUsed).toBe(1);
  });

  it("takes tool for a lease alone", async () => {
    const login = await stage.newLogin("no details");
    expect((await stage.narrow(login, { form: { tool: "list_orders" } })).outcome).toBe("400 invalid_request");
  });

  it("gives as many tokens as it counts, however many ask at once (threat A1)", async () => {
    for (let round = 0; round < 5; round += 1) {
      const lease = await newLease({ calls: 3 });
      const answers = await Promise.all(Array.from({ length: 9 }, () => ask(lease)));
      const outcomes = answers.map(({ outcome }) => outcome).sort();
      expect(outcomes).toEqual([...Array(3).fill("200"), ...Array(6).fill("400 invalid_grant/lease_spent")]);
      expect((await countedOf(lease)).callsUsed).toBe(3);
      const { db } = stage.server.services;
      const written = await db.selectFrom("lease_tokens").select("jti").where("login_id", "=", lease.id).execute();
      expect(written).toHaveLength(3);
      expect((await refresh(stage.server, stage.machine, lease, lease.tokens.refresh_token)).outcome).toBe(
        "400 invalid_grant/lease_spent",
      );
    }
  });

  it("says that it lay idle, at an exchange and at a refresh, and a token keeps it awake", async () => {
    const lease = await newLease({ idle: 60 });
    stage.server.pass(50);
    expect((await ask(lease)).status).toBe(200);
    stage.server.pass(55);
    const renewed = await renew(lease); // which does not count as a use
    stage.server.pass(10);
    const event = { kind: "exchange_refused", data: { code: "lease_idle" } };
    await expectRefusal(stage.server, () => ask(renewed), { outcome: "400 invalid_grant/lease_idle", event });
    const refused = await refresh(stage.server, stage.machine, renewed, renewed.tokens.refresh_token);
    expect(refused.outcome).toBe("400 invalid_grant/lease_idle");
  });

  it("says that it has expired; no token lasts beyond it", async () => {
    let lease = await newLease({ for: 1000 });
    stage.server.pass(800);
    lease = await renew(lease);
    const { claims } = await tokenIn(await ask(lease));
    const { expiresAt } = await countedOf(lease);
    expect(claims.exp).toBe(expiresAt / 1000);
    stage.server.pass(201);
    const refused = await refresh(stage.server, stage.machine, lease, lease.tokens.refresh_token);
    expect(refused.outcome).toBe("400 invalid_grant/lease_over");
    expect((await ask(lease)).outcome).toBe("400 invalid_request");
  });

  it("is told to an API that asks about it: the agent, the lease, one request", async () => {
    const lease = await newLease({ calls: 1 });
    const out = await tokenIn(await ask(lease));
    expect(await introspected(stage.server, stage.orders, out.jws)).toMatchObject({
      ...{ active: true, act: out.claims.act, lease: out.claims.lease },
    });
  });

  it("is acted on by an API as any login is: the agent stays named, its tools are not the next API's", async () => {
    const lease = await newLease({ calls: 1 });
    const out = await tokenIn(await ask(lease));
    const acting = await tokenIn(await delegate(stage.server, out.jws, stage.orders, { form: { resource: STOCK } }));
    expect(acting.claims).toMatchObject({
      ...{ aud: [STOCK], client_id: "orders-api", parent: out.claims.jti },
      act: { sub: "orders-api", act: { sub: "agent:Claude Code", lease: lease.id } },
    });
    expect(acting.claims.lease).toEqual({ id: lease.id, once: true });
    expect(acting.claims.exp).toBeLessThanOrEqual(out.claims.exp);
    expect((await countedOf(lease)).callsUsed).toBe(1);
  });
});
