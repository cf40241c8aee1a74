import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import * as v from "valibot";
import { expect } from "vitest";
import { isActive } from "../kit/apis.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { now } from "../steps/stage.ts";
import { ORDERS, orders, settings } from "./apis.ts";
import { metadataOf } from "./published.ts";
import { REGISTER, registerWith, ticketOf } from "./registering.ts";
import { argued, conforms, present } from "./requirement.ts";

const PROGRAM = { client_name: "Acme deploy", redirect_uris: ["http://127.0.0.1/callback"], scope: "read" };
const API = {
  client_name: "Acme API",
  token_endpoint_auth_method: "private_key_jwt",
  jwks: { keys: [orders.key.publicJwk] },
  nearside_resources: [ORDERS],
};
const registered = v.looseObject({ client_id: v.string(), client_id_issued_at: v.number() });
const INVALID = "400 invalid_client_metadata";

conforms({
  document: "RFC 7591",
  title: "OAuth 2.0 Dynamic Client Registration Protocol",
  settings,
  requirements: [
    present("2", "MUST ignore metadata that it does not understand", async (stage) => {
      const shown = { colour: "blue", logo_uri: 7, "client_name#ja": "x", contacts: ["a@b.example"] };
      const registration = (await registerWith(stage, await ticketOf(stage), { ...PROGRAM, ...shown })).as(registered);
      for (const member of Object.keys(shown)) expect(registration).not.toHaveProperty(member);
    }),
    present("2", "MUST implement redirect_uris where it redirects, and MUST take them as an array", async (stage) => {
      const registration = (await registerWith(stage, await ticketOf(stage), PROGRAM)).as(registered);
      const parameters = { client_id: registration.client_id, redirect_uri: "http://127.0.0.1:5000/callback" };
      const answer = await fetch(`${stage.issuer}/oauth/authorize?${new URLSearchParams(parameters)}`, {
        redirect: "manual",
      });
      expect(answer.headers.get("location")).toMatch(/^http:\/\/127\.0\.0\.1:5000\/callback\?error=/);
      const none = { ...PROGRAM, redirect_uris: "http://127.0.0.1/callback" };
      expect((await registerWith(stage, await ticketOf(stage), none)).outcome).toBe(INVALID);
    }),
    present("2", "MUST NOT take jwks and jwks_uri together: here jwks_uri is never taken", async (stage) => {
      const jwks_uri = "https://api.example/jwks";
      for (const keys of [{ jwks_uri }, { jwks_uri, jwks: undefined }])
        expect((await registerWith(stage, await ticketOf(stage), { ...API, ...keys })).outcome).toBe(INVALID);
    }),
    present("2", "MUST take public keys only, that are valid JWKs", async (stage) => {
      for (const keys of [
        [{ ...orders.key.publicJwk, d: orders.key.publicJwk["x"] }],
        [{ kty: "oct", k: "AAAA" }],
        [{ ...orders.key.publicJwk, y: "AA" }],
        [],
      ])
        expect((await registerWith(stage, await ticketOf(stage), { ...API, jwks: { keys } })).outcome).toBe(INVALID);
    }),
    present("2", "MUST NOT register grants, response types or a method that it does not support", async (stage) => {
      for (const wrong of [
        { grant_types: ["authorization_code"] },
        { response_types: ["code"] },
        { token_endpoint_auth_method: "client_secret_basic" },
      ])
        expect((await registerWith(stage, await ticketOf(stage), { ...PROGRAM, ...wrong })).outcome).toBe(INVALID);
    }),
    argued(
      "2",
      "defaults: client_secret_basic, authorization_code and code, where the client names none",
      "§3.2.1 lets a server replace them and MUST have it say so: here a client that names none is a program (none, the device grant, no response type), and the answer says so",
    ),
    argued(
      "2.2",
      "names in several languages",
      "what people read of a program at an approval is one name, of letters that pass for no others; the rest is metadata that is not understood (§2)",
    ),
    present(
      "2.3",
      "MUST refuse a software statement that it does not trust, and a text that is no statement",
      async (stage) => {
        const unsigned = "eyJhbGciOiJub25lIn0.e30.";
        for (const [software_statement, code] of [
          ["x", "invalid"],
          [7, "invalid"],
          [unsigned, "unapproved"],
        ] as const)
          expect((await registerWith(stage, await ticketOf(stage), { ...PROGRAM, software_statement })).outcome).toBe(
            `400 ${code}_software_statement`,
          );
      },
    ),
    present("3", "MUST take POST of application/json", async (stage) => {
      const authorization = `Bearer ${await ticketOf(stage)}`;
      expect((await stage.send(REGISTER, { headers: { authorization } })).outcome).toBe("405 method_not_allowed");
      const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
      expect((await stage.send(REGISTER, { method: "POST", headers, body: "client_name=x" })).outcome).toBe(
        "415 unsupported_media_type",
      );
      expect((await registerWith(stage, await ticketOf(stage), "{")).outcome).toBe(INVALID);
      expect((await registerWith(stage, await ticketOf(stage), "[]")).outcome).toBe(INVALID);
    }),
    present("3", "MUST be named in the metadata, under the issuer's address (RFC 8414 §2)", async (stage) => {
      const { issuer, registration_endpoint } = await metadataOf(stage);
      expect(registration_endpoint).toBe(issuer + REGISTER);
    }),
    argued("3", "MUST be reached by TLS", "see RFC 6749 §3.2"),
    argued(
      "3",
      "SHOULD allow registration without a token",
      "everybody who could register would be shown to people as a program of theirs. Registration takes a ticket, which only an administrator makes, for so many clients of such scopes",
    ),
    present("3", "MUST answer a wrong initial access token as its type does (RFC 6750 §3)", async (stage) => {
      const answer = await registerWith(stage, "nct_".padEnd(47, "A"), PROGRAM);
      expect(answer.outcome).toBe("401 invalid_token");
      expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="nearside", error="invalid_token"');
    }),
    present("3.1", "MUST assign an id of its own, and MUST NOT take one that the client names", async (stage) => {
      const named = { ...PROGRAM, client_id: CLIENT, client_secret: "secret" };
      const one = (await registerWith(stage, await ticketOf(stage), named)).as(registered);
      const other = (await registerWith(stage, await ticketOf(stage), named)).as(registered);
      expect(one.client_id).toMatch(/^cl_[\w-]{22}$/);
      expect(one.client_id).not.toBe(other.client_id);
      expect(one).not.toHaveProperty("client_secret");
    }),
    present(
      "3.2.1",
      "MUST answer 201 with JSON that is not stored: the id, and all that was registered",
      async (stage) => {
        const ticket = await ticketOf(stage);
        const before = now();
        const answer = await registerWith(stage, ticket, { client_name: "Acme deploy" });
        expect(answer.status).toBe(201);
        expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
        expect([answer.headers.get("cache-control"), answer.headers.get("pragma")]).toEqual(["no-store", "no-cache"]);
        const { client_id_issued_at, ...registration } = answer.as(registered);
        expect(client_id_issued_at).toBeGreaterThanOrEqual(before);
        expect(client_id_issued_at).toBeLessThanOrEqual(now());
        expect(registration).toEqual({
          client_id: registration.client_id,
          client_name: "Acme deploy",
          token_endpoint_auth_method: "none",
          grant_types: [DEVICE_CODE_GRANT, "refresh_token"],
          response_types: [],
          redirect_uris: [],
          scope: "read write",
          nearside_resources: [ORDERS],
          nearside_lifetimes: { access_token: 900, refresh_token: 43_200 },
        });
      },
    ),
    present("3.2.1", "MUST tell an API what was registered, its keys as they came", async (stage) => {
      const registration = (await registerWith(stage, await ticketOf(stage), API)).as(registered);
      expect(registration).toMatchObject({ ...API, grant_types: [], introspection_signed_response_alg: "ES256" });
      const { tokens } = await redeemedLogin(stage, "read", { resource: ORDERS });
      expect(await isActive(stage, { ...orders, id: registration.client_id }, tokens.access_token)).toBe(true);
    }),
    argued(
      "3.2.1",
      "MUST say when a client_secret expires",
      "there is no client_secret: a client proves itself by its key",
    ),
    present(
      "3.2.2",
      "MUST answer what cannot be registered by 400 and JSON, by the code of what is wrong",
      async (stage) => {
        const ticket = await ticketOf(stage);
        const outcome = async (changed: object) =>
          (await registerWith(stage, ticket, { ...PROGRAM, ...changed })).outcome;
        for (const uri of ["https://evil.example/", "http://localhost/", "com.example:/cb", "http://127.0.0.1/#a"])
          expect(await outcome({ redirect_uris: [uri] })).toBe("400 invalid_redirect_uri");
        expect(await outcome({ client_name: undefined })).toBe(INVALID);
        expect(await outcome({ scope: "admin" })).toBe(INVALID);
        const answer = await registerWith(stage, ticket, { client_name: "" });
        expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
        expect(answer.headers.get("cache-control")).toBe("no-store");
      },
    ),
    present(
      "5",
      "MUST treat all metadata as reported by the client, not verified: it takes nobody's name",
      async (stage) => {
        for (const client_name of ["Nearside command line", "NEARS1DE Command-Line", "<b>Acme</b>", "Acm\u0435"])
          expect((await registerWith(stage, await ticketOf(stage), { client_name })).outcome).toBe(INVALID);
      },
    ),
    present("5", "MUST hold a ticket to what it was made for, as often as it was made for", async (stage) => {
      const ticket = await stage.server.clientTicket("--scope", "read", "--resource", ORDERS);
      expect((await registerWith(stage, ticket, API)).outcome).toBe(INVALID);
      expect((await registerWith(stage, ticket, { ...PROGRAM, scope: "write" })).outcome).toBe(INVALID);
      expect((await registerWith(stage, ticket, PROGRAM)).status).toBe(201);
      expect((await registerWith(stage, ticket, PROGRAM)).outcome).toBe("401 invalid_token");
    }),
  ],
});
