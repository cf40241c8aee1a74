import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { expect } from "vitest";
import { delegate, tokenIn } from "../kit/exchange.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { redeemedLogin, refresh } from "../steps/logging-in.ts";
import { now, type Stage } from "../steps/stage.ts";
import { ORDERS, orders, STOCK, settings } from "./apis.ts";
import { metadataOf, verified } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";
import { userinfoAsked } from "./userinfo.ts";

const tokenFor = async (stage: Stage, scope = "read", resource?: string): Promise<string> =>
  (await redeemedLogin(stage, scope, resource === undefined ? {} : { resource })).tokens.access_token;

conforms({
  document: "RFC 9068",
  title: "JSON Web Token (JWT) Profile for OAuth 2.0 Access Tokens",
  settings,
  requirements: [
    present("2.1", "MUST be signed, and MUST NOT say alg none", async (stage) => {
      const { header } = await verified(stage, await tokenFor(stage));
      expect(header.alg).toBe("ES256");
    }),
    argued(
      "2.1",
      "MUST support RS256 too",
      "not kept, on purpose: everything here is signed by one algorithm, so that nothing is left to negotiate (RFC 8725 §3.1); RFC 8725 and FAPI 2.0 §5.4.1 advise against RSA PKCS #1 v1.5. The metadata says ES256",
    ),
    present("2.1", "MUST say typ at+jwt", async (stage) => {
      expect((await verified(stage, await tokenFor(stage))).header.typ).toBe("at+jwt");
    }),
    present("2.2", "MUST say iss, exp, aud, sub, client_id, iat and jti", async (stage) => {
      const before = now();
      const { claims } = await verified(stage, await tokenFor(stage, "read", ORDERS));
      const { iss, exp, aud, sub, client_id, iat, jti } = claims;
      expect({ iss, aud, sub, client_id }).toEqual({
        iss: stage.issuer,
        aud: [ORDERS],
        sub: stage.user.id,
        client_id: CLIENT,
      });
      expect(iat).toBeGreaterThanOrEqual(before);
      expect(exp).toBe((iat ?? 0) + 900);
      expect(jti).toMatch(/^[\w-]{22}$/);
    }),
    present("2.2", "MUST make each jti once", async (stage) => {
      const [one, other] = [await tokenFor(stage), await tokenFor(stage)];
      expect((await verified(stage, one)).claims.jti).not.toBe((await verified(stage, other)).claims.jti);
    }),
    present(
      "2.2",
      "says the person as sub where a person takes part, also where an API acts for her",
      async (stage) => {
        const token = await tokenFor(stage, "read", ORDERS);
        const { claims } = await tokenIn(await delegate(stage, token, orders, { form: { resource: STOCK } }));
        expect(claims).toMatchObject({ sub: stage.user.id, client_id: orders.id });
      },
    ),
    present("2.2.1", "says auth_time, acr and amr of the approval, and after a refresh the same", async (stage) => {
      const { tokens } = await redeemedLogin(stage);
      const { auth_time, acr, amr } = (await verified(stage, tokens.access_token)).claims;
      expect([typeof auth_time, typeof acr, Array.isArray(amr)]).toEqual(["number", "string", true]);
      const again = (await refresh(stage, tokens.refresh_token)).as(tokenAnswerSchema);
      expect((await verified(stage, again.access_token)).claims).toMatchObject({ auth_time, acr, amr });
    }),
    present("2.2.2", "SHOULD say of the person no more than it must: neither name nor address", async (stage) => {
      const { claims } = await verified(stage, await tokenFor(stage, "openid profile"));
      expect(JSON.stringify(claims)).not.toContain(stage.user.name);
    }),
    present("2.2.3", "SHOULD say scope where scope was asked for, as granted", async (stage) => {
      expect((await verified(stage, await tokenFor(stage, "read write"))).claims["scope"]).toBe("read write");
    }),
    argued(
      "2.2.3.1",
      "SHOULD say groups, roles and entitlements as SCIM has them, where it says any",
      "no token says any",
    ),
    present("3", "MUST name as aud the resource that was asked for", async (stage) => {
      expect((await verified(stage, await tokenFor(stage, "read", STOCK))).claims.aud).toEqual([STOCK]);
    }),
    present("3", "MUST name a default resource as aud where none was asked for: this server itself", async (stage) => {
      expect((await verified(stage, await tokenFor(stage))).claims.aud).toEqual([stage.issuer]);
    }),
    argued(
      "3",
      "SHOULD answer invalid_scope where the scopes asked for are of different default resources",
      "there is one default, and no scope means a resource: an API is named by resource",
    ),
    present("4", "MUST publish, as issuer and jwks_uri, what its tokens are verified by", async (stage) => {
      const { issuer, jwks_uri } = await metadataOf(stage);
      expect([issuer, jwks_uri]).toEqual([stage.issuer, `${stage.issuer}/oauth/jwks`]);
      const { claims } = await verified(stage, await tokenFor(stage));
      expect(claims.iss).toBe(issuer);
    }),
    present("4", "MUST say the same in OpenID Connect's metadata, where there is some", async (stage) => {
      const [one, other] = await Promise.all(
        ["oauth-authorization-server", "openid-configuration"].map(async (name) =>
          (await fetch(`${stage.issuer}/.well-known/${name}`)).text(),
        ),
      );
      expect(one).toBe(other);
    }),
    present(
      "4",
      "MUST itself, as a resource server, take no token for another audience, over, or of another typ",
      async (stage, clock) => {
        const { access_token, id_token = "" } = (await redeemedLogin(stage, "openid", { resource: ORDERS })).tokens;
        expect((await (await userinfoAsked(stage, access_token))()).outcome).toBe("401 invalid_token/wrong_audience");
        expect((await (await userinfoAsked(stage, id_token))()).outcome).toBe("401 invalid_token/wrong_type");
        const ask = await userinfoAsked(stage, await tokenFor(stage, "openid"));
        expect((await ask()).status).toBe(200);
        clock.set(901);
        try {
          expect((await ask()).outcome).toBe("401 invalid_token");
        } finally {
          clock.set(0);
        }
      },
    ),
    present(
      "5",
      "MUST keep an ID token from being taken for an access token, and each from the other's place",
      async (stage) => {
        const { access_token, id_token = "" } = (await redeemedLogin(stage, "openid")).tokens;
        await expect(verified(stage, id_token, "at+jwt")).rejects.toThrow(/typ/);
        await expect(verified(stage, access_token, "JWT")).rejects.toThrow(/typ/);
      },
    ),
    argued(
      "5",
      "SHOULD keep clients from choosing a client_id that could be taken for a person's sub",
      "a person is us_ and 128 random bits; a client's id is written by the operator, or cl_ and random bits where it is registered: never by the client",
    ),
    argued(
      "6",
      "SHOULD tell sub so that persons are not followed across APIs, where that matters",
      "the APIs of one server are one organisation's, whose audit is to tell who did what; subject_types_supported says public",
    ),
  ],
});
