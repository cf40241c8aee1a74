// RFC 6749 as far as it is about clients and the token endpoint.
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import * as v from "valibot";
import { expect } from "vitest";
import { authenticationOf } from "../kit/apis.ts";
import { delegate } from "../kit/exchange.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { approvedLogin, poll, redeemedLogin } from "../steps/logging-in.ts";
import type { Stage } from "../steps/stage.ts";
import { expectExpiresIn } from "../support/expires-in.ts";
import { startProcess } from "../support/process.ts";
import { serverProgram } from "../support/server-program.ts";
import { ORDERS, orders } from "./apis.ts";
import { verified } from "./published.ts";
import { refreshWith } from "./refresh-with.ts";
import { argued, present } from "./requirement.ts";
import { askWhole } from "./whole-answer.ts";

const TOKEN = "/oauth/token";
const DEVICE = "/oauth/device_authorization";
const BASIC = { authorization: `Basic ${btoa("orders-api:secret")}` };
const FORM = { "content-type": "application/x-www-form-urlencoded" };

const ask = (stage: Stage, form: Readonly<Record<string, string>>) =>
  stage.postForm(TOKEN, form, { by: stage.parties.session });
const post = (stage: Stage, body: string) => stage.send(TOKEN, { method: "POST", headers: FORM, body });
const scopeIn = async (jws: string) => (await accessToken.read(jws)).claims.scope;

const errorSchema = v.strictObject({
  error: v.string(),
  error_description: v.pipe(v.string(), v.regex(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)),
});

export const clients = [
  present("2.2", "MUST NOT take a client's id alone for its authentication", async (stage) => {
    const { tokens } = await redeemedLogin(stage, "read", { resource: ORDERS });
    const by = { client_id: orders.id, token: tokens.access_token };
    for (const path of ["/oauth/introspect", "/oauth/revoke"])
      expect((await stage.postForm(path, by)).outcome).toBe("401 invalid_client");
  }),
  argued(
    "2.3",
    "MUST NOT rely on a public client's authentication to know it",
    "what is known of a program is the machine that started it and the key of its session (protocol §4.1): its client_id is a name, shown as verified only where an administrator vouches for it",
  ),
  present("2.3", "MUST NOT be used with two ways of authentication at once", async (stage) => {
    const form = { token: "x", ...(await authenticationOf(stage, orders)) };
    expect((await askWhole(stage, "/oauth/introspect", form, BASIC)).status).toBe(401);
    expect((await stage.postForm("/oauth/introspect", form)).outcome).toBe("200");
  }),
  argued(
    "2.3.1",
    "MUST take HTTP Basic of clients that have a password, and MUST protect it from guessing",
    "no client has a password: programs are public, and APIs sign (private_key_jwt)",
  ),
];

export const tokenEndpoint = [
  present(
    "3.2",
    "MUST require TLS: where other machines would reach it without, the server does not start",
    async () => {
      const env = {
        PATH: process.env["PATH"] ?? "",
        NEARSIDE_HOST: "0.0.0.0",
        NEARSIDE_ISSUER: "https://login.example",
      };
      const args = [...(await serverProgram()), "start"];
      const server = await startProcess({ command: process.execPath, args, env });
      expect((await server.ended()).code).not.toBe(0);
      expect(server.stderr()).toContain("this server would speak without TLS");
    },
  ),
  present("3.2", "MUST be asked by POST", async (stage) => {
    const answer = await stage.send(`${TOKEN}?grant_type=refresh_token`, {});
    expect([answer.outcome, answer.headers.get("allow")]).toEqual(["405 method_not_allowed", "POST"]);
  }),
  present(
    "3.2",
    "MUST treat a parameter without a value as left out, and ignore one it does not know",
    async (stage) => {
      expect((await ask(stage, { grant_type: "", client_id: CLIENT })).outcome).toBe("400 invalid_request");
      const { authorization: answer } = await approvedLogin(stage);
      const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: answer.device_code };
      expect((await ask(stage, { ...form, colour: "blue", refresh_token: "" })).outcome).toBe("200");
    },
  ),
  present("3.2", "MUST take no parameter twice", async (stage) => {
    const twice = `grant_type=refresh_token&client_id=${CLIENT}&grant_type=refresh_token`;
    expect((await post(stage, twice)).outcome).toBe("400 invalid_request");
  }),
  present("3.2.1", "MUST authenticate a confidential client", async (stage) => {
    const { tokens } = await redeemedLogin(stage, "read", { resource: ORDERS });
    const without = { client_assertion: "", client_assertion_type: "", client_id: orders.id };
    expect((await delegate(stage, tokens.access_token, orders, { form: without })).outcome).toBe("401 invalid_client");
  }),
  present("3.3", "MUST take scopes as case-sensitive words in any order", async (stage) => {
    const { tokens } = await redeemedLogin(stage, "write read");
    expect([tokens.scope, await scopeIn(tokens.access_token)]).toEqual(["write read", "write read"]);
    const statement = { client_id: CLIENT, device_statement: "x".repeat(40) };
    for (const scope of ["READ", "read  write", "read\twrite", 're"ad', "admin"])
      expect((await stage.postForm(DEVICE, { ...statement, scope })).outcome).toBe("400 invalid_scope");
  }),
  present("3.3", "MUST give a request without a scope a default, which is no scope, or fail", async (stage) => {
    const { tokens } = await redeemedLogin(stage, "");
    expect([tokens.scope, await scopeIn(tokens.access_token)]).toEqual(["", ""]);
  }),
  present("3.3", "names no scope where none was granted: one has at least one word", async (stage) => {
    const answer = await poll(stage, await approvedLogin(stage, ""));
    const tokens = answer.as(v.looseObject({ access_token: v.string() }));
    expect(tokens).not.toHaveProperty("scope");
    expect((await verified(stage, tokens.access_token)).claims).not.toHaveProperty("scope");
  }),
];

export const grants = [
  present("4", "MUST answer a grant that it does not have by unsupported_grant_type", async (stage) => {
    const bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    for (const grant_type of ["password", "client_credentials", bearer, "x"])
      expect((await ask(stage, { grant_type, client_id: CLIENT, code: "x" })).outcome).toBe(
        "400 unsupported_grant_type",
      );
  }),
];

export const answers = [
  present("5.1", "MUST answer by JSON with access_token, token_type and, where it may differ, scope", async (stage) => {
    const answer = await poll(stage, await approvedLogin(stage, "read write"));
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    const tokens = answer.as(tokenAnswerSchema);
    expect(tokens).toMatchObject({ token_type: "DPoP", scope: "read write" });
    expectExpiresIn(tokens, { life: 900, readAt: Date.now() });
  }),
  present("5.1", "MUST say Cache-Control: no-store and Pragma: no-cache beside a token", async (stage) => {
    const { tokens } = await redeemedLogin(stage);
    const { headers } = await refreshWith(stage, tokens.refresh_token);
    expect([headers.get("cache-control"), headers.get("pragma")]).toEqual(["no-store", "no-cache"]);
  }),
  present("5.2", "MUST answer each error by its code, with 400 where nothing else is said", async (stage) => {
    const { tokens } = await redeemedLogin(stage);
    const cli = { client_id: CLIENT };
    expect((await ask(stage, cli)).outcome).toBe("400 invalid_request");
    expect((await ask(stage, { grant_type: "refresh_token", client_id: "nobody" })).outcome).toBe("401 invalid_client");
    const code = { grant_type: DEVICE_CODE_GRANT, device_code: "x".repeat(43) };
    expect((await ask(stage, { ...code, ...cli })).outcome).toBe("400 invalid_grant");
    expect((await refreshWith(stage, "x".repeat(43))).outcome).toBe("400 invalid_grant");
    expect((await ask(stage, { ...code, client_id: orders.id })).outcome).toBe("400 unauthorized_client");
    expect((await ask(stage, { grant_type: "x", ...cli })).outcome).toBe("400 unsupported_grant_type");
    expect((await refreshWith(stage, tokens.refresh_token, { scope: "admin" })).outcome).toBe("400 invalid_scope");
  }),
  present(
    "5.2",
    "MUST say an error by JSON that is not stored, its description within its set of characters",
    async (stage) => {
      const cli = { client_id: CLIENT };
      const forms = [
        {},
        cli,
        { ...cli, grant_type: '\u00e9"\\' },
        { ...cli, grant_type: "refresh_token" },
        { a: "x".repeat(9) },
      ];
      for (const [path, form] of [TOKEN, DEVICE, "/oauth/introspect", "/oauth/revoke"].flatMap((path) =>
        forms.map((form) => [path, form] as const),
      )) {
        const { status, headers, text } = await askWhole(stage, path, form);
        expect([400, 401]).toContain(status);
        expect(v.is(errorSchema, JSON.parse(text)), text).toBe(true);
        expect(headers.get("content-type")).toMatch(/^application\/json/);
        expect(headers.get("cache-control")).toBe("no-store");
      }
    },
  ),
  present(
    "5.2",
    "MUST answer a client that tried Authorization by 401 and WWW-Authenticate in the scheme that it tried",
    async (stage) => {
      const none = { grant_type: "refresh_token", token: "x" };
      for (const path of [TOKEN, DEVICE, "/oauth/introspect", "/oauth/revoke"])
        for (const [scheme, authorization] of [
          ["Basic", BASIC.authorization],
          ["Bearer", "Bearer x"],
        ] as const) {
          const { status, headers } = await askWhole(stage, path, none, { authorization });
          expect([path, status, headers.get("www-authenticate")]).toEqual([path, 401, `${scheme} realm="nearside"`]);
        }
    },
  ),
  argued(
    "5.2",
    "a 401 always comes with WWW-Authenticate (RFC 9110 §15.5.2)",
    "where no Authorization was tried there is no such header: HTTP has no scheme for how clients are authenticated here, and the scheme of a password would make browsers ask for one",
  ),
];
