import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import * as v from "valibot";
import { beforeAll, expect, it } from "vitest";
import { type Api, authenticationOf, newApi, writtenDown } from "../kit/apis.ts";
import { delegate, tokenIn } from "../kit/exchange.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { afterTests } from "../support/after-tests.ts";
import { type EnrolledStage, openEnrolledStage } from "./enrolling.ts";
import { narrow } from "./exchanging.ts";
import { redeemedLogin, refresh } from "./logging-in.ts";
import { knowing } from "./people.ts";

const ORDERS = "https://orders.example";
const STOCK = "https://stock.example";

const atEnd = afterTests();

let stage: EnrolledStage;
let orders: Api;
let stock: Api;
beforeAll(async () => {
  [orders, stock] = await Promise.all([newApi("orders-api"), newApi("stock-api")]);
  const settings = await knowing(
    atEnd,
    [{ id: CLIENT, name: "Nearside command line", scopes: ["read", "write"], resources: [ORDERS, STOCK] }],
    {
      resourceServers: [
        writtenDown(orders, [ORDERS], { resources: [STOCK], scopes: ["read"] }),
        writtenDown(stock, [STOCK]),
      ],
    },
  );
  stage = await openEnrolledStage(atEnd, settings);
});

/** The server's answer to that API about a token (RFC 7662). */
const introspect = async (token: string, api: Api) =>
  (await stage.postForm("/oauth/introspect", { token, ...(await authenticationOf(stage, api)) })).as(
    v.looseObject({ active: v.boolean() }),
  );

it("narrows a command line's own token, for one tool: for its session key, and never longer", async () => {
  const { tokens, id } = await redeemedLogin(stage, "read write", { resource: ORDERS });
  const { claims } = await tokenIn(await narrow(stage, tokens.access_token, { scope: "read" }));
  const own = (await accessToken.read(tokens.access_token)).claims;
  expect(claims).toMatchObject({ scope: "read", aud: [ORDERS], parent: own.jti, request: id, exp: own.exp });
  expect(claims.cnf).toEqual({ jkt: stage.parties.session.thumbprint });
  expect((await refresh(stage, tokens.refresh_token)).status).toBe(200);
});

it("lets an API act for the person who called it, by its own key, and tells the next API who acts", async () => {
  const { tokens } = await redeemedLogin(stage, "read write", { resource: ORDERS });
  const { jws, claims } = await tokenIn(
    await delegate(stage, tokens.access_token, orders, { form: { resource: STOCK } }),
  );
  expect(claims).toMatchObject({ sub: stage.user.id, aud: [STOCK], scope: "read", act: { sub: "orders-api" } });
  expect(claims.exp - claims.iat).toBe(300);
  const { sub, cnf, act } = claims;
  expect(await introspect(jws, stock)).toMatchObject({ active: true, sub, cnf, act, client_id: "orders-api" });
  expect(cnf).toEqual({ jkt: orders.signer.thumbprint });
  expect(await introspect(jws, orders)).toEqual({ active: false });
  // it ends with the token from which it was exchanged
  const given = await stage.postForm("/oauth/revoke", { token: tokens.access_token, client_id: CLIENT });
  expect(given.status).toBe(200);
  expect(await introspect(jws, stock)).toEqual({ active: false });
});
