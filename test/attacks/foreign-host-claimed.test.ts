// S9: somebody has a login come from a host that it does not come from: a bind put together of two, one of another session, another
// machine's report. The server believes a host only by the host's own signature over the very session, and only by an enrolled machine.
import { beforeAll, expect, it } from "vitest";
import { inTheNameOf, newSigner } from "../kit/keys.ts";
import { askForLogin, loginNonce } from "../kit/login-steps.ts";
import type { Machine } from "../kit/machine.ts";
import { hopStatementOf, meetingThroughKeeper, redeemedRemoteLogin, startedRemoteLogin } from "../kit/remote-login.ts";
import { newSshHost } from "../kit/ssh-host.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { newColleague } from "../steps/people.ts";
import { machineOf } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { enrolHost } from "./support-hosts.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let stage: EnrolledStage;
let machine: Machine;
/** The organisation knows the one by its key, and the other not. */
const [known, stranger] = [newSshHost(), newSshHost()];
beforeAll(async () => {
  stage = await openEnrolledStage(atEnd, { NEARSIDE_REMOTE_HOSTS: "enrolled" });
  machine = machineOf(stage);
  await enrolHost(stage, "build-7", known);
});

type Place = ReturnType<typeof known.session>;
const ask = async (place: Place, twist: Parameters<typeof hopStatementOf>[4] = {}) =>
  askForLogin(stage, { device_statement: await hopStatementOf(stage, machine, await newSigner(), place, twist) });
const refused = (code: string, outcome = `400 invalid_request/${code}`) => ({
  outcome,
  event: { kind: "device_refused", subject: stage.parties.device.thumbprint, data: { step: "login", code } },
});

it("refuses the key of one host with the session and signature of another", async () => {
  const theirs = stranger.session();
  const forged = { ...theirs, host_key: known.session().host_key };
  await expectRefused(stage, () => ask(forged), refused("host_signature_invalid"));
  await redeemedRemoteLogin(stage, machine, known.session());
});

it("refuses the host's signature of another session", async () => {
  const [ours, other] = [known.session(), known.session()];
  const forged = { ...ours, signature: other.signature };
  await expectRefused(stage, () => ask(forged), refused("host_signature_invalid"));
});

it("refuses a host that the organisation does not know, whatever known_hosts calls it", async () => {
  const place = stranger.session({ claimed_name: "build-7" });
  await expectRefused(stage, () => ask(place), refused("host_unknown"));
});

it("refuses another key in the machine's name", async () => {
  const by = inTheNameOf(machine.device, await newSigner());
  await expectRefused(stage, () => ask(known.session(), { by }), refused("bad_signature"));
});

it("refuses the statement of another machine that it passed the meeting on", async () => {
  const mallory = machineOf(await newColleague(stage, "mallory"));
  const login = await startedRemoteLogin(stage, machine, known.session());
  const nonce = await loginNonce(stage, machine.browser, login);
  const meeting = await meetingThroughKeeper(stage, machine, login, nonce, { relayedBy: mallory.device });
  await expectRefused(stage, () => stage.postJson(`/api/requests/${login.id}/locality`, meeting), {
    outcome: "400 key_mismatch",
    event: stepRefused(login.id, "locality", "key_mismatch"),
  });
  expect(mallory.device.thumbprint).not.toBe(machine.device.thumbprint);
});

it("refuses a host of any kind, where the administrator allows none", async () => {
  const strict = await openEnrolledStage(atEnd);
  const session = await newSigner();
  const statement = await hopStatementOf(strict, machineOf(strict), session, known.session());
  await expectRefused(strict, () => askForLogin(strict, { device_statement: statement }), {
    outcome: "400 invalid_request/place_not_allowed",
    event: {
      kind: "device_refused",
      subject: strict.parties.device.thumbprint,
      data: { step: "login", code: "place_not_allowed" },
    },
  });
});
