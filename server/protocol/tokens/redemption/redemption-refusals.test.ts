import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../../../../test/kit/keys.ts";
import { approvedLogin, metLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import { deny, poll, refresh, startedLogin } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import type { Form } from "../../../../test/kit/send.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { allRows, expectRefusal } from "../../../testing/ledger.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { ISSUER, openTestServer } from "../../../testing/test-server.ts";

// POST /oauth/token with a device code (RFC 8628 §3.4, protocol §4.6) makes each refusal for its own reason.

const server = serverForAll();
let machine: EnrolledMachine;
beforeAll(async () => {
  machine = await enrolledMachine(server, "alice");
});

const redeemRefused = (subject: string, code: string, field: string) => ({
  kind: "login_step_refused",
  subject,
  data: { step: "redeem", code, field },
});

describe("an approved login", () => {
  it("is redeemed by its own session key only (threat R13)", async () => {
    const login = await approvedLogin(server, machine);
    const thief = await newSigner();
    await expectRefusal(server, () => poll(server, login, { by: thief }), {
      outcome: "400 invalid_grant",
      event: redeemRefused(login.id, "key_mismatch", "dpop.jwk"),
    });
    expect((await poll(server, login)).status).toBe(200);
  });

  it("is redeemed by its own program only (threat R13)", async () => {
    const login = await approvedLogin(server, machine);
    await expectRefusal(server, () => poll(server, login, { form: { client_id: "deploy" } }), {
      outcome: "400 invalid_grant",
      event: redeemRefused(login.id, "request_mismatch", "client_id"),
    });
    expect((await poll(server, login)).status).toBe(200);
  });

  const API = "https://api.example.test";
  it.each([
    ["another resource", { resource: "https://elsewhere.example" }, "invalid_target"],
    ["this server, for which it is not", { resource: ISSUER }, "invalid_target"],
    ["another detail", { authorization_details: '[{"type":"pay"}]' }, "invalid_authorization_details"],
    ["some of its details", { authorization_details: '[{"type":"menu"}]' }, "invalid_authorization_details"],
    ["none of them", { authorization_details: "[]" }, "invalid_authorization_details"],
    ["what are no details", { authorization_details: "{" }, "invalid_authorization_details"],
  ])("is redeemed for what was approved, and not for %s (threat P4)", async (_what, form, code) => {
    const details = '[{"type":"order"},{"type":"menu"}]';
    const by = { client_id: "deploy" };
    const login = await approvedLogin(server, machine, { ...by, resource: API, authorization_details: details });
    await expectRefusal(server, () => poll(server, login, { form: { ...by, ...form } }), {
      outcome: `400 ${code}`,
      event: null,
    });
    const all = { ...by, resource: API, authorization_details: details };
    expect((await poll(server, login, { form: all })).status).toBe(200);
  });

  it("is redeemed before its request expires, to the second (threat P6)", async () => {
    const [early, late] = [await approvedLogin(server, machine), await approvedLogin(server, machine)];
    server.pass(299);
    expect((await poll(server, early)).status).toBe(200);
    server.pass(1);
    expect((await poll(server, late)).outcome).toBe("400 expired_token/request_expired");
    await expectRefusal(server, () => poll(server, late), {
      outcome: "400 expired_token/request_expired",
      event: null,
    });
  });
});

it("says that a login waits, was denied, or expired, and moves nothing", async () => {
  const busy = await openTestServer({ limits: { heldPolls: 0 } });
  const theirs = await enrolledMachine(busy, "alice");
  for (const login of [await startedLogin(busy, theirs), await metLogin(busy, theirs)])
    await expectRefusal(busy, () => poll(busy, login), {
      outcome: "400 authorization_pending",
      event: null,
      logged: false,
    });
  await busy.close();
  const denied = await metLogin(server, machine);
  await deny(server, denied, denied.met.attestation, machine.extension);
  await expectRefusal(server, () => poll(server, denied), { outcome: "400 access_denied/denied", event: null });
});

const forms: [what: string, outcome: string, form: Form][] = [
  ["an unknown device code", "400 invalid_grant", { device_code: "A".repeat(43) }],
  ["no device code", "400 invalid_request", { device_code: undefined }],
  ["no grant type", "400 invalid_request", { grant_type: undefined }],
  ["another grant", "400 unsupported_grant_type", { grant_type: "client_credentials" }],
  ["no program", "401 invalid_client", { client_id: undefined }],
  ["an unknown program", "401 invalid_client", { client_id: "unknown" }],
];
it.each(forms)("refuses %s: %s", async (_what, outcome, form) => {
  const login = await approvedLogin(server, machine);
  await expectRefusal(server, () => poll(server, login, { form }), { outcome, event: null });
});

describe("the answer that was lost", () => {
  const claimsOf = async ({ access_token }: TokenAnswer) => (await accessToken.read(access_token)).claims;

  it("is given again within a minute: the same access token, and a refresh token that voids the unused one", async () => {
    const login = await redeemedLogin(server, machine);
    server.pass(60);
    const again = (await poll(server, login)).as(tokenAnswerSchema);
    expect(again.access_token).toBe(login.tokens.access_token);
    expect(again.expires_in).toBe(840);
    expect((await claimsOf(again)).jti).toBe((await claimsOf(login.tokens)).jti);
    const { db } = server.services;
    expect(
      await db
        .selectFrom("access_tokens")
        .selectAll()
        .where("jti", "=", (await claimsOf(again)).jti)
        .execute(),
    ).toHaveLength(1);
    expect((await refresh(server, machine, login, again.refresh_token)).status).toBe(200);
  });

  it("makes the refresh token of the first answer worthless: showing it ends the family", async () => {
    const login = await redeemedLogin(server, machine);
    const again = (await poll(server, login)).as(tokenAnswerSchema);
    expect((await refresh(server, machine, login, login.tokens.refresh_token)).outcome).toBe(
      "400 invalid_grant/refresh_reused",
    );
    expect((await refresh(server, machine, login, again.refresh_token)).outcome).toBe(
      "400 invalid_grant/credential_revoked",
    );
    await expectRefusal(server, () => poll(server, login), {
      outcome: "400 invalid_grant/credential_revoked",
      event: redeemRefused(login.id, "credential_revoked", "token_family"),
    });
  });

  it("is not given again after that minute", async () => {
    const login = await redeemedLogin(server, machine);
    server.pass(61);
    await expectRefusal(server, () => poll(server, login), {
      outcome: "400 invalid_grant/request_settled",
      event: redeemRefused(login.id, "request_settled", "device_code"),
    });
  });

  it("is not given again once it was evidently received", async () => {
    const login = await redeemedLogin(server, machine);
    await refresh(server, machine, login, login.tokens.refresh_token);
    await expectRefusal(server, () => poll(server, login), {
      outcome: "400 invalid_grant/request_settled",
      event: redeemRefused(login.id, "request_settled", "refresh_token"),
    });
  });

  it("is given to nobody else", async () => {
    const login = await redeemedLogin(server, machine);
    const thief = await newSigner();
    const before = await allRows(server);
    expect((await poll(server, login, { by: thief })).outcome).toBe("400 invalid_grant");
    expect(await allRows(server)).toEqual(before);
  });
});
