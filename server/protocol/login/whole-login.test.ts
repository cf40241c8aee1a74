import { approveAnswerSchema, decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { readChain } from "@nearside/shared/chain/read-chain.ts";
import { verifyChain } from "@nearside/shared/chain/verify-chain.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { beforeEach, expect, it } from "vitest";
import { approvedLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import {
  approve,
  decided,
  deny,
  loginNonce,
  meetLogin,
  poll,
  refresh,
  startedLogin,
} from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { findEvidence } from "../../register/logins/evidence-store.ts";
import { trustedFor } from "../../register/logins/trusted-for.ts";
import { findParty } from "../../register/machines/find-party.ts";
import { enrolledMachine, furtherBrowser } from "../../testing/enrol.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { ISSUER, openTestServer } from "../../testing/test-server.ts";

const server = serverForEach();
let machine: EnrolledMachine;
beforeEach(async () => {
  machine = await enrolledMachine(server, "alice");
});

it("goes from the request to a refreshed token, the poll answering the moment it is approved (protocol §4)", async () => {
  const login = await startedLogin(server, machine);
  expect(login.authorization).toMatchObject({ interval: 1, expires_in: 300, verification_uri: `${ISSUER}/approve` });
  expect(login.authorization.verification_uri_complete).toBe(`${ISSUER}/approve/${login.id}`);
  const held = poll(server, login);
  const met = await meetLogin(server, machine, login);
  const decision = met.answer.as(decidedAnswerSchema);
  expect(decision.facts).toBe(login.authorization.facts);
  expect(decision.options.allowCredentials).toEqual([{ id: machine.authenticator.id, type: "public-key" }]);
  expect((await approve(server, machine, login, decision)).as(approveAnswerSchema).request_id).toBe(login.id);
  const tokens = (await held).as(tokenAnswerSchema);
  expect(tokens).toMatchObject({ token_type: "DPoP", expires_in: 900, scope: "read" });
  const { claims } = await accessToken.read(tokens.access_token);
  expect(claims).toMatchObject({
    sub: machine.user.id,
    aud: [ISSUER],
    cnf: { jkt: login.session.thumbprint },
    device: machine.device.thumbprint,
    request: login.id,
  });
  server.pass(600);
  const renewed = (await refresh(server, machine, login, tokens.refresh_token)).as(tokenAnswerSchema);
  const next = await accessToken.read(renewed.access_token);
  expect(next.claims).toMatchObject({ request: login.id, chain: claims.chain, auth_time: claims.auth_time });
  expect(next.claims.jti).not.toBe(claims.jti);
  const kinds = (await eventsOf(server, login.id)).map(({ kind }) => kind);
  expect(kinds).toEqual(["login_requested", "login_met", "login_decided", "login_approved", "login_redeemed"]);
});

it("keeps evidence with which anybody verifies the whole chain (protocol §7)", async () => {
  const details = [{ type: "deploy", target: "shop" }];
  const form = {
    client_id: "deploy",
    scope: "deploy read",
    resource: "https://api.example.test",
    authorization_details: JSON.stringify(details),
  };
  const login = await approvedLogin(server, machine, form);
  const tokens = (await poll(server, login, { form: { client_id: "deploy" } })).as(tokenAnswerSchema);
  const { claims } = await accessToken.read(tokens.access_token);
  expect(claims).toMatchObject({ aud: ["https://api.example.test"], authorization_details: details });
  const evidence = await findEvidence(server.services.db, login.id);
  const party = await findParty(server.services.db, { boundSet: evidence?.bound_set_id ?? "" });
  if (evidence === undefined || party === undefined) throw new Error("no evidence");
  expect(evidence.chain.access_token).toBe(tokens.access_token);
  await verifyChain(await readChain(evidence.chain), trustedFor(server.services, party));
});

it("tells a stranger with the link no name, no machine and no purpose (protocol §4.1, threat R18)", async () => {
  const { authorization } = await startedLogin(server, machine);
  const { claims } = await request.read(authorization.request);
  const facts = readFacts(authorization.facts);
  for (const secret of [facts.salt, facts.context.command, facts.context.hostname, "alice", machine.user.id])
    expect(JSON.stringify(claims)).not.toContain(secret);
  expect(claims.extensions).toHaveLength(1);
});

it("lets each enrolled browser approve, and a newer meeting take over from an older one (protocol §4.4)", async () => {
  const further = await furtherBrowser(server, machine);
  const login = await startedLogin(server, machine);
  await meetLogin(server, machine, login);
  const old = await decided(server, machine, login);
  await meetLogin(server, further, login);
  expect((await approve(server, machine, login, old)).outcome).toBe("400 other_session");
  const decision = await decided(server, further, login);
  expect((await approve(server, further, login, decision)).status).toBe(200);
});

it("continues in the browser session that met: a reload gets a fresh nonce and the same cookie (protocol §4.3)", async () => {
  const login = await startedLogin(server, machine);
  await loginNonce(server, machine.browser, login);
  const { cookie } = machine.browser.headers;
  const other = await startedLogin(server, machine);
  await loginNonce(server, machine.browser, other);
  expect(machine.browser.headers["cookie"]).toBe(cookie);
  expect((await meetLogin(server, machine, login)).answer.status).toBe(200);
  expect((await meetLogin(server, machine, login)).answer.status).toBe(200);
  expect((await meetLogin(server, machine, other)).answer.status).toBe(200);
});

it.each([false, true])("tells the held poll at once that it was denied (protocol §4.5, alert %s)", async (alert) => {
  const login = await startedLogin(server, machine);
  const { attestation } = await meetLogin(server, machine, login);
  const held = poll(server, login);
  expect((await deny(server, login, attestation, machine.extension, alert)).text).toBe('{"state":"denied"}');
  expect((await held).outcome).toMatch(/^400 access_denied/);
  const denied = (await eventsOf(server, login.id)).find(({ kind }) => kind === "login_denied");
  expect(denied).toMatchObject({ subject: login.id, data: { alert, extension_jkt: machine.extension.thumbprint } });
});

it("tells the command line why it was denied, now and later, and the log keeps it (protocol §4.5)", async () => {
  const login = await startedLogin(server, machine);
  const { attestation } = await meetLogin(server, machine, login);
  const held = poll(server, login);
  const reason = 'use the "staging" API';
  expect((await deny(server, login, attestation, machine.extension, false, reason)).status).toBe(200);
  for (const answer of [await held, await poll(server, login)])
    expect(JSON.parse(answer.text)).toMatchObject({ error: "access_denied", refusal: "denied", reason });
  const denied = (await eventsOf(server, login.id)).find(({ kind }) => kind === "login_denied");
  expect(denied?.data).toEqual({ alert: false, extension_jkt: machine.extension.thumbprint, reason });
});

it("answers at once where too many polls are held (protocol §4.6)", async () => {
  const busy = await openTestServer({ limits: { heldPolls: 0 } });
  const login = await startedLogin(busy, await enrolledMachine(busy, "alice"));
  expect((await poll(busy, login)).outcome).toMatch(/^400 authorization_pending/);
  await busy.close();
});

it("says clearly how a login ended to a person who opens its page later", async () => {
  const login = await redeemedLogin(server, machine);
  await expect(loginNonce(server, machine.browser, login)).rejects.toThrow("the login is redeemed");
});
