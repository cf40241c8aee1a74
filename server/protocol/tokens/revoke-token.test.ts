import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { authenticationOf, introspected, newApiKey } from "../../../test/kit/apis.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { type RedeemedLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { poll, refresh } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { type Form, postForm } from "../../../test/kit/send.ts";
import { exchangedFor, isListedAsEnded } from "../../testing/about-tokens.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { allRows, eventsOf } from "../../testing/ledger.ts";
import { resourceServerWith } from "../../testing/resource-server.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DEPLOY, ISSUER } from "../../testing/test-server.ts";

const key = newApiKey();
const server = serverForAll({ resourceServers: [{ ...resourceServerWith("api", key), resources: [ISSUER] }] });
let machine: EnrolledMachine;
let login: RedeemedLogin;
beforeAll(async () => {
  machine = await enrolledMachine(server, "alice");
});
beforeEach(async () => {
  login = await redeemedLogin(server, machine);
});

const CLI = { client_id: "nearside-cli" };
const revoke = (form: Form) => postForm(server, "/oauth/revoke", form);
const asApi = async (token: string) => revoke({ ...(await authenticationOf(server, { id: "api", key })), token });
const isActive = async (token: string) => (await introspected(server, { id: "api", key }, token)).active;
const renew = (token = login.tokens.refresh_token) => refresh(server, machine, login, token);
const familyOf = async (loginId = login.id) =>
  (
    await server.services.db
      .selectFrom("token_families")
      .select("id")
      .where("login_id", "=", loginId)
      .executeTakeFirstOrThrow()
  ).id;
const revocations = async () =>
  (await eventsOf(server, await familyOf())).filter(({ kind }) => kind === "token_revoked").map(({ data }) => data);

describe("a refresh token that is revoked", () => {
  it("ends its whole family: each access token, exchanged ones too", async () => {
    const first = login.tokens.access_token;
    const renewed = (await renew()).as(tokenAnswerSchema);
    const tokens = [first, renewed.access_token, await exchangedFor(server, first, "api")];
    expect(await Promise.all(tokens.map(isActive))).toEqual([true, true, true]);
    const answer = await revoke({ ...CLI, token: renewed.refresh_token });
    expect([answer.status, answer.text]).toEqual([200, ""]);
    expect(await Promise.all(tokens.map(isActive))).toEqual([false, false, false]);
    server.pass(6); // a list is given out again for five seconds
    expect(await Promise.all(tokens.map((token) => isListedAsEnded(server, token)))).toEqual([true, true, true]);
    expect((await renew(renewed.refresh_token)).outcome).toBe("400 invalid_grant/credential_revoked");
    expect(await revocations()).toEqual([{ access_token_jti: null, reason: "logged_out", by: "client" }]);
  });

  it("ends it also where it was used: whose answer was lost holds no other", async () => {
    const renewed = (await renew()).as(tokenAnswerSchema);
    await revoke({ ...CLI, token: login.tokens.refresh_token });
    expect((await renew(renewed.refresh_token)).outcome).toBe("400 invalid_grant/credential_revoked");
  });

  it("ends no other login", async () => {
    const other = await redeemedLogin(server, machine);
    await revoke({ ...CLI, token: login.tokens.refresh_token });
    expect(await isActive(other.tokens.access_token)).toBe(true);
    expect((await refresh(server, machine, other, other.tokens.refresh_token)).status).toBe(200);
  });

  it.each([undefined, "refresh_token", "access_token", "made_up"])(
    "is found whatever it is said to be: %s",
    async (hint) => {
      expect((await revoke({ ...CLI, token: login.tokens.refresh_token, token_type_hint: hint })).status).toBe(200);
      expect(await isActive(login.tokens.access_token)).toBe(false);
    },
  );
});

describe("an access token that is revoked", () => {
  it("ends with those that were exchanged for it, and no other", async () => {
    const token = login.tokens.access_token;
    const { access_token: next, refresh_token } = (await renew()).as(tokenAnswerSchema);
    const exchanged = await exchangedFor(server, token, "api");
    const again = await exchangedFor(server, exchanged, "api");
    await revoke({ ...CLI, token });
    expect(await Promise.all([token, exchanged, again, next].map(isActive))).toEqual([false, false, false, true]);
    expect((await renew(refresh_token)).status).toBe(200);
    const { jti } = (await accessToken.read(token)).claims;
    expect(await revocations()).toEqual([{ access_token_jti: jti, reason: "logged_out", by: "client" }]);
  });

  it("is given out no more where the first answer is said to be lost", async () => {
    await revoke({ ...CLI, token: login.tokens.access_token });
    expect((await poll(server, login)).outcome).toBe("400 invalid_grant/credential_revoked");
  });

  it("that was exchanged is the acting API's to give back, by its own key, and leaves the one before it", async () => {
    const exchanged = await exchangedFor(server, login.tokens.access_token, "api");
    expect((await revoke({ ...CLI, token: exchanged })).status).toBe(200);
    expect(await isActive(exchanged)).toBe(true);
    expect((await asApi(login.tokens.access_token)).status).toBe(200);
    expect(await isActive(login.tokens.access_token)).toBe(true);
    expect((await asApi(exchanged)).status).toBe(200);
    expect(await isActive(exchanged)).toBe(false);
    expect(await isActive(login.tokens.access_token)).toBe(true);
  });
});

describe("moves nothing, and is answered as if it did:", () => {
  const texts: [what: string, form: () => Promise<Form>][] = [
    ["an unknown token", async () => ({ token: "A".repeat(43) })],
    ["no token at all by its looks", async () => ({ token: "\0" })],
    ["a text longer than any", async () => ({ token: "x".repeat(20_000) })],
    ["an unknown token with an unknown hint", async () => ({ token: "x", token_type_hint: "id_token" })],
    ["an unknown token with a hint", async () => ({ token: "x", token_type_hint: "refresh_token" })],
    ["another client's refresh token", async () => ({ token: login.tokens.refresh_token, client_id: DEPLOY.id })],
    ["another client's access token", async () => ({ token: login.tokens.access_token, client_id: DEPLOY.id })],
    [
      "an access token that another key signed",
      async () => ({
        token: await accessToken.sign(await newSigner(), (await accessToken.read(login.tokens.access_token)).claims),
      }),
    ],
    ["the device code", async () => ({ token: login.authorization.device_code })],
  ];
  it.each(texts)("%s", async (_what, form) => {
    const before = await allRows(server);
    const answer = await revoke({ ...CLI, ...(await form()) });
    expect([answer.status, answer.text]).toEqual([200, ""]);
    expect(await allRows(server)).toEqual(before);
    expect(await revocations()).toEqual([]);
    expect(await isActive(login.tokens.access_token)).toBe(true);
  });

  it("what was revoked before", async () => {
    for (const token of [login.tokens.access_token, login.tokens.refresh_token]) {
      await revoke({ ...CLI, token });
      const before = await allRows(server);
      expect((await revoke({ ...CLI, token })).status).toBe(200);
      expect(await allRows(server)).toEqual(before);
    }
    expect(await revocations()).toHaveLength(2);
  });
});

describe("is refused", () => {
  const rows: [outcome: string, form: Form][] = [
    ["401 invalid_client", { client_id: undefined, token: "x" }],
    ["401 invalid_client", { client_id: "nobody", token: "x" }],
    ["401 invalid_client", { client_id: "api", token: "x" }], // the request does not prove that it comes from that client
    ["401 invalid_client", { client_assertion: "x", token: "x" }],
    ["400 invalid_request", {}],
    ["400 invalid_request", { token: "x", token_type_hint: "x".repeat(129) }],
  ];
  it.each(rows)("%s: %j", async (outcome, form) => {
    const before = await allRows(server);
    expect((await revoke({ ...CLI, ...form })).outcome).toBe(outcome);
    expect(await allRows(server)).toEqual(before);
  });
});
