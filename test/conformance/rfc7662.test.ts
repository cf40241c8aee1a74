import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { expect } from "vitest";
import { authenticationOf, INTROSPECT, introspect, introspected, isActive } from "../kit/apis.ts";
import { tokenIn } from "../kit/exchange.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { narrow } from "../steps/exchanging.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import type { Stage } from "../steps/stage.ts";
import { ORDERS, orders, STOCK, settings, stock } from "./apis.ts";
import { metadataOf } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";
import { askWhole } from "./whole-answer.ts";

const tokensOf = async (stage: Stage) => (await redeemedLogin(stage, "read write", { resource: ORDERS })).tokens;

conforms({
  document: "RFC 7662",
  title: "OAuth 2.0 Token Introspection",
  settings,
  requirements: [
    argued("2", "MUST be reached by TLS", "see RFC 6749 §3.2"),
    present("2", "is named in the metadata, as an address of the issuer's (RFC 8414 §2)", async (stage) => {
      const { issuer, introspection_endpoint } = await metadataOf(stage);
      expect(introspection_endpoint).toBe(issuer + INTROSPECT);
    }),
    present("2.1", "MUST take token as a form, by POST", async (stage) => {
      const { access_token } = await tokensOf(stage);
      expect((await introspect(stage, orders, { token: access_token })).status).toBe(200);
      expect((await introspect(stage, orders, { token: "" })).outcome).toBe("400 invalid_request");
      expect((await stage.postJson(INTROSPECT, { token: access_token })).outcome).toBe("415 unsupported_media_type");
      expect((await stage.send(`${INTROSPECT}?token=x`, {})).outcome).toBe("405 method_not_allowed");
    }),
    present("2.1", "MUST demand some form of authorization, so that nobody scans for tokens", async (stage) => {
      const { access_token: token } = await tokensOf(stage);
      expect((await stage.postForm(INTROSPECT, { token })).outcome).toBe("401 invalid_client");
      for (const client_id of [CLIENT, orders.id])
        expect((await stage.postForm(INTROSPECT, { token, client_id })).outcome).toBe("401 invalid_client");
      const bearer = await askWhole(stage, INTROSPECT, { token }, { authorization: `Bearer ${token}` });
      expect(bearer.status).toBe(401);
    }),
    present("2.1", "MUST search all types of token, no matter what the hint says", async (stage) => {
      const { access_token } = await tokensOf(stage);
      for (const token_type_hint of ["refresh_token", "access_token", "anything"])
        expect(await isActive(stage, orders, access_token, { token_type_hint })).toBe(true);
    }),
    present(
      "2.2",
      "MUST answer by JSON with active, a boolean, and what is told beside it as the token says it",
      async (stage) => {
        const { access_token } = await tokensOf(stage);
        const answer = await introspect(stage, orders, { token: access_token });
        expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
        const { claims } = await accessToken.read(access_token);
        const { status, ...others } = claims;
        expect(status).toBeDefined();
        expect(await introspected(stage, orders, access_token)).toEqual({
          active: true,
          token_type: "DPoP",
          ...others,
        });
      },
    ),
    present("2.2", "MUST NOT tell an API about a token that is not for it: it is not active there", async (stage) => {
      const { access_token } = await tokensOf(stage);
      expect(await introspected(stage, stock, access_token)).toEqual({ active: false });
    }),
    present(
      "2.2",
      "SHOULD tell an API no more than it needs: of the audiences its own, and not what a token came of",
      async (stage) => {
        const { tokens } = await redeemedLogin(stage, "read", { resource: [ORDERS, STOCK] });
        const token = tokens.access_token;
        expect((await accessToken.read(token)).claims.aud).toEqual([ORDERS, STOCK]);
        expect(await introspected(stage, orders, token)).toMatchObject({ active: true, aud: [ORDERS] });
        expect(await introspected(stage, stock, token)).toMatchObject({ active: true, aud: [STOCK] });
        const { claims, jws } = await tokenIn(await narrow(stage, token, { resource: ORDERS }));
        expect(claims).toHaveProperty("parent");
        expect(await introspected(stage, orders, jws)).not.toHaveProperty("parent");
      },
    ),
    present("2.2", "MUST answer what is not active by active false, and SHOULD NOT say why", async (stage) => {
      const { access_token, refresh_token } = await tokensOf(stage);
      for (const token of ["x", "a.b.c", refresh_token, `${access_token}x`])
        expect(await introspected(stage, orders, token)).toEqual({ active: false });
      await stage.postForm("/oauth/revoke", { client_id: CLIENT, token: access_token });
      expect(await introspected(stage, orders, access_token)).toEqual({ active: false });
    }),
    present("2.3", "MUST answer credentials that do not do by 401 (RFC 6749 §5.2)", async (stage) => {
      const form = { token: "x", ...(await authenticationOf(stage, { ...orders, key: stock.key })) };
      expect((await stage.postForm(INTROSPECT, form)).outcome).toBe("401 invalid_client");
    }),
    present("4", "MUST judge whether the token has expired", async (stage, clock) => {
      const { access_token } = await tokensOf(stage);
      const inTime = async (seconds: number) => {
        clock.set(seconds);
        const now = Math.floor(Date.now() / 1000) + seconds;
        const by = await authenticationOf(stage, orders, { claims: { iat: now, exp: now + 60 } });
        return isActive(stage, orders, access_token, by);
      };
      try {
        expect([await inTime(840), await inTime(901)]).toEqual([true, false]);
      } finally {
        clock.set(0);
      }
    }),
    argued("4", "MUST judge whether it is not yet valid", "no token here says nbf: it is good from when it is issued"),
    present("4", "MUST judge whether it was revoked, or what it rests on ended", async (stage) => {
      const { access_token, refresh_token } = await tokensOf(stage);
      expect(await isActive(stage, orders, access_token)).toBe(true);
      await stage.postForm("/oauth/revoke", { client_id: CLIENT, token: refresh_token });
      expect(await isActive(stage, orders, access_token)).toBe(false);
    }),
    present("4", "MUST validate its signature", async (stage) => {
      const { access_token } = await tokensOf(stage);
      const [head, claims, signature = ""] = access_token.split(".");
      const other = (signature.startsWith("A") ? "B" : "A") + signature.slice(1);
      expect(await isActive(stage, orders, `${head}.${claims}.${other}`)).toBe(false);
    }),
    present("4", "SHOULD keep caches from its answers, since what is active may end at once", async (stage) => {
      const { headers } = await introspect(stage, orders, { token: "x" });
      expect(headers.get("cache-control")).toBe("no-store");
    }),
    argued(
      "4",
      "MUST NOT put tokens where they are written down",
      "the endpoint is asked by POST alone, and no log of the server's holds a body or a query",
    ),
  ],
});
