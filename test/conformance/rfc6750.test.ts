import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { expect } from "vitest";
import { CLIENT } from "../kit/login-steps.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { now, type Stage } from "../steps/stage.ts";
import { ORDERS, settings } from "./apis.ts";
import { REGISTER, registerWith, ticketOf } from "./registering.ts";
import { argued, conforms, present } from "./requirement.ts";
import { userinfoAsked } from "./userinfo.ts";
import { askWhole } from "./whole-answer.ts";

const USERINFO = "/oauth/userinfo";
const PROGRAM = { client_name: "Acme deploy" };

const accessTokenFor = async (stage: Stage, scope: string): Promise<string> =>
  (await redeemedLogin(stage, scope)).tokens.access_token;

interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}
/** Reads the one challenge of the answer. @throws Error if it does not fit §3, or names a parameter twice */
function challengeIn(headers: Headers): Challenge {
  const text = headers.get("www-authenticate") ?? "";
  const [, scheme, rest = ""] = /^(\w+) ((?:\w+="[\x20\x21\x23-\x5b\x5d-\x7e]*"(?:, |$))+)$/.exec(text) ?? [];
  if (scheme === undefined) throw new Error(`this is no challenge: ${text}`);
  const pairs = [...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value] as const);
  const parameters = Object.fromEntries(pairs);
  if (Object.keys(parameters).length !== pairs.length) throw new Error(`a parameter stands twice: ${text}`);
  return { scheme, parameters };
}

conforms({
  document: "RFC 6750",
  title: "Bearer Token Usage, where this server is the resource",
  settings,
  requirements: [
    present(
      "2.1",
      "MUST take a bearer token in the Authorization header: the ticket of a registration",
      async (stage) => {
        expect((await registerWith(stage, await ticketOf(stage), PROGRAM)).status).toBe(201);
      },
    ),
    argued(
      "2.1",
      "MUST take an access token as Bearer at /oauth/userinfo too",
      "every access token here is bound to a key (RFC 9449), and one shown without its proof opens nothing (threat R14)",
    ),
    present("2.2", "MAY take a token in a form, and in a query (§2.3): here it opens nothing", async (stage) => {
      const access_token = await accessTokenFor(stage, "openid");
      expect((await askWhole(stage, USERINFO, { access_token })).status).toBe(401);
      expect((await askWhole(stage, `${USERINFO}?access_token=${access_token}`)).status).toBe(401);
      const path = `${REGISTER}?access_token=${await ticketOf(stage)}`;
      const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(PROGRAM) };
      expect((await stage.send(path, init)).outcome).toBe("401 invalid_token");
    }),
    present("3", "MUST answer what comes without credentials by WWW-Authenticate", async (stage) => {
      expect(challengeIn((await stage.send(USERINFO, {})).headers).scheme).toBe("DPoP");
      expect(challengeIn((await registerWith(stage, undefined, PROGRAM)).headers).scheme).toBe("Bearer");
    }),
    present(
      "3",
      "MUST answer a token that does not open it by WWW-Authenticate, each parameter once",
      async (stage) => {
        const bearer = challengeIn((await registerWith(stage, "nct_".padEnd(47, "A"), PROGRAM)).headers);
        expect(bearer).toEqual({ scheme: "Bearer", parameters: { realm: "nearside", error: "invalid_token" } });
        const { headers } = await stage.send(USERINFO, { headers: { authorization: "DPoP x" } });
        const { scheme, parameters } = challengeIn(headers);
        expect([scheme, parameters["error"], parameters["algs"]]).toEqual(["DPoP", "invalid_token", "ES256"]);
      },
    ),
    argued(
      "3",
      "MUST name the scheme Bearer in its challenge",
      "at /oauth/userinfo it is DPoP, as RFC 9449 §7.1 has it for tokens that are bound; a client that came with Bearer is told the scheme that would do",
    ),
    present("3.1", "SHOULD NOT name an error to who brought no token at all", async (stage) => {
      expect(challengeIn((await stage.send(USERINFO, {})).headers).parameters).toEqual({ algs: "ES256" });
      const { headers } = await registerWith(stage, undefined, PROGRAM);
      expect(challengeIn(headers).parameters).toEqual({ realm: "nearside" });
    }),
    present(
      "3.1",
      "SHOULD answer a token that is malformed, another's, expired or revoked by 401 invalid_token",
      async (stage) => {
        for (const text of ["x", `${await accessTokenFor(stage, "openid")}, DPoP x`]) {
          const { outcome, headers } = await stage.send(USERINFO, { headers: { authorization: `DPoP ${text}` } });
          expect([outcome.split("/")[0], challengeIn(headers).parameters["error"]]).toEqual([
            "401 invalid_token",
            "invalid_token",
          ]);
        }
        const token = await accessTokenFor(stage, "openid");
        const ask = await userinfoAsked(stage, token);
        expect((await ask({}, stage.parties.device)).outcome).toBe("401 invalid_token/key_mismatch");
        expect((await ask()).outcome).toBe("200");
        await stage.postForm("/oauth/revoke", { client_id: CLIENT, token });
        const revoked = await ask();
        expect([revoked.outcome, challengeIn(revoked.headers).parameters["error"]]).toEqual([
          "401 invalid_token/credential_revoked",
          "invalid_token",
        ]);
      },
    ),
    present("3.1", "SHOULD answer an expired one so too, no matter what proves it", async (stage, clock) => {
      const ask = await userinfoAsked(stage, await accessTokenFor(stage, "openid"));
      clock.set(901);
      try {
        expect((await ask({ iat: now() + 901 })).outcome).toBe("401 invalid_token");
      } finally {
        clock.set(0);
      }
      expect((await ask()).outcome).toBe("200");
    }),
    present(
      "3.1",
      "SHOULD answer a token of too little scope by 403 insufficient_scope, and MAY name the scope",
      async (stage) => {
        const answer = await (await userinfoAsked(stage, await accessTokenFor(stage, "read profile")))();
        expect(answer.outcome).toBe("403 insufficient_scope");
        expect(challengeIn(answer.headers).parameters).toMatchObject({ error: "insufficient_scope", scope: "openid" });
      },
    ),
    argued(
      "3.1",
      "SHOULD answer a request that is malformed by 400 invalid_request",
      "both addresses take a token in one place and have no other parameter that could be wrong: a header that holds no token is answered like an invalid token",
    ),
    present("5.2", "SHOULD limit a token's life to an hour, its use to its audience, and its scope", async (stage) => {
      const { tokens } = await redeemedLogin(stage, "openid", { resource: ORDERS });
      const { claims } = await accessToken.read(tokens.access_token);
      expect(claims.exp - claims.iat).toBeLessThanOrEqual(3600);
      expect([claims.aud, claims.scope]).toEqual([[ORDERS], "openid"]);
      const ask = await userinfoAsked(stage, tokens.access_token);
      expect((await ask()).outcome).toBe("401 invalid_token/wrong_audience");
    }),
    argued(
      "5.2",
      "MUST protect tokens from being changed, and MUST carry them by TLS only",
      "see RFC 6749 §10.3 and §3.2 for both",
    ),
  ],
});
