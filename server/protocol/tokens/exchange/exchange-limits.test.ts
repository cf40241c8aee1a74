import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { afterEach, expect, it } from "vitest";
import { delegate, narrow } from "../../../../test/kit/exchange.ts";
import { newSigner } from "../../../../test/kit/keys.ts";
import { findFamily } from "../../../register/tokens/token-store.ts";
import { type ExchangeStage, openExchangeStage, STOCK } from "../../../testing/exchange-stage.ts";
import { eventsSince, lastEventSeq } from "../../../testing/ledger.ts";

// The server limits how often tokens are exchanged, and no client can spend another client's budget (threat R19).

let stage: ExchangeStage;
afterEach(() => stage.server.close());

const form = { resource: STOCK };

it("a resource server has its own share; others, and the person's command line, continue", async () => {
  stage = await openExchangeStage({ limits: { exchangesPerResourceServerPerMinute: 10 } });
  const { server, orders, stock, newLogin } = stage;
  const login = await newLogin();
  const token = login.tokens.access_token;
  // a request that is refused before its client is proved, or whose token is not for this client, costs no client anything
  for (let times = 0; times < 10; times++) {
    expect((await delegate(server, token, { ...orders, key: stock.key }, { form })).outcome).toBe("401 invalid_client");
    expect((await delegate(server, token, stock, { form })).outcome).toBe("400 invalid_request");
  }
  for (let times = 0; times < 10; times++) expect((await delegate(server, token, orders, { form })).status).toBe(200);
  const seq = await lastEventSeq(server);
  const answer = await delegate(server, token, orders, { form });
  expect(answer.outcome).toBe("429 temporarily_unavailable");
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  const data = { limit: "resource_server_exchanges", by: "resource_server", address: null };
  expect(await eventsSince(server, seq)).toEqual([{ kind: "rate_limited", subject: "orders-api", data }]);
  expect((await narrow(server, token, login.session)).status).toBe(200);
});

it("a login has its own share, which no thief of its token can spend; the person's other login continues", async () => {
  stage = await openExchangeStage();
  const { server, newLogin, orders } = stage;
  const [login, other] = [await newLogin(), await newLogin()];
  const token = login.tokens.access_token;
  for (let times = 0; times < 5; times++)
    expect((await narrow(server, token, await newSigner())).outcome).toBe("400 invalid_request");
  const family = (await findFamily(server.services.db, { loginId: login.id }))?.id ?? "";
  expect(await server.services.budgets.isUntouched("login_exchanges", family)).toBe(true);
  for (let times = 0; times < 300; times++) await server.services.budgets.spend("login_exchanges", family);
  const { jti } = (await accessToken.read(token)).claims;
  expect((await narrow(server, token, login.session)).outcome).toBe("429 temporarily_unavailable");
  const children = server.services.db.selectFrom("access_tokens").select("jti").where("parent", "=", jti);
  expect(await children.execute()).toEqual([]);
  expect((await narrow(server, other.tokens.access_token, other.session)).status).toBe(200);
  expect((await delegate(server, token, orders, { form })).status).toBe(200);
});
