import { beforeAll, beforeEach, expect, it } from "vitest";
import { inTheNameOf, newSigner } from "../../../../test/kit/keys.ts";
import { approvedLogin, type MetLogin, metLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import { askForDecision, deny, meetLogin, poll, startedLogin } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { enrolledMachine, furtherBrowser } from "../../../testing/enrol.ts";
import { expectRefusal } from "../../../testing/ledger.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";

// POST /api/requests/{id}/deny (protocol §4.5) refuses everybody but the extension that met the login (threat R19).

const server = serverForAll();
let machine: EnrolledMachine;
let login: MetLogin;
beforeAll(async () => {
  machine = await enrolledMachine(server, "alice");
});
beforeEach(async () => {
  login = await metLogin(server, machine);
});

const telling = (code: string, field: string, subject = login.id) => ({
  outcome: `400 ${code}`,
  event: { kind: "login_step_refused", subject, data: { step: "deny", code, field } },
});

it("refuses a stranger, and another enrolled extension of the same machine", async () => {
  const further = await furtherBrowser(server, machine);
  for (const by of [await newSigner(), further.extension])
    await expectRefusal(
      server,
      () => deny(server, login, login.met.attestation, by),
      telling("extension_mismatch", "denial.jwk"),
    );
});

it("refuses a denial in the extension's name", async () => {
  const forged = inTheNameOf(machine.extension, await newSigner());
  const send = () => deny(server, login, login.met.attestation, forged);
  await expectRefusal(server, send, telling("bad_signature", "signature"));
});

it("refuses a denial of another meeting, so that an old one ends nothing (threat P1)", async () => {
  await meetLogin(server, machine, login);
  const send = () => deny(server, login, login.met.attestation, machine.extension);
  await expectRefusal(server, send, telling("presence_mismatch", "denial.attestation"));
});

it.each(["", "two\nlines", "\u202enwod", "x".repeat(301)])("takes no such reason: %j", async (reason) => {
  const send = () => deny(server, login, login.met.attestation, machine.extension, false, reason);
  await expectRefusal(server, send, telling("malformed", "reason"));
});

it("lets nobody end a login that was not met", async () => {
  const started = await startedLogin(server, machine);
  const send = () => deny(server, started, login.met.attestation, machine.extension);
  await expectRefusal(server, send, telling("request_settled", "request", started.id));
});

it("ends an approved login before its token was given, and never after", async () => {
  const approved = await approvedLogin(server, machine);
  expect((await deny(server, approved, approved.met.attestation, machine.extension)).status).toBe(200);
  expect((await poll(server, approved)).outcome).toBe("400 access_denied/denied");
  const send = () => deny(server, approved, approved.met.attestation, machine.extension);
  await expectRefusal(server, send, telling("request_settled", "request", approved.id));

  const redeemed = await redeemedLogin(server, machine);
  const late = () => deny(server, redeemed, redeemed.met.attestation, machine.extension);
  await expectRefusal(server, late, telling("request_settled", "request", redeemed.id));
});

it("is too late once the login expired", async () => {
  server.pass(300);
  await askForDecision(server, machine, login); // this request moves it to expired
  const send = () => deny(server, login, login.met.attestation, machine.extension);
  await expectRefusal(server, send, telling("request_expired", "request"));
});

it("refuses a login that does not exist", async () => {
  const unknown = { ...login, id: `rq_${server.id()}` };
  const send = () => deny(server, unknown, login.met.attestation, machine.extension);
  await expectRefusal(server, send, { outcome: "404 request_unknown", event: null });
});
