import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { expect } from "vitest";
import { authenticationOf, isActive } from "../kit/apis.ts";
import { delegate, tokenIn } from "../kit/exchange.ts";
import type { RedeemedLogin } from "../kit/log-in.ts";
import { CLIENT } from "../kit/login-steps.ts";
import type { Form } from "../kit/send.ts";
import { narrow } from "../steps/exchanging.ts";
import { poll, redeemedLogin, refresh } from "../steps/logging-in.ts";
import type { Stage } from "../steps/stage.ts";
import { ORDERS, orders, STOCK, settings, stock } from "./apis.ts";
import { metadataOf } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";
import { askWhole } from "./whole-answer.ts";

const REVOKE = "/oauth/revoke";

const login = (stage: Stage): Promise<RedeemedLogin> => redeemedLogin(stage, "read", { resource: ORDERS });
/** Given back by the command line, unless said otherwise. */
const giveBack = (stage: Stage, token: string, more: Form = {}) =>
  stage.postForm(REVOKE, { client_id: CLIENT, token, ...more });

conforms({
  document: "RFC 7009",
  title: "OAuth 2.0 Token Revocation",
  settings,
  requirements: [
    present("2", "MUST support the revocation of refresh tokens, and SHOULD of access tokens", async (stage) => {
      const [one, other] = [await login(stage), await login(stage)];
      expect((await giveBack(stage, one.tokens.refresh_token)).outcome).toBe("200");
      expect((await refresh(stage, one.tokens.refresh_token)).outcome).toBe("400 invalid_grant/credential_revoked");
      expect((await giveBack(stage, other.tokens.access_token)).outcome).toBe("200");
      expect(await isActive(stage, orders, other.tokens.access_token)).toBe(false);
    }),
    present("2", "the endpoint's address MUST be an https one without a fragment", async (stage) => {
      const { issuer, revocation_endpoint } = await metadataOf(stage);
      expect(revocation_endpoint).toBe(issuer + REVOKE);
    }),
    argued(
      "2",
      "MUST be reached by TLS",
      "its address is the issuer's, and no server starts where an issuer is not https or its own machine's loopback (see RFC 6749 §3.2)",
    ),
    present("2.1", "MUST take token as a form, by POST", async (stage) => {
      expect((await stage.postForm(REVOKE, { client_id: CLIENT })).outcome).toBe("400 invalid_request");
      expect((await stage.postJson(REVOKE, { client_id: CLIENT, token: "x" })).outcome).toBe(
        "415 unsupported_media_type",
      );
      expect((await stage.send(`${REVOKE}?token=x&client_id=${CLIENT}`, {})).outcome).toBe("405 method_not_allowed");
    }),
    present("2.1", "MUST first validate a confidential client's credentials", async (stage) => {
      const { tokens } = await login(stage);
      const given = await tokenIn(await delegate(stage, tokens.access_token, orders, { form: { resource: STOCK } }));
      const by = async (api: typeof orders) => ({ client_id: "", ...(await authenticationOf(stage, api)) });
      for (const form of [{ client_id: orders.id }, await by({ ...orders, key: stock.key })])
        expect((await giveBack(stage, given.jws, form)).outcome).toBe("401 invalid_client");
      expect(await isActive(stage, stock, given.jws)).toBe(true);
      expect((await giveBack(stage, given.jws, await by(orders))).outcome).toBe("200");
      expect(await isActive(stage, stock, given.jws)).toBe(false);
    }),
    present("2.1", "MUST ask who a public client is", async (stage) => {
      const { tokens } = await login(stage);
      for (const client_id of ["", "nobody"])
        expect((await giveBack(stage, tokens.refresh_token, { client_id })).outcome).toBe("401 invalid_client");
      expect((await refresh(stage, tokens.refresh_token)).outcome).toBe("200");
    }),
    present("2.1", "MUST refuse to revoke a token that was issued to another client", async (stage) => {
      const { tokens } = await login(stage);
      const byOrders = { client_id: "", ...(await authenticationOf(stage, orders)) };
      await giveBack(stage, tokens.access_token, byOrders);
      await giveBack(stage, tokens.refresh_token, { client_id: "", ...(await authenticationOf(stage, orders)) });
      expect(await isActive(stage, orders, tokens.access_token)).toBe(true);
      expect((await refresh(stage, tokens.refresh_token)).outcome).toBe("200");
    }),
    argued(
      "2.1",
      "informs a client that a token is another's",
      "it is answered like any token that is not its own: 200, and nothing changes (protocol §4.7). A person who found a token would learn by the difference that it is a good one, and whose",
    ),
    present("2.1", "MUST search all types of token where the hint does not find it", async (stage) => {
      const { tokens } = await login(stage);
      await giveBack(stage, tokens.access_token, { token_type_hint: "refresh_token" });
      expect(await isActive(stage, orders, tokens.access_token)).toBe(false);
      await giveBack(stage, tokens.refresh_token, { token_type_hint: "access_token" });
      expect((await refresh(stage, tokens.refresh_token)).outcome).toBe("400 invalid_grant/credential_revoked");
    }),
    present("2.1", "MUST revoke at once", async (stage) => {
      const { tokens } = await login(stage);
      expect(await isActive(stage, orders, tokens.access_token)).toBe(true);
      await giveBack(stage, tokens.access_token);
      expect(await isActive(stage, orders, tokens.access_token)).toBe(false);
    }),
    present("2.1", "SHOULD end with a refresh token the access tokens of the same grant", async (stage) => {
      const first = await login(stage);
      const { tokens } = first;
      const next = (await refresh(stage, tokens.refresh_token)).as(tokenAnswerSchema);
      const narrower = await tokenIn(await narrow(stage, next.access_token));
      await giveBack(stage, next.refresh_token);
      for (const each of [tokens.access_token, next.access_token, narrower.jws])
        expect(await isActive(stage, orders, each)).toBe(false);
      expect((await poll(stage, first)).status).toBe(400);
    }),
    present("2.1", "MAY leave the refresh token where an access token is revoked: here it stays", async (stage) => {
      const { tokens } = await login(stage);
      await giveBack(stage, tokens.access_token);
      expect((await refresh(stage, tokens.refresh_token)).outcome).toBe("200");
    }),
    present("2.2", "MUST answer 200 where it was revoked, and where the token is invalid", async (stage) => {
      const { tokens } = await login(stage);
      for (const token of [tokens.refresh_token, tokens.refresh_token, "x", "a.b.c", tokens.access_token]) {
        const answer = await askWhole(stage, REVOKE, { client_id: CLIENT, token });
        expect([answer.status, answer.text]).toEqual([200, ""]);
      }
    }),
    present("2.2", "MUST ignore a hint that it does not know: it does not influence the answer", async (stage) => {
      const { tokens } = await login(stage);
      for (const token of ["x", tokens.access_token])
        expect((await giveBack(stage, token, { token_type_hint: "id_token" })).outcome).toBe("200");
      expect(await isActive(stage, orders, tokens.access_token)).toBe(false);
    }),
    present("2.2.1", "MUST say errors as RFC 6749 §5.2 does", async (stage) => {
      const { status, headers, text } = await askWhole(stage, REVOKE, { token: "x" });
      expect([status, JSON.parse(text).error]).toEqual([401, "invalid_client"]);
      expect(headers.get("content-type")).toMatch(/^application\/json/);
    }),
    argued(
      "2.2.1",
      "unsupported_token_type, and 503 with Retry-After where it cannot revoke now",
      "both types are revoked; 503 comes of a database that is away, as at every address, and changed nothing (server/store)",
    ),
    argued("2.3", "MAY answer pages of other origins, by JSONP or CORS", "no page has a token of this server"),
    argued(
      "5",
      "MUST have measures against those who flood it, and who guess tokens",
      "every address of the network is limited (server/limits), a guess has 256 bits to find, and finds nothing of another client's",
    ),
  ],
});
