import { atHash } from "@nearside/shared/oauth/id-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import * as v from "valibot";
import { expect } from "vitest";
import { CLIENT } from "../kit/login-steps.ts";
import { approvedLogin, poll, redeemedLogin, refresh } from "../steps/logging-in.ts";
import { now, type Stage } from "../steps/stage.ts";
import { expectExpiresIn } from "../support/expires-in.ts";
import { settings } from "./apis.ts";
import { publishedKeys, verified } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";
import { userinfoAsked } from "./userinfo.ts";
import { askWhole } from "./whole-answer.ts";

const AUTHORIZE = "/oauth/authorize";
const DEVICE = "/oauth/device_authorization";
const USERINFO = "/oauth/userinfo";

const tokensFor = async (stage: Stage, scope: string, more = {}) => (await redeemedLogin(stage, scope, more)).tokens;
/** Reads the ID token of a login by another author's library. */
const idTokenOf = async (stage: Stage, { id_token = "" }: { readonly id_token?: string | undefined }) =>
  verified(stage, id_token, "JWT");
const userinfoSchema = v.looseObject({ sub: v.string() });

const NO_BROWSER =
  "a login begins on the machine itself, by the device grant (protocol §4.1): there is no authentication request in a browser";

conforms({
  document: "OpenID Connect Core 1.0",
  title: "the part that binds a provider that starts no login from a browser",
  settings,
  requirements: [
    present(
      "2",
      "MUST say iss, sub, aud, exp and iat in an ID token, sub within 255 ASCII characters",
      async (stage) => {
        const before = now();
        const tokens = await tokensFor(stage, "openid");
        const readAt = Date.now();
        const { claims } = await idTokenOf(stage, tokens);
        expect(claims).toMatchObject({ iss: stage.issuer, sub: stage.user.id });
        expect(claims.sub).toMatch(/^[\x20-\x7e]{1,255}$/);
        expect(claims.iat).toBeGreaterThanOrEqual(before);
        expect(claims.iat).toBeLessThanOrEqual(readAt / 1000);
        expect(claims.exp).toBe((await verified(stage, tokens.access_token)).claims.exp);
        expectExpiresIn(tokens, { life: 900, readAt });
      },
    ),
    present(
      "2",
      "MUST have the client's id in aud, and here nobody else's, so that no azp is needed",
      async (stage) => {
        const { claims } = await idTokenOf(stage, await tokensFor(stage, "openid"));
        expect(claims.aud).toBe(CLIENT);
        expect(claims).not.toHaveProperty("azp");
      },
    ),
    present("2", "MUST say auth_time where max_age was asked for; here always, with acr and amr", async (stage) => {
      for (const more of [{}, { max_age: "60" }]) {
        const before = now();
        const { claims } = await idTokenOf(stage, await tokensFor(stage, "openid", more));
        expect(claims["auth_time"]).toBeGreaterThanOrEqual(before);
        expect(claims["auth_time"]).toBeLessThanOrEqual(now());
        expect(claims).toMatchObject({ acr: expect.any(String), amr: expect.arrayContaining(["pop", "user"]) });
      }
    }),
    argued("2", "MUST have nonce as the authentication request had it", NO_BROWSER),
    present(
      "2",
      "MUST sign ID tokens, and MUST NOT use alg none, nor SHOULD name its key in x5u, x5c, jku or jwk",
      async (stage) => {
        const { header } = await idTokenOf(stage, await tokensFor(stage, "openid"));
        expect(header).toEqual({ alg: "ES256", typ: "JWT", kid: expect.any(String) });
      },
    ),
    present("3.1.2.1", "MUST support GET and POST at the authorization endpoint", async (stage) => {
      for (const answer of [await askWhole(stage, AUTHORIZE), await askWhole(stage, AUTHORIZE, {})])
        expect([answer.status, JSON.parse(answer.text).error]).toEqual([400, "invalid_request"]);
    }),
    argued("3.1.2", "MUST validate and answer authentication requests: prompt, display, id_token_hint, …", NO_BROWSER),
    present(
      "3.1.2.1",
      "MUST take openid for what makes a login one of OpenID: without it there is no ID token",
      async (stage) => {
        expect(await tokensFor(stage, "read profile")).not.toHaveProperty("id_token");
        expect(await tokensFor(stage, "openid")).toHaveProperty("id_token");
      },
    ),
    present("3.1.2.1", "MUST ask for another approval if the last one is older than max_age", async (stage, clock) => {
      const login = await approvedLogin(stage, "openid", { max_age: "30" });
      clock.set(31);
      try {
        const form = {
          grant_type: "urn:ietf:params:oauth:grant-type:device_code",
          client_id: CLIENT,
          device_code: login.authorization.device_code,
        };
        const late = { by: stage.parties.session, iat: now() + 31 };
        expect((await stage.postForm("/oauth/token", form, late)).outcome).toBe("400 invalid_grant/approval_too_old");
      } finally {
        clock.set(0);
      }
      expect((await poll(stage, login)).status).toBe(200);
    }),
    present("3.1.2.1", "SHOULD honour acr_values where it can, and say in acr what was reached", async (stage) => {
      const acr_values = "urn:nearside:acr:same-machine";
      const { claims } = await idTokenOf(stage, await tokensFor(stage, "openid", { acr_values }));
      expect(claims["acr"]).toBe(acr_values);
    }),
    present("3.1.3.3", "MUST answer by JSON with an ID token, which is not stored", async (stage) => {
      const { headers } = await poll(stage, await approvedLogin(stage, "openid"));
      expect(headers.get("content-type")).toMatch(/^application\/json/);
      expect([headers.get("cache-control"), headers.get("pragma")]).toEqual(["no-store", "no-cache"]);
    }),
    argued(
      "3.1.3.3",
      "MUST have token_type Bearer",
      "unless another is agreed on, it says: here it is DPoP (RFC 9449)",
    ),
    present("3.1.3.6", "MAY say at_hash, which MUST then be of the access token beside it", async (stage) => {
      const tokens = await tokensFor(stage, "openid");
      const { claims } = await idTokenOf(stage, tokens);
      expect(claims["at_hash"]).toBe(await atHash(tokens.access_token));
    }),
    present("5.3", "MUST support GET and POST at the userinfo endpoint", async (stage) => {
      expect((await (await userinfoAsked(stage, (await tokensFor(stage, "openid")).access_token))()).status).toBe(200);
      for (const answer of [await askWhole(stage, USERINFO), await askWhole(stage, USERINFO, {})])
        expect([answer.status, JSON.parse(answer.text).error]).toEqual([401, "invalid_token"]);
    }),
    argued(
      "5.3",
      "MUST take access tokens as Bearer",
      "they are bound to a key, and shown with its proof: see RFC 6750 §2.1",
    ),
    argued(
      "5.3",
      "SHOULD let pages of other origins ask (CORS)",
      "no page has the session key by which a token is shown",
    ),
    present("5.3.2", "MUST tell sub always, and the one of the ID token", async (stage) => {
      const tokens = await tokensFor(stage, "openid");
      const answer = await (await userinfoAsked(stage, tokens.access_token))();
      expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
      expect(answer.as(userinfoSchema)).toEqual({ sub: (await idTokenOf(stage, tokens)).claims.sub });
    }),
    present("5.3.3", "MUST answer errors as RFC 6750 §3 does", async (stage) => {
      const { status, headers } = await stage.send(USERINFO, { headers: { authorization: "DPoP x" } });
      expect(status).toBe(401);
      expect(headers.get("www-authenticate")).toMatch(/^DPoP error="invalid_token", /);
      const unasked = await userinfoAsked(stage, (await tokensFor(stage, "profile")).access_token);
      expect((await unasked()).outcome).toBe("403 insufficient_scope");
    }),
    present("5.4", "profile asks for the claims of a profile, and none is told that is not known", async (stage) => {
      const { access_token } = await tokensFor(stage, "openid profile");
      expect((await (await userinfoAsked(stage, access_token))()).as(userinfoSchema)).toEqual({
        sub: stage.user.id,
        name: expect.stringMatching(/./),
        preferred_username: "admin",
      });
    }),
    argued("5.5", "MAY take the claims parameter", "claims_parameter_supported is false (OpenID Connect Discovery §3)"),
    argued(
      "6",
      "MUST answer request and request_uri, where they are not supported, by request_not_supported and request_uri_not_supported",
      "the endpoint refuses all alike, by unauthorized_client: of several errors it may name any (RFC 6749 §4.1.2.1), and this one is true of every request and tells what to do. The metadata says that neither is taken",
    ),
    present("8", "MUST have a sub that is of one person, and is never another's", async (stage) => {
      const [one, other] = [await tokensFor(stage, "openid"), await tokensFor(stage, "openid read")];
      expect((await idTokenOf(stage, one)).claims.sub).toBe((await idTokenOf(stage, other)).claims.sub);
      expect(stage.user.id).toMatch(/^us_[\w-]{22}$/); // drawn at random once, and of no name that could be given again
    }),
    argued(
      "9",
      "MUST authenticate clients by one of its methods",
      "private_key_jwt: see RFC 7523; programs are public (none)",
    ),
    present("10.1", "MUST name the key by kid, one of those at jwks_uri", async (stage) => {
      const { header } = await idTokenOf(stage, await tokensFor(stage, "openid"));
      expect((await publishedKeys(stage)).keys.map(({ kid }) => kid)).toContain(header.kid);
    }),
    argued(
      "10.1.1",
      "SHOULD publish a key before it signs, and keep it there after that",
      "it does both, which takes its time to see: test/steps/2-key-rotation.test.ts",
    ),
    present(
      "11",
      "offline_access is not asked for: refresh tokens come with every login that was approved",
      async (stage) => {
        const scope = "openid offline_access";
        const form = { client_id: CLIENT, scope, device_statement: "x".repeat(40) };
        expect((await stage.postForm(DEVICE, form)).outcome).toBe("400 invalid_scope");
      },
    ),
    present(
      "12.2",
      "MUST, at a refresh, name the same iss, sub, aud and auth_time, and the new iat",
      async (stage, clock) => {
        const tokens = await tokensFor(stage, "openid");
        const first = (await idTokenOf(stage, tokens)).claims;
        clock.set(2);
        try {
          const next = (await refresh(stage, tokens.refresh_token)).as(tokenAnswerSchema);
          const { iat = 0, exp: _exp, at_hash, ...same } = (await idTokenOf(stage, next)).claims;
          expect(first).toMatchObject(same);
          expect(iat - (first.iat ?? 0)).toBeGreaterThanOrEqual(2);
          expect(at_hash).toBe(await atHash(next.access_token));
        } finally {
          clock.set(0);
        }
      },
    ),
    argued(
      "15.1",
      "MUST NOT answer the use of acr_values by an error",
      "RFC 9470 §5 asks for unmet_authentication_requirements where no class that was asked for can be reached: nobody is asked to approve what would not do",
    ),
    argued(
      "15.1",
      "MUST implement RS256, prompt, display, ui_locales and claims_locales",
      `for RS256 see OpenID Connect Discovery §3; of the rest: ${NO_BROWSER}`,
    ),
    argued("16.17", "MUST be reached by TLS", "see RFC 6749 §3.2"),
  ],
});
