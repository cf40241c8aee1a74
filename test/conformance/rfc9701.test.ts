import { decodeJwt } from "jose";
import { expect } from "vitest";
import { authenticationOf, INTROSPECT, introspected } from "../kit/apis.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { now, type Stage } from "../steps/stage.ts";
import { ORDERS, orders, settings, stock } from "./apis.ts";
import { metadataOf, verified } from "./published.ts";
import { registerWith, ticketOf } from "./registering.ts";
import { argued, conforms, present } from "./requirement.ts";
import { askWhole } from "./whole-answer.ts";

const TYPE = "token-introspection+jwt";
const API = { client_name: "Acme", token_endpoint_auth_method: "private_key_jwt", nearside_resources: [ORDERS] };

const tokenOf = async (stage: Stage) => (await redeemedLogin(stage, "read", { resource: ORDERS })).tokens.access_token;
/** Asks as an API that wants a JWT, unless another type is named. */
const ask = async (stage: Stage, token: string, api = orders, accept = `application/${TYPE}`) =>
  askWhole(stage, INTROSPECT, { token, ...(await authenticationOf(stage, api)) }, { accept });

conforms({
  document: "RFC 9701",
  title: "JSON Web Token (JWT) Response for OAuth Token Introspection",
  settings,
  requirements: [
    present(
      "4",
      "MUST answer by a JWT a caller that asks for application/token-introspection+jwt, and others by JSON",
      async (stage) => {
        const token = await tokenOf(stage);
        for (const [accept, type] of [
          [`application/${TYPE}`, `application/${TYPE}`],
          ["application/json", "application/json"],
          ["*/*", "application/json"],
        ] as const)
          expect((await ask(stage, token, orders, accept)).headers.get("content-type")).toBe(type);
      },
    ),
    present("5", "MUST say typ token-introspection+jwt, and MUST sign by a key of its own", async (stage) => {
      const { header } = await verified(stage, (await ask(stage, await tokenOf(stage))).text, TYPE);
      expect(header).toMatchObject({ alg: "ES256", typ: TYPE, kid: expect.any(String) });
    }),
    present(
      "5",
      "MUST say iss, aud, iat and token_introspection, and MUST NOT say sub and exp outside it",
      async (stage) => {
        const token = await tokenOf(stage);
        const before = now();
        const { claims } = await verified(stage, (await ask(stage, token)).text, TYPE);
        expect(Object.keys(claims).sort()).toEqual(["aud", "iat", "iss", "token_introspection"]);
        expect(claims).toMatchObject({ iss: stage.issuer, aud: orders.id });
        expect(claims.iat).toBeGreaterThanOrEqual(before);
        expect(claims.iat).toBeLessThanOrEqual(now());
      },
    ),
    present("5", "MUST tell within it what RFC 7662 tells, and the token's own iat", async (stage) => {
      const token = await tokenOf(stage);
      const { claims } = await verified(stage, (await ask(stage, token)).text, TYPE);
      expect(claims["token_introspection"]).toEqual(await introspected(stage, orders, token));
      expect(claims["token_introspection"]).toMatchObject({ active: true, iat: decodeJwt(token).iat });
    }),
    present("5", "MUST tell of what is not active active false, and MUST NOT tell more", async (stage) => {
      for (const [token, api] of [
        ["x", orders],
        [await tokenOf(stage), stock],
      ] as const) {
        const { claims } = await verified(stage, (await ask(stage, token, api)).text, TYPE);
        expect(claims).toMatchObject({ aud: api.id, token_introspection: { active: false } });
        expect(Object.keys(Object(claims["token_introspection"]))).toEqual(["active"]);
      }
    }),
    present("5", "MUST authenticate the API, and MUST NOT tell one what is another's", async (stage) => {
      const token = await tokenOf(stage);
      const form = { token, ...(await authenticationOf(stage, { ...orders, key: stock.key })) };
      const answer = await askWhole(stage, INTROSPECT, form, { accept: `application/${TYPE}` });
      expect([answer.status, JSON.parse(answer.text).error]).toEqual([401, "invalid_client"]);
    }),
    argued("5", "MUST encrypt where the API asked for it at its registration", "it cannot be asked for: see §6"),
    present(
      "6",
      "MUST refuse at registration what it does not support, and MUST say what it registered",
      async (stage) => {
        const api = { ...API, jwks: { keys: [orders.key.publicJwk] } };
        const ticket = await ticketOf(stage);
        for (const wrong of [
          { introspection_signed_response_alg: "none" },
          { introspection_signed_response_alg: "RS256" },
          { introspection_encrypted_response_alg: "ECDH-ES" },
        ])
          expect((await registerWith(stage, ticket, { ...api, ...wrong })).outcome).toBe("400 invalid_client_metadata");
      },
    ),
    argued(
      "6",
      "the default of introspection_signed_response_alg is RS256",
      "all is signed by ES256 here (protocol §4.6); RFC 7591 §3.2.1 lets the server replace a default, and the answer to the registration says ES256",
    ),
    present("7", "MUST name the algorithms in its metadata, and MUST NOT name none", async (stage) => {
      const metadata = await metadataOf(stage);
      expect(metadata["introspection_signing_alg_values_supported"]).toEqual(["ES256"]);
      expect(metadata).not.toHaveProperty("introspection_encryption_alg_values_supported");
    }),
    present("8.1", "MUST NOT have an answer taken for an access token, nor for an assertion", async (stage) => {
      const token = await tokenOf(stage);
      const { text } = await ask(stage, token);
      expect(await introspected(stage, orders, text)).toEqual({ active: false });
      const { status } = await stage.send("/oauth/userinfo", { headers: { authorization: `DPoP ${text}` } });
      expect(status).toBe(401);
    }),
    argued(
      "9",
      "MUST have a lawful ground to tell an API what is personal",
      "an API is told what is in a token that it was given: no name, no address, a sub",
    ),
  ],
});
