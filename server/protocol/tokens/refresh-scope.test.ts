import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { type RedeemedLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { CLIENT, refresh } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { expectRefusal } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DEPLOY, ISSUER } from "../../testing/test-server.ts";

// The parameters `scope` (RFC 6749 §6), `resource` (RFC 8707 §2.2) and `authorization_details` (RFC 9396 §6) of a refresh ask
// for less in this one access token, and never for more.

const API = "https://api.example.test";
const DETAILS = [{ type: "order" }, { type: "menu" }];

const server = serverForAll({ clients: [{ ...DEPLOY, id: CLIENT, scopes: ["openid", "read", "write"] }] });
let machine: EnrolledMachine;
let login: RedeemedLogin;
beforeAll(async () => {
  machine = await enrolledMachine(server, "alice");
  login = await redeemedLogin(server, machine, {
    scope: "openid read write",
    resource: [API, ISSUER],
    authorization_details: JSON.stringify(DETAILS),
  });
});

describe("a refresh", () => {
  it("gives an access token of the scope asked for, and its refresh token keeps all that was granted", async () => {
    const less = await refresh(server, machine, login, login.tokens.refresh_token, { form: { scope: "read" } });
    const narrow = less.as(tokenAnswerSchema);
    expect(narrow).not.toHaveProperty("id_token");
    expect([narrow.scope, (await accessToken.read(narrow.access_token)).claims.scope]).toEqual(["read", "read"]);
    const all = (await refresh(server, machine, login, narrow.refresh_token)).as(tokenAnswerSchema);
    expect((await accessToken.read(all.access_token)).claims.scope).toBe("openid read write");
    login = { ...login, tokens: all };
  });

  it.each(["profile", "read admin", "read read", "read  write", "READ", " "])("gives none for %j", async (scope) => {
    const more = () => refresh(server, machine, login, login.tokens.refresh_token, { form: { scope } });
    await expectRefusal(server, more, { outcome: "400 invalid_scope", event: null });
  });

  it("gives one for some of the resources and details, and its refresh token keeps them all", async () => {
    const form = { resource: API, authorization_details: '[{"type":"menu"}]' };
    const less = await refresh(server, machine, login, login.tokens.refresh_token, { form });
    const narrow = less.as(tokenAnswerSchema);
    const { aud, authorization_details } = (await accessToken.read(narrow.access_token)).claims;
    expect([aud, authorization_details]).toEqual([[API], [{ type: "menu" }]]);
    expect(narrow.authorization_details).toEqual([{ type: "menu" }]);
    const all = (await refresh(server, machine, login, narrow.refresh_token)).as(tokenAnswerSchema);
    expect((await accessToken.read(all.access_token)).claims).toMatchObject({
      aud: [API, ISSUER],
      authorization_details: DETAILS,
    });
    login = { ...login, tokens: all };
  });

  it("gives one detail where one is named, of a login from when two equal ones were taken", async () => {
    const { db } = server.services;
    const { id, data } = await db.selectFrom("token_families").select(["id", "data"]).executeTakeFirstOrThrow();
    const both = JSON.stringify({ ...JSON.parse(data), authorization_details: [...DETAILS, { type: "menu" }] });
    await db.updateTable("token_families").set({ data: both }).where("id", "=", id).execute();
    const form = { authorization_details: '[{"type":"menu"}]' };
    const less = await refresh(server, machine, login, login.tokens.refresh_token, { form });
    const tokens = less.as(tokenAnswerSchema);
    expect((await accessToken.read(tokens.access_token)).claims.authorization_details).toEqual([{ type: "menu" }]);
    await db.updateTable("token_families").set({ data }).where("id", "=", id).execute();
    login = { ...login, tokens };
  });

  it.each([
    ["invalid_target", { resource: "https://orders.example.test" }],
    ["invalid_target", { resource: [API, `${API}/`] }],
    ["invalid_authorization_details", { authorization_details: '[{"type":"order","all":true}]' }],
    ["invalid_authorization_details", { authorization_details: "{}" }],
    ["invalid_authorization_details", { authorization_details: '[{"type":"menu"},{"type":"menu"}]' }],
  ])("gives none, but %s, for %j", async (code, form) => {
    const more = () => refresh(server, machine, login, login.tokens.refresh_token, { form });
    await expectRefusal(server, more, { outcome: `400 ${code}`, event: null });
  });
});
