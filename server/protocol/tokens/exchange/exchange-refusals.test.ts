import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { exchangeAnswerSchema } from "@nearside/shared/oauth/token-exchange.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { authenticationOf } from "../../../../test/kit/apis.ts";
import { delegate, type ExchangeTwist, narrow, tokenIn } from "../../../../test/kit/exchange.ts";
import { newSigner } from "../../../../test/kit/keys.ts";
import type { RedeemedLogin } from "../../../../test/kit/log-in.ts";
import type { LongForm } from "../../../../test/kit/send.ts";
import { findFamily } from "../../../register/tokens/token-store.ts";
import {
  BILLS,
  DETAILS,
  type ExchangeStage,
  ORDERS,
  openExchangeStage,
  STOCK,
} from "../../../testing/exchange-stage.ts";
import { expectRefusal } from "../../../testing/ledger.ts";

// Token exchange (RFC 8693, threat R24) makes each refusal for its own reason, and the honest exchange succeeds afterwards.

let stage: ExchangeStage;
let login: RedeemedLogin;
let family: string;
let jti: string;
beforeAll(async () => {
  stage = await openExchangeStage();
});
beforeEach(async () => {
  login = await stage.newLogin();
  family = (await findFamily(stage.server.services.db, { loginId: login.id }))?.id ?? "";
  jti = (await accessToken.read(login.tokens.access_token)).claims.jti;
});
afterAll(() => stage.server.close());

const token = () => login.tokens.access_token;
const logged = (code: string, client_id: string) => ({
  kind: "exchange_refused",
  subject: family,
  data: { code, client_id, subject_token_jti: jti },
});

describe("of a command line nothing is taken", () => {
  const rows: [what: string, outcome: string, form: LongForm][] = [
    ["a resource that its token is not for", "invalid_target", { resource: STOCK }],
    ["an audience that its token is not for", "invalid_target", { audience: STOCK }],
    ["one beside its own", "invalid_target", { resource: [ORDERS, STOCK] }],
    ["one with another spelling", "invalid_target", { resource: `${ORDERS}/` }],
    ["what is no address", "invalid_target", { audience: "orders" }],
    ["an address with a fragment", "invalid_target", { resource: `${ORDERS}#x` }],
    ["a scope that it was not granted", "invalid_scope", { scope: "read admin" }],
    ["a scope of another case", "invalid_scope", { scope: "Read" }],
    ["an empty scope within", "invalid_scope", { scope: "read  write" }],
    ["other details", "invalid_authorization_details", { authorization_details: '[{"type":"payment"}]' }],
    [
      "a detail with a member less, which says more",
      "invalid_authorization_details",
      { authorization_details: '[{"type":"bill"}]' },
    ],
    [
      "a detail with another value",
      "invalid_authorization_details",
      { authorization_details: '[{"type":"bill","limit":{"amount":51,"currency":"EUR"}}]' },
    ],
    [
      "a detail beside its own",
      "invalid_authorization_details",
      { authorization_details: JSON.stringify([...DETAILS, { type: "payment" }]) },
    ],
  ];
  it.each(rows)("that is more than its token: %s", async (_what, code, form) => {
    await expectRefusal(stage.server, () => stage.narrow(login, { form }), {
      outcome: `400 ${code}`,
      event: logged(code, "nearside-cli"),
    });
    expect((await stage.narrow(login)).status).toBe(200);
  });

  it("with another key than its session's", async () => {
    const thief = await newSigner();
    await expectRefusal(stage.server, () => stage.narrow(login, {}, thief), {
      outcome: "400 invalid_request",
      event: logged("key_mismatch", "nearside-cli"),
    });
  });

  it("that is another program's", async () => {
    await expectRefusal(stage.server, () => stage.narrow(login, { form: { client_id: "deploy" } }), {
      outcome: "400 invalid_request",
      event: logged("request_mismatch", "deploy"),
    });
  });

  it("by which a resource server acts, though it asks with that one's key", async () => {
    const acting = (await stage.delegate(login)).as(exchangeAnswerSchema).access_token;
    const send = () => narrow(stage.server, acting, stage.orders.signer);
    const { jti: subject_token_jti } = (await accessToken.read(acting)).claims;
    await expectRefusal(stage.server, send, {
      outcome: "400 invalid_request",
      event: { ...logged("request_mismatch", "nearside-cli"), data: { code: "request_mismatch", subject_token_jti } },
    });
  });

  it("by a program that nobody knows, and by none", async () => {
    for (const client_id of ["unknown", undefined])
      await expectRefusal(stage.server, () => stage.narrow(login, { form: { client_id } }), {
        outcome: "401 invalid_client",
        event: null,
      });
  });
});

describe("of a resource server nothing is taken", () => {
  const rows: [what: string, outcome: string, form: LongForm][] = [
    ["no resource at all", "invalid_request", { resource: undefined }],
    ["a resource that the operator does not let it have", "invalid_target", { resource: BILLS }],
    ["its own resource", "invalid_target", { resource: ORDERS }],
    ["one more than the operator lets it have", "invalid_target", { resource: [STOCK, BILLS] }],
    ["one more by its other name", "invalid_target", { audience: BILLS }],
    ["a scope that the operator does not let it have", "invalid_scope", { scope: "admin" }],
    [
      "details, though the person agreed to them",
      "invalid_authorization_details",
      { authorization_details: JSON.stringify(DETAILS) },
    ],
  ];
  it.each(rows)("beyond what it may: %s", async (_what, code, form) => {
    await expectRefusal(stage.server, () => stage.delegate(login, { form }), {
      outcome: `400 ${code}`,
      event: logged(code, "orders-api"),
    });
    expect((await stage.delegate(login)).status).toBe(200);
  });

  it("beyond what the person agreed to, though the operator lets it", async () => {
    const reading = await tokenIn(await stage.narrow(login, { form: { scope: "read" } }));
    const send = () => delegate(stage.server, reading.jws, stage.orders, { form: { resource: STOCK, scope: "write" } });
    await expectRefusal(stage.server, send, {
      outcome: "400 invalid_scope",
      event: { kind: "exchange_refused", subject: family, data: { code: "invalid_scope", client_id: "orders-api" } },
    });
  });

  it("where the token was never for it", async () => {
    await expectRefusal(stage.server, () => stage.delegate(login, { form: { resource: ORDERS } }, stage.stock), {
      outcome: "400 invalid_request",
      event: logged("wrong_audience", "stock-api"),
    });
  });

  it("where the operator lets it exchange nothing", async () => {
    await expectRefusal(stage.server, () => stage.delegate(login, {}, stage.bills), {
      outcome: "400 unauthorized_client",
      event: logged("unauthorized_client", "bills-api"),
    });
  });

  it("that does not prove who it is: in its name, by another's key, with an assertion a second time", async () => {
    const outcome = "401 invalid_client";
    const inItsName = { client_id: "orders-api", client_assertion: undefined, client_assertion_type: undefined };
    await expectRefusal(stage.server, () => stage.delegate(login, { form: inItsName }), { outcome, event: null });
    const forged = { ...stage.orders, key: stage.stock.key };
    const refused = (code: string) => ({ kind: "client_refused", subject: "orders-api", data: { code } });
    await expectRefusal(stage.server, () => stage.delegate(login, {}, forged), {
      outcome,
      event: refused("bad_signature"),
    });
    const form = await authenticationOf(stage.server, { id: "orders-api", key: stage.orders.key });
    expect((await stage.delegate(login, { form })).status).toBe(200);
    await expectRefusal(stage.server, () => stage.delegate(login, { form }), { outcome, event: refused("replayed") });
  });
});

describe("a token is unknown to everybody", () => {
  it("that another server signed, or nobody", async () => {
    const { claims } = await accessToken.read(token());
    const forged = await accessToken.sign(await newSigner(), claims);
    for (const text of [forged, `${token().slice(0, -4)}AAAA`, login.tokens.refresh_token, login.authorization.request])
      for (const exchange of ["narrow", "delegate"] as const)
        await expectRefusal(stage.server, () => stage[exchange](login, { form: { subject_token: text } }), {
          outcome: "400 invalid_request",
          event: null,
        });
  });

  it("that this server signed for another issuer, or never gave out", async () => {
    const { claims } = await accessToken.read(token());
    const { signer } = stage.server.services.keys;
    const texts = [
      await accessToken.sign(signer, { ...claims, iss: "https://other.example" }),
      await accessToken.sign(signer, { ...claims, jti: stage.server.id() }),
    ];
    for (const subject_token of texts)
      await expectRefusal(stage.server, () => stage.narrow(login, { form: { subject_token } }), {
        outcome: "400 invalid_request",
        event: null,
      });
  });

  it("that has expired: to the second", async () => {
    const { exp } = (await accessToken.read(token())).claims;
    stage.server.pass(exp - 1 - stage.server.now());
    expect((await stage.narrow(login)).as(exchangeAnswerSchema).expires_in).toBe(1);
    stage.server.pass(1);
    await expectRefusal(stage.server, () => stage.narrow(login), {
      outcome: "400 invalid_request",
      event: logged("token_expired", "nearside-cli"),
    });
    await expectRefusal(stage.server, () => stage.delegate(login), {
      outcome: "400 invalid_request",
      event: logged("token_expired", "orders-api"),
    });
  });
});

describe("without a good proof nothing is given", () => {
  it.each([
    ["a command line", "narrow"],
    ["a resource server", "delegate"],
  ] as const)("to %s", async (_who, exchange) => {
    const proofs: [outcome: string, proof: NonNullable<ExchangeTwist["proof"]>][] = [
      ["400 use_dpop_nonce", { nonce: undefined }],
      ["400 invalid_dpop_proof", { method: "GET" }],
      ["400 invalid_dpop_proof", { url: "https://login.example.test/oauth/device_authorization" }],
      ["400 clock_skew", { iat: stage.server.now() - 200 }],
    ];
    for (const [outcome, proof] of proofs) {
      const telling = { outcome, event: null, logged: outcome !== "400 use_dpop_nonce" }; // every conversation begins with that answer
      await expectRefusal(stage.server, () => stage[exchange](login, { proof }), telling);
    }
    const proof = { jti: stage.server.id() };
    expect((await stage[exchange](login, { proof })).status).toBe(200);
    await expectRefusal(stage.server, () => stage[exchange](login, { proof }), {
      outcome: "400 invalid_dpop_proof",
      event: null,
    });
  });
});
