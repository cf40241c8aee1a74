import * as v from "valibot";
import { expect } from "vitest";
import { redeemedLogin } from "../steps/logging-in.ts";
import { settings } from "./apis.ts";
import { metadataOf, publishedKeys, verified } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";
import { askWhole } from "./whole-answer.ts";

const ADDRESS = "/.well-known/oauth-authorization-server";
/** The endpoints that the metadata names, each with a request. Any answer but 404 shows that it is there. */
const ENDPOINTS = {
  authorization_endpoint: "GET",
  device_authorization_endpoint: "POST",
  introspection_endpoint: "POST",
  jwks_uri: "GET",
  registration_endpoint: "POST",
  revocation_endpoint: "POST",
  token_endpoint: "POST",
  userinfo_endpoint: "GET",
};
const texts = v.array(v.string());

conforms({
  document: "RFC 8414",
  title: "OAuth 2.0 Authorization Server Metadata",
  settings,
  requirements: [
    present("2", "MUST name an issuer: an https address without query and fragment", async (stage) => {
      const { issuer } = await metadataOf(stage);
      expect(issuer).toBe(stage.issuer);
      expect([new URL(issuer).search, new URL(issuer).hash, new URL(issuer).origin]).toEqual(["", "", issuer]);
    }),
    argued(
      "2",
      "MUST have an issuer of https",
      "http is taken of loopback names only, where nothing leaves the machine",
    ),
    present(
      "2",
      "MUST name token_endpoint and response_types_supported, and the authorization endpoint that there is",
      async (stage) => {
        const metadata = await metadataOf(stage);
        for (const member of ["token_endpoint", "response_types_supported", "authorization_endpoint", "jwks_uri"])
          expect(metadata).toHaveProperty(member);
      },
    ),
    present("2", "MUST NOT name an address at which there is nothing", async (stage) => {
      const metadata = await metadataOf(stage);
      const named = Object.keys(metadata).filter((member) => /_endpoint$|_uri$/.test(member));
      expect(named.sort()).toEqual(Object.keys(ENDPOINTS).sort());
      for (const [member, method] of Object.entries(ENDPOINTS)) {
        const path = String(metadata[member]).slice(stage.issuer.length);
        expect([200, 400, 401, 415], member).toContain((await stage.send(path, { method })).status);
      }
    }),
    present(
      "2",
      "MUST name at jwks_uri the keys by which its signatures are verified, public ones only",
      async (stage) => {
        const { access_token } = (await redeemedLogin(stage)).tokens;
        expect((await verified(stage, access_token, "at+jwt")).claims.iss).toBe(stage.issuer);
        for (const key of (await publishedKeys(stage)).keys)
          expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
      },
    ),
    present("2", "MUST say which grants and methods it takes, where they are not the defaults", async (stage) => {
      const metadata = await metadataOf(stage);
      expect(metadata["grant_types_supported"]).toEqual([
        "urn:ietf:params:oauth:grant-type:device_code",
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:token-exchange",
      ]);
      expect(metadata["response_modes_supported"]).toEqual(["query"]);
      expect(metadata["token_endpoint_auth_methods_supported"]).toEqual(["none", "private_key_jwt"]);
      expect(metadata["revocation_endpoint_auth_methods_supported"]).toEqual(["none", "private_key_jwt"]);
      expect(metadata["introspection_endpoint_auth_methods_supported"]).toEqual(["private_key_jwt"]);
    }),
    present("2", "MUST name algorithms beside private_key_jwt, and MUST NOT name none", async (stage) => {
      const metadata = await metadataOf(stage);
      for (const endpoint of ["token", "revocation", "introspection"]) {
        const algs = v.parse(texts, metadata[`${endpoint}_endpoint_auth_signing_alg_values_supported`]);
        expect(algs).toContain("ES256");
        expect(algs).not.toContain("none");
      }
    }),
    argued("2", "SHOULD support RS256 for client authentication", "PS256 in its place: see RFC 7523 §5"),
    argued(
      "2.1",
      "signed metadata MAY be there",
      "there is no signed metadata: everybody who reads it comes to the issuer itself, by TLS",
    ),
    present("3", "MUST lie at /.well-known/oauth-authorization-server of the issuer's host", async (stage) => {
      expect((await askWhole(stage, ADDRESS)).status).toBe(200);
    }),
    present("3.1", "MUST be asked by GET", async (stage) => {
      expect((await stage.postForm(ADDRESS, {})).outcome).toBe("405 method_not_allowed");
    }),
    present("3.2", "MUST answer 200, by a JSON object, as application/json", async (stage) => {
      const { headers, text } = await askWhole(stage, ADDRESS);
      expect(headers.get("content-type")).toBe("application/json");
      expect(v.is(v.record(v.string(), v.unknown()), JSON.parse(text))).toBe(true);
    }),
    present("3.2", "MUST have lists as arrays, and MUST leave out those of nothing", async (stage) => {
      for (const [member, value] of Object.entries(await metadataOf(stage))) {
        if (
          /_supported$/.test(member) &&
          !/^(claims_parameter|request(_uri)?_parameter|authorization_response_iss_parameter)/.test(member)
        )
          expect(v.is(texts, value), member).toBe(true);
        if (Array.isArray(value)) expect(value, member).not.toEqual([]);
      }
    }),
    present("3.3", "MUST name the very issuer by whose address it was found", async (stage) => {
      expect((await metadataOf(stage)).issuer).toBe(stage.issuer);
      const answer = await fetch(`${stage.issuer.replace("localhost", "127.0.0.1")}${ADDRESS}`);
      expect(answer.status).toBe(421);
    }),
    argued("6.1", "MUST be reached by TLS", "see RFC 6749 §3.2"),
  ],
});
