// R24, token exchange for more than one has: a program widens its own token; a thief, or an API that it was not for, exchanges
// somebody else's; an API asks beyond what its operator and the person let it have, acts as another, or lives on after the
// token that it was called with. What is given is some of the subject token, by a key that was proved, and ends with it.
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { exchangeAnswerSchema } from "@nearside/shared/oauth/token-exchange.ts";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { Answer } from "../kit/answer.ts";
import { type Api, authenticationOf, newApi, writtenDown } from "../kit/apis.ts";
import { delegate, tokenIn } from "../kit/exchange.ts";
import type { RedeemedLogin } from "../kit/log-in.ts";
import { CLIENT } from "../kit/login-steps.ts";
import type { Form } from "../kit/send.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { narrow } from "../steps/exchanging.ts";
import { redeemedLogin, refresh } from "../steps/logging-in.ts";
import { knowing, newColleague } from "../steps/people.ts";
import { afterTests } from "../support/after-tests.ts";
import { runSql } from "./support-administrator.ts";
import { expectRefused, familyOf } from "./support-refusals.ts";

const ORDERS = "https://orders.example";
const STOCK = "https://stock.example";
const BANK = "https://bank.example";

const atEnd = afterTests();

let victim: EnrolledStage;
let mallory: EnrolledStage;
/** May ask for `read` and `admin` at {@link STOCK}. */
let orders: Api;
/** This API may ask for `read` at {@link ORDERS}; it is called by orders alone. */
let stock: Api;
/** Registered, and nothing more. */
let rogue: Api;
beforeAll(async () => {
  [orders, stock, rogue] = await Promise.all([newApi("orders-api"), newApi("stock-api"), newApi("rogue-api")]);
  const settings = await knowing(
    atEnd,
    [
      { id: CLIENT, name: "Nearside command line", scopes: ["read", "write", "admin"], resources: [ORDERS, BANK] },
      { id: "deploy", name: "Deploy", scopes: ["read"], resources: [ORDERS] },
    ],
    {
      resourceServers: [
        writtenDown(orders, [ORDERS], { resources: [STOCK], scopes: ["read", "admin"] }),
        writtenDown(stock, [STOCK], { resources: [ORDERS], scopes: ["read"] }),
        writtenDown(rogue, [BANK]),
      ],
    },
  );
  victim = await openEnrolledStage(atEnd, settings);
  mallory = await newColleague(victim, "mallory");
});

let login: RedeemedLogin;
let token: string;
let family: string;
beforeEach(async () => {
  login = await redeemedLogin(victim, "read write", { resource: ORDERS, authorization_details: '[{"type":"order"}]' });
  token = login.tokens.access_token;
  family = familyOf(victim, login.id);
});

const refusedAs = (code: string, client_id: string) =>
  ({ kind: "exchange_refused", subject: family, data: { code, client_id } }) as const;
const refusal = (send: () => Promise<Answer>, outcome: string, code: string, client: string): Promise<void> =>
  expectRefused(victim, send, { outcome, event: refusedAs(code, client) });
const stillGood = async (): Promise<void> => {
  expect((await narrow(victim, token)).status).toBe(200);
  expect((await delegate(victim, token, orders, { form: { resource: STOCK } })).status).toBe(200);
};

it("refuses a program that asks for more than its token: scope, audience, details, a refresh token", async () => {
  const requests: [code: string, form: Form][] = [
    ["invalid_scope", { scope: "read write admin" }],
    ["invalid_target", { resource: BANK }],
    ["invalid_target", { audience: BANK }],
    ["invalid_authorization_details", { authorization_details: '[{"type":"order","all":true}]' }],
  ];
  for (const [code, form] of requests) await refusal(() => narrow(victim, token, form), `400 ${code}`, code, CLIENT);
  const forever = { requested_token_type: "urn:ietf:params:oauth:token-type:refresh_token" };
  await expectRefused(victim, () => narrow(victim, token, forever), { outcome: "400 invalid_request", event: null });
  const { access_token, ...answer } = (await narrow(victim, token)).as(exchangeAnswerSchema);
  expect(answer).not.toHaveProperty("refresh_token");
  expect((await refresh(victim, access_token)).outcome).toBe("400 invalid_request");
  await stillGood();
});

it("gives a narrower token that brings none of the rest back, and lives no longer", async () => {
  const less = await tokenIn(await narrow(victim, token, { scope: "read", authorization_details: "[]" }));
  const requests: [code: string, form: Form][] = [
    ["invalid_scope", { scope: "read write" }],
    ["invalid_authorization_details", { authorization_details: '[{"type":"order"}]' }],
  ];
  for (const [code, form] of requests) await refusal(() => narrow(victim, less.jws, form), `400 ${code}`, code, CLIENT);
  const again = await tokenIn(await narrow(victim, less.jws));
  expect(again.claims.exp).toBe((await accessToken.read(token)).claims.exp);
  const { scope, acr, amr, auth_time, chain } = less.claims;
  expect(again.claims).toMatchObject({ scope, acr, amr, auth_time, chain });
});

it("refuses a thief of the token with keys of his own, of his machine, or as another program", async () => {
  const { session, device } = mallory.parties;
  for (const by of [session, device, victim.parties.device])
    await refusal(() => narrow(victim, token, {}, by), "400 invalid_request", "key_mismatch", CLIENT);
  await refusal(
    () => narrow(victim, token, { client_id: "deploy" }),
    "400 invalid_request",
    "request_mismatch",
    "deploy",
  );
  await stillGood();
});

it("refuses an API with a token that it was never sent, for more than it may, or for another API's details", async () => {
  const takes = (api: Api, form: Form) => () => delegate(victim, token, api, { form });
  await refusal(takes(stock, { resource: ORDERS }), "400 invalid_request", "wrong_audience", "stock-api");
  await refusal(takes(rogue, { resource: STOCK }), "400 invalid_request", "wrong_audience", "rogue-api");
  const requests: [code: string, form: Form][] = [
    ["invalid_target", { resource: BANK }],
    ["invalid_target", { resource: ORDERS }],
    ["invalid_scope", { resource: STOCK, scope: "write" }], // the person let it, not the operator
    ["invalid_scope", { resource: STOCK, scope: "admin" }], // the operator let it, not the person
    ["invalid_authorization_details", { resource: STOCK, authorization_details: '[{"type":"order"}]' }],
  ];
  for (const [code, form] of requests) await refusal(takes(orders, form), `400 ${code}`, code, "orders-api");
  await stillGood();
});

it("refuses an API that may exchange nothing, though the token is for it", async () => {
  const bank = await redeemedLogin(victim, "read", { resource: BANK });
  await expectRefused(victim, () => delegate(victim, bank.tokens.access_token, rogue, { form: { resource: STOCK } }), {
    outcome: "400 unauthorized_client",
    event: { kind: "exchange_refused", subject: familyOf(victim, bank.id), data: { code: "unauthorized_client" } },
  });
});

it("refuses an API that acts as another: in its name, with its assertion a second time, with an actor token", async () => {
  const outcome = "401 invalid_client";
  const refused = (code: string) => ({ kind: "client_refused", subject: "orders-api", data: { code } }) as const;
  const resource = STOCK;
  const forged = { ...rogue, id: "orders-api" };
  const forge = () => delegate(victim, token, forged, { form: { resource } });
  await expectRefused(victim, forge, { outcome, event: refused("bad_signature") });
  const inItsName = { resource, client_id: "orders-api", ...(await authenticationOf(victim, rogue)) };
  await expectRefused(victim, () => narrow(victim, token, inItsName), {
    outcome,
    event: { kind: "client_refused", data: { code: "wrong_subject" } },
  });
  await expectRefused(victim, () => narrow(victim, token, { resource, client_id: "orders-api" }), {
    outcome,
    event: null,
  });
  const overheard = { resource, ...(await authenticationOf(victim, orders)) };
  expect((await delegate(victim, token, orders, { form: overheard })).status).toBe(200);
  const replay = () => delegate(victim, token, rogue, { form: overheard });
  await expectRefused(victim, replay, { outcome, event: refused("replayed") });
  const asOther = { resource, actor_token: token, actor_token_type: "urn:ietf:params:oauth:token-type:access_token" };
  await expectRefused(victim, () => delegate(victim, token, orders, { form: asOther }), {
    outcome: "400 invalid_request",
    event: null,
  });
  await stillGood();
});

it("refuses an API's actor token to the person's program, and to anybody who finds it", async () => {
  const acting = (await tokenIn(await delegate(victim, token, orders, { form: { resource: STOCK } }))).jws;
  await refusal(() => narrow(victim, acting), "400 invalid_request", "request_mismatch", CLIENT);
  await refusal(
    () => delegate(victim, acting, orders, { form: { resource: STOCK } }),
    "400 invalid_request",
    "wrong_audience",
    "orders-api",
  );
  const { claims } = await tokenIn(await delegate(victim, acting, stock, { form: { resource: ORDERS } }));
  expect(claims).toMatchObject({ scope: "read", act: { sub: "stock-api", act: { sub: "orders-api" } } });
});

it("refuses a token that was ended, or whose person left, and ends the tokens from its exchanges", async () => {
  const acting = (await tokenIn(await delegate(victim, token, orders, { form: { resource: STOCK } }))).jws;
  const { jti } = (await accessToken.read(token)).claims;
  const goOn = () => delegate(victim, acting, stock, { form: { resource: ORDERS } });
  const ended: [code: string, row: [table: string, column: string, id: string], gone: string][] = [
    ["credential_revoked", ["access_tokens", "jti", jti], "revoked"],
    ["credential_revoked", ["token_families", "id", family], "revoked"],
    ["device_revoked", ["devices", "jkt", victim.parties.device.thumbprint], "revoked"],
    ["user_inactive", ["users", "id", victim.user.id], "suspended"],
  ];
  for (const [code, [table, column, id], gone] of ended) {
    runSql(victim, `UPDATE ${table} SET state = ? WHERE ${column} = ?`, gone, id);
    await refusal(() => narrow(victim, token), `400 invalid_request/${code}`, code, CLIENT);
    await refusal(
      () => delegate(victim, token, orders, { form: { resource: STOCK } }),
      "400 invalid_request",
      code,
      "orders-api",
    );
    await refusal(goOn, "400 invalid_request", code, "stock-api");
    runSql(victim, `UPDATE ${table} SET state = 'active' WHERE ${column} = ?`, id);
  }
  expect((await goOn()).status).toBe(200);
  await stillGood();
});
