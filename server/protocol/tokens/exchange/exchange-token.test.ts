import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { ACCESS_TOKEN_TYPE, exchangeAnswerSchema } from "@nearside/shared/oauth/token-exchange.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { delegate, narrow, tokenIn } from "../../../../test/kit/exchange.ts";
import { newSigner } from "../../../../test/kit/keys.ts";
import type { RedeemedLogin } from "../../../../test/kit/log-in.ts";
import type { LongForm } from "../../../../test/kit/send.ts";
import {
  BILLS,
  DETAILS,
  type ExchangeStage,
  ORDERS,
  openExchangeStage,
  STOCK,
} from "../../../testing/exchange-stage.ts";
import { allRows, eventsSince, lastEventSeq } from "../../../testing/ledger.ts";

// These tests run token exchange (RFC 8693, protocol §4.6) through the whole app and look at the tokens that it gives.

let stage: ExchangeStage;
let login: RedeemedLogin;
beforeAll(async () => {
  stage = await openExchangeStage();
});
beforeEach(async () => {
  login = await stage.newLogin();
});
afterAll(() => stage.server.close());

const own = async () => (await accessToken.read(login.tokens.access_token)).claims;
const narrowed = async (form: LongForm) => (await tokenIn(await stage.narrow(login, { form }))).claims;
const params = { resource: STOCK };

describe("a command line", () => {
  it("takes a narrower token of its login: everything else is as it was", async () => {
    const { jti: _jti, iat: _iat, status: _status, ...same } = await own();
    const claims = await narrowed({ resource: ORDERS, scope: "read", authorization_details: "[]" });
    const { authorization_details: _details, ...rest } = same;
    expect(claims).toEqual({
      ...rest,
      aud: [ORDERS],
      scope: "read",
      jti: claims.jti,
      iat: stage.server.now(),
      parent: (await own()).jti,
      status: claims.status,
    });
    expect(claims.status).toBeDefined();
    expect(claims.status).not.toEqual((await own()).status);
  });

  it("is answered as RFC 8693 §2.2.1 says, and by no refresh token", async () => {
    const answer = await stage.narrow(login, { form: { scope: "read" } });
    const body = answer.as(exchangeAnswerSchema);
    expect(body).toEqual({
      access_token: body.access_token,
      issued_token_type: ACCESS_TOKEN_TYPE,
      token_type: "DPoP",
      expires_in: (await own()).exp - stage.server.now(),
      scope: "read",
      authorization_details: DETAILS,
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("pragma")).toBe("no-cache");
  });

  it.each<[what: string, form: LongForm, then: object]>([
    ["nothing less", {}, { aud: [ORDERS, BILLS], scope: "read write", authorization_details: DETAILS }],
    ["one audience by resource", { resource: BILLS }, { aud: [BILLS] }],
    ["one audience by audience", { audience: BILLS }, { aud: [BILLS] }],
    ["both, named in both ways", { audience: [BILLS, ORDERS], resource: BILLS }, { aud: [BILLS, ORDERS] }],
    ["scopes in another order", { scope: "write read" }, { scope: "write read" }],
    [
      "one detail, its members in another order",
      { authorization_details: JSON.stringify([{ limit: { currency: "EUR", amount: 50 }, type: "bill" }]) },
      { authorization_details: [DETAILS[1]] },
    ],
    ["the type of token that there is", { requested_token_type: ACCESS_TOKEN_TYPE }, { scope: "read write" }],
  ])("may ask for %s", async (_what, form, then) => {
    expect(await narrowed(form)).toMatchObject(then);
  });

  it("may narrow a narrower one again, and it never lives longer", async () => {
    const first = await stage.narrow(login, { form: { resource: ORDERS } });
    stage.server.pass(100);
    const { jws, claims } = await tokenIn(first);
    const second = await tokenIn(await narrow(stage.server, jws, login.session, { form: { scope: "read" } }));
    expect(second.claims).toMatchObject({ parent: claims.jti, aud: [ORDERS], scope: "read", exp: (await own()).exp });
  });
});

describe("a resource server", () => {
  const act = async (form: LongForm = params) => (await tokenIn(await stage.delegate(login, { form }))).claims;

  it("acts for the person: downstream, with its own key, for five minutes; the rest is as it was", async () => {
    const { sub, auth_time, acr, amr, device, request, chain, proof, iss, jti } = await own();
    const claims = await act({ ...params, scope: "read" });
    expect(claims).toEqual({
      ...{ sub, auth_time, acr, amr, device, request, chain, iss, ...(proof && { proof }) },
      aud: [STOCK],
      client_id: "orders-api",
      scope: "read",
      jti: claims.jti,
      iat: stage.server.now(),
      exp: stage.server.now() + 300,
      cnf: { jkt: stage.orders.signer.thumbprint },
      parent: jti,
      act: { sub: "orders-api" },
      status: claims.status,
    });
    expect(claims.status).toBeDefined();
  });

  it("gets what both the person and the operator let it, where it names no scope", async () => {
    expect((await act()).scope).toBe("read write");
    const reading = await stage.narrow(login, { form: { scope: "read" } });
    const { jws } = await tokenIn(reading);
    const form = params;
    expect((await tokenIn(await delegate(stage.server, jws, stage.orders, { form }))).claims.scope).toBe("read");
  });

  it("never has it longer than the person has hers", async () => {
    stage.server.pass(800);
    expect((await act()).exp).toBe((await own()).exp);
  });

  it("hands on what it was handed: it contains the one before it (RFC 8693 §4.1)", async () => {
    const form = params;
    const first = await tokenIn(await stage.delegate(login, { form }));
    const back = { resource: ORDERS };
    const second = await tokenIn(await delegate(stage.server, first.jws, stage.stock, { form: back }));
    expect(second.claims).toMatchObject({
      aud: [ORDERS],
      scope: "read", // the operator lets it have no more than this part of "read write"
      client_id: "stock-api",
      parent: first.claims.jti,
      act: { sub: "stock-api", act: { sub: "orders-api" } },
      cnf: { jkt: stage.stock.signer.thumbprint },
    });
  });

  it("may continue four times, and no further", async () => {
    let { jws } = await accessToken.read(login.tokens.access_token);
    const route = [
      [stage.orders, STOCK],
      [stage.stock, ORDERS],
      [stage.orders, STOCK],
      [stage.stock, ORDERS],
    ] as const;
    for (const [api, resource] of route)
      jws = (await tokenIn(await delegate(stage.server, jws, api, { form: { resource } }))).jws;
    const { act: actor } = (await accessToken.read(jws)).claims;
    expect(JSON.stringify(actor).match(/sub/g)).toHaveLength(4);
    const seq = await lastEventSeq(stage.server);
    expect((await delegate(stage.server, jws, stage.orders, { form: params })).outcome).toBe("400 invalid_request");
    expect(await eventsSince(stage.server, seq)).toMatchObject([
      { kind: "exchange_refused", data: { code: "too_many_exchanges", client_id: "orders-api" } },
    ]);
  });

  it("may use any key for its proofs, but the proof is of that request", async () => {
    const signer = await newSigner();
    const other = { ...stage.orders, signer };
    const answer = await stage.delegate(login, { form: params }, other);
    expect((await tokenIn(answer)).claims.cnf?.jkt).toBe(signer.thumbprint);
  });
});

it("is written down: which token came from which, and who acts", async () => {
  const { jti: parent } = await own();
  const before = await stage.server.services.db
    .selectFrom("access_tokens")
    .select("family_id")
    .where("jti", "=", parent)
    .executeTakeFirstOrThrow();
  const seq = await lastEventSeq(stage.server);
  const first = await narrowed({ resource: ORDERS, scope: "read" });
  const second = await tokenIn(await stage.delegate(login, { form: params }));
  const rows = await stage.server.services.db
    .selectFrom("access_tokens")
    .select(["jti", "family_id", "parent", "actor", "state", "expires_at"])
    .where("parent", "=", parent)
    .execute();
  const { family_id } = before;
  const row = (jti: string, exp: number, actor: string | null) => ({
    ...{ jti, family_id, parent, actor, state: "active", expires_at: exp * 1000 },
  });
  expect(rows).toHaveLength(2);
  expect(rows).toEqual(
    expect.arrayContaining([row(first.jti, first.exp, null), row(second.claims.jti, second.claims.exp, "orders-api")]),
  );
  const event = { kind: "token_exchanged", subject: family_id };
  expect(await eventsSince(stage.server, seq)).toEqual([
    {
      ...event,
      data: {
        client_id: "nearside-cli",
        actor: false,
        subject_token_jti: parent,
        access_token_jti: first.jti,
        audience: [ORDERS],
        scope: "read",
      },
    },
    {
      ...event,
      data: {
        client_id: "orders-api",
        actor: true,
        subject_token_jti: parent,
        access_token_jti: second.claims.jti,
        audience: [STOCK],
        scope: "read write",
      },
    },
  ]);
  expect(stage.server.logged.join("")).not.toContain(second.jws.split(".")[2]);
});

it("leaves the token that it came from as it was", async () => {
  const { access_tokens: before, ...rest } = await allRows(stage.server);
  await narrowed({ scope: "read" });
  const { access_tokens: after, ...others } = await allRows(stage.server);
  expect(others).toEqual(rest);
  expect(after).toEqual(expect.arrayContaining(Array.isArray(before) ? before : ["rows"]));
});
