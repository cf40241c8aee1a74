import { expect } from "vitest";
import { authenticationOf, INTROSPECT } from "../kit/apis.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { now } from "../steps/stage.ts";
import { orders, settings, stock } from "./apis.ts";
import { forgedAssertionOf, saidTo } from "./client-assertion.ts";
import { metadataOf } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";
import { askWhole } from "./whole-answer.ts";

const REFUSED = "401 invalid_client";

conforms({
  document: "RFC 7523",
  title: "JWT Profile for OAuth 2.0 Client Authentication, with RFC 7521 which it profiles",
  settings,
  requirements: [
    present("2.1", "assertions as grants are not taken: MUST be answered by unsupported_grant_type", async (stage) => {
      const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
      const form = { grant_type, client_id: CLIENT, assertion: forgedAssertionOf(stage, orders) };
      expect((await stage.postForm("/oauth/token", form)).outcome).toBe("400 unsupported_grant_type");
    }),
    present("2.2", "MUST demand client_assertion_type jwt-bearer, and one JWT as client_assertion", async (stage) => {
      expect(await saidTo(stage, orders)).toBe("200");
      for (const client_assertion_type of ["", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"])
        expect(await saidTo(stage, orders, {}, { client_assertion_type })).toBe(REFUSED);
      const [one, other] = [forgedAssertionOf(stage, orders), forgedAssertionOf(stage, orders)];
      for (const client_assertion of ["", `${one} ${other}`, `${one},${other}`])
        expect(await saidTo(stage, orders, {}, { client_assertion })).toBe(REFUSED);
    }),
    present(
      "4.2 of RFC 7521",
      "client_id MAY be there, and MUST then be of the client that the assertion names",
      async (stage) => {
        expect(await saidTo(stage, orders, {}, { client_id: orders.id })).toBe("200");
        for (const client_id of [stock.id, CLIENT, "nobody"])
          expect(await saidTo(stage, orders, {}, { client_id })).toBe(REFUSED);
      },
    ),
    present("4.2 of RFC 7521", "MUST NOT be authenticated by two mechanisms in one request", async (stage) => {
      const authorization = `Basic ${btoa(`${orders.id}:secret`)}`;
      const form = { token: "x", ...(await authenticationOf(stage, orders)) };
      expect((await askWhole(stage, INTROSPECT, form, { authorization })).status).toBe(401);
    }),
    present(
      "4.2.1 of RFC 7521",
      "MUST answer what does not authenticate by invalid_client, at every endpoint",
      async (stage) => {
        const form = { token: "x", ...(await authenticationOf(stage, { ...orders, key: stock.key })) };
        for (const path of [INTROSPECT, "/oauth/revoke"])
          expect((await stage.postForm(path, form)).outcome).toBe(REFUSED);
      },
    ),
    present("3", "1: MUST demand iss, of a client that is known and has keys", async (stage) => {
      for (const iss of [undefined, "", "nobody", CLIENT, stock.id, [orders.id]])
        expect(await saidTo(stage, orders, { claims: { iss } })).toBe(REFUSED);
    }),
    present("3", "2: MUST demand sub, which is the client's id", async (stage) => {
      for (const sub of [undefined, "", stock.id, CLIENT, [orders.id]])
        expect(await saidTo(stage, orders, { claims: { sub } })).toBe(REFUSED);
    }),
    present(
      "3",
      "3: MUST reject what does not name this server as its audience, compared letter by letter",
      async (stage) => {
        const { issuer } = stage;
        const foreign = [
          undefined,
          "https://other.example",
          issuer.toUpperCase(),
          `${issuer}/`,
          `${issuer}/oauth/token`,
        ];
        for (const aud of [...foreign, [], ["https://other.example"]])
          expect(await saidTo(stage, orders, { claims: { aud } })).toBe(REFUSED);
        expect(await saidTo(stage, orders, { claims: { aud: [issuer] } })).toBe("200");
      },
    ),
    argued(
      "3",
      "3: the token endpoint's address MAY be the audience",
      "it is not: only the issuer is, so that no assertion is valid for two servers (draft-ietf-oauth-rfc7523bis)",
    ),
    present("3", "4: MUST demand exp, and reject what is over, but for what clocks differ by", async (stage) => {
      for (const exp of [undefined, now() - 61, "later"])
        expect(await saidTo(stage, orders, { claims: { exp } })).toBe(REFUSED);
      expect(await saidTo(stage, orders, { claims: { exp: now() - 30 } })).toBe("200");
    }),
    present("3", "4: MAY reject what lives unreasonably long: more than five minutes", async (stage) => {
      expect(await saidTo(stage, orders, { claims: { exp: now() + 400 } })).toBe(REFUSED);
    }),
    present("3", "5: MUST NOT take it before nbf", async (stage) => {
      expect(await saidTo(stage, orders, { claims: { nbf: now() + 90 } })).toBe(REFUSED);
      expect(await saidTo(stage, orders, { claims: { nbf: now() } })).toBe("200");
    }),
    present("3", "6: iat MAY be there; what was issued in the future is rejected", async (stage) => {
      expect(await saidTo(stage, orders, { claims: { iat: undefined } })).toBe("200");
      expect(await saidTo(stage, orders, { claims: { iat: now() + 90 } })).toBe(REFUSED);
    }),
    present("3", "7: MAY take each jti once: here it MUST be there", async (stage) => {
      const form = { token: "x", ...(await authenticationOf(stage, orders)) };
      expect((await stage.postForm(INTROSPECT, form)).outcome).toBe("200");
      expect((await stage.postForm(INTROSPECT, form)).outcome).toBe(REFUSED);
      for (const jti of [undefined, "", 7]) expect(await saidTo(stage, orders, { claims: { jti } })).toBe(REFUSED);
    }),
    present("3", "8: MUST let other claims be", async (stage) => {
      expect(await saidTo(stage, orders, { claims: { colour: "blue" } })).toBe("200");
    }),
    present("3", "9: MUST reject what is not signed by the client: another's key, none, or a MAC", async (stage) => {
      expect(await saidTo(stage, { ...orders, key: stock.key })).toBe(REFUSED);
      for (const alg of ["none", "HS256", "RS256", "ES384"])
        expect(await saidTo(stage, orders, { header: { alg } })).toBe(REFUSED);
      const [head, claims] = forgedAssertionOf(stage, orders).split(".");
      expect(await saidTo(stage, orders, {}, { client_assertion: `${head}.${claims}.` })).toBe(REFUSED);
    }),
    present("3", "10: MUST reject what is no valid JWT in any other respect", async (stage) => {
      const crit = { crit: ["colour"], colour: "blue" };
      for (const header of [crit, { typ: "at+jwt" }, { b64: false, crit: ["b64"] }])
        expect(await saidTo(stage, orders, { header })).toBe(REFUSED);
      for (const client_assertion of ["x", "a.b.c", forgedAssertionOf(stage, orders).replace(".", ". ")])
        expect(await saidTo(stage, orders, {}, { client_assertion })).toBe(REFUSED);
    }),
    argued(
      "5",
      "RS256 is mandatory to implement",
      "it is not taken: a key of RSA signs by PS256 here, as FAPI 2.0 has it, and the metadata says so",
    ),
    present("5", "MUST be known beforehand what is taken: the metadata says it", async (stage) => {
      const metadata = await metadataOf(stage);
      for (const endpoint of ["token", "revocation", "introspection"]) {
        expect(metadata[`${endpoint}_endpoint_auth_methods_supported`]).toContain("private_key_jwt");
        const algs = metadata[`${endpoint}_endpoint_auth_signing_alg_values_supported`];
        expect(algs).toEqual(["ES256", "ES384", "EdDSA", "Ed25519", "PS256"]);
      }
    }),
  ],
});
