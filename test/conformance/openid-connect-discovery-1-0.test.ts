import * as v from "valibot";
import { expect } from "vitest";
import { redeemedLogin } from "../steps/logging-in.ts";
import type { Stage } from "../steps/stage.ts";
import { settings } from "./apis.ts";
import { publishedKeys, verified } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";
import { askWhole } from "./whole-answer.ts";

const ADDRESS = "/.well-known/openid-configuration";
const configurationOf = async (stage: Stage) =>
  (await stage.send(ADDRESS, {})).as(v.looseObject({ issuer: v.string() }));

conforms({
  document: "OpenID Connect Discovery 1.0",
  title: "the part that binds a provider that starts no login from a browser",
  settings,
  requirements: [
    argued(
      "2",
      "WebFinger finds an issuer for a person",
      "it is OPTIONAL, and nobody is looked up here: a machine is enrolled with the issuer that its person typed (protocol §3.2)",
    ),
    present("3", "MUST name issuer, the endpoints, jwks_uri, and the lists that every provider has", async (stage) => {
      const { issuer } = stage;
      expect(await configurationOf(stage)).toMatchObject({
        issuer,
        authorization_endpoint: `${issuer}/oauth/authorize`,
        token_endpoint: `${issuer}/oauth/token`,
        userinfo_endpoint: `${issuer}/oauth/userinfo`,
        jwks_uri: `${issuer}/oauth/jwks`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["ES256"],
      });
    }),
    argued(
      "3",
      "MUST name RS256 among the algorithms of ID tokens",
      "all is signed by ES256 (protocol §4.6): one algorithm, and none of RSA's first padding",
    ),
    argued(
      "3",
      "MUST support the code and implicit response types, where its clients register by themselves",
      "none may: by themselves programs register for the device grant alone. An administrator registers those for which code is there (protocol §6)",
    ),
    present("3", "MUST have public keys only at jwks_uri, and SHOULD name what is served by each", async (stage) => {
      for (const key of (await publishedKeys(stage)).keys) {
        expect(key).toMatchObject({ kty: "EC", use: "sig", alg: "ES256" });
        for (const secret of ["d", "k", "p", "q"]) expect(key).not.toHaveProperty(secret);
      }
    }),
    present("3", "SHOULD name openid among its scopes, and claims_supported as far as it tells them", async (stage) => {
      const configuration = await configurationOf(stage);
      expect(configuration["scopes_supported"]).toContain("openid");
      const { tokens } = await redeemedLogin(stage, "openid profile");
      const { claims } = await verified(stage, tokens.id_token ?? "");
      expect(configuration["claims_supported"]).toEqual(expect.arrayContaining(Object.keys(claims)));
      expect(configuration["claims_supported"]).toEqual(expect.arrayContaining(["name", "preferred_username"]));
    }),
    present("3", "MUST say that request objects are not taken by reference, for that is the default", async (stage) => {
      expect(await configurationOf(stage)).toMatchObject({
        claims_parameter_supported: false,
        request_parameter_supported: false,
        request_uri_parameter_supported: false,
      });
    }),
    present("4", "MUST lie at /.well-known/openid-configuration after the issuer", async (stage) => {
      expect((await askWhole(stage, ADDRESS)).status).toBe(200);
      expect((await stage.send(`${ADDRESS}/`, {})).outcome).toBe("404 not_found");
    }),
    present("4", "says the same as the metadata of RFC 8414, of which it is one text", async (stage) => {
      const other = await askWhole(stage, "/.well-known/oauth-authorization-server");
      expect((await askWhole(stage, ADDRESS)).text).toBe(other.text);
    }),
    present("4", "pages of other origins may read it (CORS)", async (stage) => {
      expect((await askWhole(stage, ADDRESS)).headers.get("access-control-allow-origin")).toBe("*");
    }),
    present("4.1", "MUST be asked by GET", async (stage) => {
      expect((await stage.postForm(ADDRESS, {})).outcome).toBe("405 method_not_allowed");
    }),
    present("4.2", "MUST answer 200 by a JSON object, as application/json, without lists of nothing", async (stage) => {
      const { status, headers } = await askWhole(stage, ADDRESS);
      expect([status, headers.get("content-type")]).toEqual([200, "application/json"]);
      for (const [member, value] of Object.entries(await configurationOf(stage))) expect(value, member).not.toEqual([]);
    }),
    present("4.3", "MUST name the issuer by which it was found, and which its ID tokens name", async (stage) => {
      const { tokens } = await redeemedLogin(stage, "openid");
      const { claims } = await verified(stage, tokens.id_token ?? "", "JWT");
      expect([(await configurationOf(stage)).issuer, claims.iss]).toEqual([stage.issuer, stage.issuer]);
    }),
    argued("7.1", "MUST be reached by TLS", "see RFC 6749 §3.2"),
  ],
});
