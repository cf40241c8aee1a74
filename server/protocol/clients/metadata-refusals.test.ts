import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newApiKey } from "../../../test/kit/apis.ts";
import { allRows, expectRefusal } from "../../testing/ledger.ts";
import { COMMAND_LINE, newClientTicket, register } from "../../testing/register.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { ISSUER } from "../../testing/test-server.ts";

// POST /oauth/register (RFC 7591 §2, §3.2.2) refuses bad metadata, each kind for its own reason, and uses up no ticket.

const server = serverForAll();
let ticket: string;
beforeAll(async () => {
  const resources = ["https://api.example.test"];
  ticket = await newClientTicket(server, {
    allows: { kinds: ["command_line", "resource_server"], resources, detailTypes: ["order"] },
  });
});
afterAll(async () => {
  expect((await register(server, ticket)).status).toBe(201); // this is the one use that the ticket has
  expect(server.logged.join("")).not.toContain("a request failed");
});

const key = newApiKey();
const API = {
  client_name: "Orders",
  token_endpoint_auth_method: "private_key_jwt",
  jwks: { keys: [key.publicJwk] },
};

type Row = [what: string, metadata: Record<string, unknown>, sentence: string];
const refusedAs = (code: string) => async (_what: string, metadata: Record<string, unknown>, sentence: string) => {
  const before = await allRows(server);
  const answer = await register(server, ticket, metadata);
  expect(answer.outcome).toBe(`400 ${code}`);
  expect(answer.text).toContain(sentence);
  expect(await allRows(server)).toEqual(before);
};

const long = "x".repeat(1025);
const commandLines: Row[] = [
  ["no name", { client_name: undefined }, "client_name is missing"],
  ["an empty name", { client_name: "" }, "client_name must be"],
  ["a name too long", { client_name: "x".repeat(65) }, "client_name must"],
  ["a name of brackets without end", { client_name: "a".concat("(".repeat(64), "!") }, "client_name must"],
  ["a Cyrillic look-alike", { client_name: "Nе\u0430rside" }, "client_name must be"],
  ["a bidi override", { client_name: "Acme\u202eyolped" }, "client_name must be"],
  ["a line feed", { client_name: "Acme\nverified" }, "client_name must be"],
  ["a zero-width space", { client_name: "Ac\u200bme" }, "client_name must be"],
  ["spaces that push the rest out of sight", { client_name: "Acme    deploy" }, "client_name must be"],
  ["an address as a name", { client_name: "https://login.example.com" }, "client_name must be"],
  ["markup as a name", { client_name: "<b>Acme</b>" }, "client_name must be"],
  ["a name that is no text", { client_name: ["Acme"] }, "client_name must be"],
  [
    "the name of a program that people know",
    { client_name: "Nearside command line" },
    "is or resembles the name of another",
  ],
  ["one that says it is verified", { client_name: "Acme (verified)" }, "says that the program is verified"],
  ["one that differs by a version", { client_name: "Nearside command line v2" }, "is or resembles the name of another"],
  ["one that looks like it", { client_name: "NEARS1DE Command-Line" }, "is or resembles the name of another"],
  ["a secret", { token_endpoint_auth_method: "client_secret_basic" }, "this server keeps no client secrets"],
  ["an unknown method", { token_endpoint_auth_method: "tls_client_auth" }, "token_endpoint_auth_method"],
  ["a method that is no text", { token_endpoint_auth_method: null }, "token_endpoint_auth_method"],
  ["the code grant", { grant_types: ["authorization_code"] }, "grant_types may have authorization_code only"],
  ["the implicit grant", { grant_types: [DEVICE_CODE_GRANT, "implicit"] }, "grant_types may only have"],
  ["passwords", { grant_types: [DEVICE_CODE_GRANT, "password"] }, "grant_types may only have"],
  ["refreshes of nothing", { grant_types: ["refresh_token"] }, "grant_types must have"],
  ["grants that are no list", { grant_types: DEVICE_CODE_GRANT }, "grant_types must be a list"],
  ["a grant too long", { grant_types: [long] }, "is too long"],
  ["codes", { response_types: ["code"] }, "response_types must be empty"],
  ["tokens", { response_types: ["token"] }, "response_types must be empty"],
  ["a scope beyond the ticket's", { scope: "read admin" }, "scope has values that this ticket does not allow"],
  ["a scope twice", { scope: "read read" }, "scope has a value twice"],
  ["no scope at all, by two spaces", { scope: "read  write" }, "scope"],
  ["a scope with quotes", { scope: 'read "write"' }, "must be a scope"],
  ["a scope that is no text", { scope: ["read"] }, "scope must be text"],
  ["a resource beyond the ticket's", { nearside_resources: ["https://other.example"] }, "this ticket does not allow"],
  ["a resource that is no address", { nearside_resources: ["/x"] }, "must be an absolute URL"],
  ["a type beyond the ticket's", { authorization_details_types: ["order", "pay"] }, "this ticket does not allow"],
  ["a type twice", { authorization_details_types: ["order", "order"] }, "has a value twice"],
  ["types that are no list", { authorization_details_types: "order" }, "authorization_details_types must be a list"],
  ["a type that nobody can see", { authorization_details_types: ["\u202e"] }, "must be a type of details"],
  [
    "tokens that last longer than usual",
    { nearside_lifetimes: { access_token: 901 } },
    "an administrator can set more",
  ],
  ["logins that last longer", { nearside_lifetimes: { refresh_token: 43_201 } }, "an administrator can set more"],
  ["tokens that end at once", { nearside_lifetimes: { access_token: 0 } }, "access_token must be a whole number"],
  ["half a second", { nearside_lifetimes: { refresh_token: 300.5 } }, "refresh_token must be a whole number"],
  ["times that are no object", { nearside_lifetimes: 900 }, "nearside_lifetimes must be an object"],
  ["another time", { nearside_lifetimes: { id_token: 60 } }, "nearside_lifetimes must be an object"],
  ["redirects that are no list", { redirect_uris: "http://127.0.0.1/" }, "redirect_uris must be a list"],
  ["keys without use", { jwks: { keys: [key.publicJwk] } }, "jwks is only for"],
  ["keys elsewhere", { jwks_uri: "http://169.254.169.254/" }, "jwks_uri is not accepted"],
  ["introspection", { introspection_signed_response_alg: "ES256" }, "are only for"],
  ["exchange", { nearside_exchange: {} }, "are only for"],
];
describe("a command line is not registered with", () => {
  it.each(commandLines)("%s", (what, changed, sentence) =>
    refusedAs("invalid_client_metadata")(what, { ...COMMAND_LINE, ...changed }, sentence),
  );

  const redirects: Row[] = [
    ["another computer", { redirect_uris: ["https://evil.example/callback"] }, "must be a loopback address"],
    ["a name for this computer", { redirect_uris: ["http://localhost/callback"] }, "must be a loopback address"],
    [
      "one good and one bad",
      { redirect_uris: ["http://127.0.0.1/", "http://127.0.0.1"] },
      "must be a loopback address",
    ],
    ["a scheme of its own", { redirect_uris: ["com.example.app:/callback"] }, "must be a loopback address"],
    ["no text", { redirect_uris: [7] }, "must be text"],
  ];
  it.each(redirects)("a redirect to %s", (what, changed, sentence) =>
    refusedAs("invalid_redirect_uri")(what, { ...COMMAND_LINE, ...changed }, sentence),
  );
});

const apis: Row[] = [
  ["no keys", { jwks: undefined }, "jwks is missing"],
  ["a private key", { jwks: { keys: [key.privateKey.export({ format: "jwk" })] } }, "has a private part"],
  ["no key in it", { jwks: { keys: [] } }, "at least one key"],
  ["keys that are no set", { jwks: [key.publicJwk] }, "jwks.keys must be a list of public keys"],
  ["keys elsewhere", { jwks_uri: `${ISSUER}/oauth/jwks` }, "jwks_uri is not accepted"],
  ["redirects", { redirect_uris: ["http://127.0.0.1/"] }, "redirect_uris is only for"],
  ["scopes", { scope: "read" }, "scope is only for"],
  ["a grant", { grant_types: ["client_credentials"] }, "grant_types must be empty"],
  [
    "exchange, by a ticket",
    { nearside_exchange: { scopes: ["read"] } },
    "nearside_exchange can only be set by an administrator",
  ],
  ["exchange with more in it", { nearside_exchange: { "<b>": 1 } }, "nearside_exchange must be an object"],
  ["no audience", { nearside_resources: [] }, "must name at least one audience"],
  ["somebody else's audience", { nearside_resources: ["https://other.example"] }, "this ticket does not allow"],
  ["answers signed in another way", { introspection_signed_response_alg: "RS256" }, "must be ES256"],
  ["encrypted answers", { introspection_encrypted_response_alg: "RSA-OAEP" }, "is not accepted"],
];
describe("an API is not registered with", () => {
  it.each(apis)("%s", (what, changed, sentence) =>
    refusedAs("invalid_client_metadata")(what, { ...API, ...changed }, sentence),
  );
});

describe("a software statement (RFC 7591 §2.3)", () => {
  it.each([
    ["invalid_software_statement", 7],
    ["invalid_software_statement", "not one"],
    ["unapproved_software_statement", "eyJhbGciOiJFUzI1NiJ9.e30.AAAA"],
    ["unapproved_software_statement", "eyJhbGciOiJub25lIn0.e30."],
  ])("is %s: %j", (code, software_statement) =>
    refusedAs(code)("", { ...COMMAND_LINE, software_statement }, "oftware"),
  );
});

describe("a body that is not metadata", () => {
  const deep = `${'{"a":'.repeat(40)}1${"}".repeat(40)}`;
  it.each(["", "null", "7", '"x"', "[]", "{", deep, `${"[".repeat(15_000)}${"]".repeat(15_000)}`])(
    "%s",
    async (body) => {
      const headers = {
        host: new URL(ISSUER).host,
        authorization: `Bearer ${ticket}`,
        "content-type": "application/json",
      };
      const answer = await server.fetch(new Request(`${ISSUER}/oauth/register`, { method: "POST", headers, body }));
      expect(answer.outcome).toBe("400 invalid_client_metadata");
    },
  );

  it("quotes nothing from it", async () => {
    const hostile = "<script>alert(1)</script>";
    for (const name of [...Object.keys({ ...COMMAND_LINE, ...API }), "software_statement", "jwks_uri"])
      expect((await register(server, ticket, { ...COMMAND_LINE, [name]: hostile })).text).not.toContain("alert");
  });

  it("is asked for after the ticket", async () => {
    await expectRefusal(server, () => register(server, "nct_".padEnd(47, "A"), { client_name: "" }), {
      outcome: "401 invalid_token",
      event: null,
    });
  });
});
