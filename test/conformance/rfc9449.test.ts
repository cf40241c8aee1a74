import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import * as v from "valibot";
import { expect } from "vitest";
import { authenticationOf } from "../kit/apis.ts";
import { approvedProgram, boundSchema, codeFor, redeemCode } from "../kit/redirect-steps.ts";
import { narrow } from "../steps/exchanging.ts";
import { poll, redeemedLogin, refresh, refreshStatementOf } from "../steps/logging-in.ts";
import { machineOf } from "../steps/stage.ts";
import { maced } from "../vectors/forge.ts";
import { ORDERS, orders } from "./apis.ts";
import { REDIRECTING_CLIENT, settings } from "./programs.ts";
import { provedRequest } from "./proofs.ts";
import { metadataOf, verified } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";
import { proofs } from "./rfc9449-proofs.ts";
import { userinfoAsked } from "./userinfo.ts";

const INVALID = "400 invalid_dpop_proof";

conforms({
  document: "RFC 9449",
  title: "OAuth 2.0 Demonstrating Proof of Possession (DPoP)",
  settings,
  requirements: [
    ...proofs,
    present(
      "5",
      "MUST demand a proof at the token endpoint, and answer invalid_dpop_proof without a good one",
      async (stage) => {
        const { send } = await provedRequest(stage);
        expect((await send()).outcome).toBe(INVALID);
        const { refresh_token } = (await redeemedLogin(stage)).tokens;
        const form = {
          grant_type: "refresh_token",
          client_id: "nearside-cli",
          refresh_token,
          device_statement: await refreshStatementOf(stage),
        };
        expect((await stage.postForm("/oauth/token", form)).outcome).toBe(INVALID);
      },
    ),
    present("5", "MUST say token_type DPoP of a token that it bound to the key of the proof", async (stage) => {
      const { tokens } = await redeemedLogin(stage);
      expect(tokens.token_type).toBe("DPoP");
      const { claims } = await verified(stage, tokens.access_token);
      expect(claims["cnf"]).toEqual({ jkt: stage.parties.session.thumbprint });
    }),
    present(
      "5",
      "MUST bind the refresh token of a public client to its key, and demand that key at each refresh",
      async (stage) => {
        const { refresh_token } = (await redeemedLogin(stage)).tokens;
        for (const by of [stage.parties.stranger, stage.parties.device])
          expect((await refresh(stage, refresh_token, undefined, by)).outcome).toBe("400 invalid_grant");
        const answer = (await refresh(stage, refresh_token)).as(tokenAnswerSchema);
        const { claims } = await verified(stage, answer.access_token);
        expect(claims["cnf"]).toEqual({ jkt: stage.parties.session.thumbprint });
      },
    ),
    present("5", "MUST bind what a grant of a key gave to that key alone", async (stage) => {
      const { access_token } = (await redeemedLogin(stage)).tokens;
      expect((await narrow(stage, access_token, {}, stage.parties.stranger)).outcome).toBe("400 invalid_request");
      expect((await narrow(stage, access_token)).status).toBe(200);
    }),
    present("5.1", "names its algorithms in dpop_signing_alg_values_supported", async (stage) => {
      expect((await metadataOf(stage))["dpop_signing_alg_values_supported"]).toEqual(["ES256"]);
    }),
    present(
      "5.2",
      "MUST refuse a client of dpop_bound_access_tokens that sends no proof: here every client is one",
      async (stage) => {
        const { send } = await provedRequest(stage);
        expect((await send()).outcome).toBe(INVALID);
      },
    ),
    present("6.1", "MUST tell the key's thumbprint as jkt in cnf of a JWT", async (stage) => {
      const { claims } = await verified(stage, (await redeemedLogin(stage)).tokens.access_token);
      expect(claims["cnf"]).toEqual({ jkt: stage.parties.session.thumbprint });
    }),
    present("6.2", "MUST tell the same at introspection, and SHOULD say token_type DPoP", async (stage) => {
      const { access_token } = (await redeemedLogin(stage, "read", { resource: ORDERS })).tokens;
      const form = { token: access_token, ...(await authenticationOf(stage, orders)) };
      const introspection = (await stage.postForm("/oauth/introspect", form)).as(
        v.looseObject({ active: v.literal(true) }),
      );
      expect(introspection).toMatchObject({ cnf: { jkt: stage.parties.session.thumbprint }, token_type: "DPoP" });
    }),
    present(
      "7.1",
      "MUST answer a bad token or proof with a DPoP challenge that says why and SHOULD name algs",
      async (stage) => {
        const ask = await userinfoAsked(stage, (await redeemedLogin(stage, "openid")).tokens.access_token);
        const { headers } = await ask({ ath: undefined });
        expect(headers.get("www-authenticate")).toMatch(/^DPoP error="invalid_dpop_proof", .*algs="ES256"$/);
        const nothing = await stage.send("/oauth/userinfo", {});
        expect(nothing.headers.get("www-authenticate")).toBe('DPoP algs="ES256"');
      },
    ),
    present("7.2", "MUST NOT take a bound token as a bearer token", async (stage) => {
      const { access_token } = (await redeemedLogin(stage, "openid")).tokens;
      const headers = { authorization: `Bearer ${access_token}` };
      expect((await stage.send("/oauth/userinfo", { headers })).outcome).toBe("401 invalid_token");
    }),
    present("8", "MUST send its nonce with use_dpop_nonce, by 400 at the token endpoint", async (stage) => {
      const { send, proof } = await provedRequest(stage);
      const answer = await send(await proof({ claims: { nonce: undefined } }));
      expect(answer.outcome).toBe("400 use_dpop_nonce");
      const nonce = answer.headers.get("dpop-nonce");
      expect((await send(await proof({ claims: { nonce } }))).status).toBe(200);
    }),
    present("8", "MUST NOT make a nonce that can be foreseen, and lets none last for long", async (stage, clock) => {
      const { send, proof, claims } = await provedRequest(stage);
      const { nonce: old } = claims();
      clock.set(601);
      try {
        const late = claims().iat + 601;
        const answer = await send(await proof({ claims: { iat: late } }));
        expect(answer.outcome).toBe("400 use_dpop_nonce");
        const fresh = answer.headers.get("dpop-nonce");
        expect(fresh).not.toBe(old);
        expect((await send(await proof({ claims: { nonce: fresh } }))).outcome).toBe("400 clock_skew");
      } finally {
        clock.set(0);
      }
    }),
    present("8.1", "MUST write nonces in the characters of NQCHAR alone", async (stage) => {
      const { claims } = await provedRequest(stage);
      expect(claims().nonce).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]+$/);
    }),
    present("8.2", "sends the next nonce with good answers too", async (stage) => {
      const { send, proof } = await provedRequest(stage);
      const answer = await send(await proof());
      expect([answer.status, answer.headers.get("dpop-nonce")]).toEqual([200, expect.stringMatching(/^[\w-]{22,}$/)]);
    }),
    present("9", "MUST say use_dpop_nonce by 401 and a challenge where an access token is shown", async (stage) => {
      const ask = await userinfoAsked(stage, (await redeemedLogin(stage, "openid")).tokens.access_token);
      const answer = await ask({ nonce: undefined });
      expect(answer.outcome).toBe("401 use_dpop_nonce");
      expect(answer.headers.get("www-authenticate")).toMatch(/^DPoP error="use_dpop_nonce"/);
      expect(answer.headers.get("dpop-nonce")).toMatch(/^[\w-]{22,}$/);
    }),
    present("10", "MUST bind an authorization code to dpop_jkt", async (stage) => {
      const machine = machineOf(stage);
      const { stranger } = stage.parties;
      const login = await approvedProgram(stage, machine, REDIRECTING_CLIENT, { dpop_jkt: stranger.thumbprint });
      const code = await codeFor(stage, login);
      for (const by of [undefined, stage.parties.session])
        expect((await redeemCode(stage, login, code, {}, by)).outcome).toBe("400 invalid_grant");
      const { access_token } = (await redeemCode(stage, login, code, {}, stranger)).as(boundSchema);
      expect((await verified(stage, access_token)).claims["cnf"]).toEqual({ jkt: stranger.thumbprint });
    }),
    argued("10.1", "MUST take a proof at the pushed authorization request endpoint", "there is no such endpoint"),
    present(
      "11.1",
      "MUST remember each jti of a proof as long as it could be sent again, and take it once",
      async (stage) => {
        const { send, proof } = await provedRequest(stage);
        const once = await proof();
        expect((await send(once)).status).toBe(200);
        expect((await send(once)).outcome).toBe(INVALID);
        expect((await send(await proof())).status).toBe(200);
      },
    ),
    argued(
      "11.2",
      "SHOULD make proofs that were made in advance worthless by a nonce",
      "it is demanded of every proof: §4.3 and §8 above",
    ),
    present(
      "11.6",
      "MUST take no algorithm but those it knows to be safe: neither none nor symmetric ones",
      async (stage) => {
        const { send, header, claims } = await provedRequest(stage);
        for (const alg of ["none", "HS256", "HS512", "RS256", "ES384"])
          expect(
            (await send(maced(stage.parties.session, { header: { ...header, alg }, claims: claims() }))).outcome,
          ).toBe(INVALID);
      },
    ),
    present(
      "11.7",
      "covers only what the proof says: everything else in a request is not proved by it",
      async (stage) => {
        const login = await redeemedLogin(stage);
        // the form is another key's login: the proof opens nothing by itself
        expect((await poll(stage, login, stage.parties.stranger)).outcome).toBe("400 invalid_grant");
      },
    ),
  ],
});
