// S10: the SSH session has ended, or the host's key was removed, and somebody on the host continues: he redeems, renews, or begins a login
// by what he kept. And somebody else than the machine says that a session has ended.
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, expect, it } from "vitest";
import { inTheNameOf, newSigner } from "../kit/keys.ts";
import { redeemedLogin } from "../kit/log-in.ts";
import { askForLogin, poll, refresh } from "../kit/login-steps.ts";
import type { Machine } from "../kit/machine.ts";
import {
  approvedRemoteLogin,
  endPlace,
  hopStatementOf,
  placeEndOf,
  redeemedRemoteLogin,
  refreshRemotely,
} from "../kit/remote-login.ts";
import { newSshHost } from "../kit/ssh-host.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { newColleague } from "../steps/people.ts";
import { machineOf } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { enrolHost, takeOutHost } from "./support-hosts.ts";
import { expectRefused, familyOf, refreshRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let stage: EnrolledStage;
let machine: Machine;
const host = newSshHost();
beforeAll(async () => {
  stage = await openEnrolledStage(atEnd, { NEARSIDE_REMOTE_HOSTS: "enrolled" });
  machine = machineOf(stage);
  await enrolHost(stage, "build-7", host);
});

const refusedMachine = (step: string, code: string) => ({
  kind: "device_refused",
  subject: stage.parties.device.thumbprint,
  data: { step, code },
});

it("refuses a token of the session: it is not renewed, and no login begins there again", async () => {
  const place = host.session();
  const login = await redeemedRemoteLogin(stage, machine, place);
  const other = await redeemedRemoteLogin(stage, machine, host.session());
  const local = await redeemedLogin(stage, machine);
  expect((await endPlace(stage, machine, place)).status).toBe(204);
  await expectRefused(stage, () => refreshRemotely(stage, machine, login, login.tokens.refresh_token), {
    outcome: "400 invalid_grant/credential_revoked",
    event: refreshRefused(familyOf(stage, login.id), "credential_revoked"),
  });
  const statement = await hopStatementOf(stage, machine, await newSigner(), place);
  await expectRefused(stage, () => askForLogin(stage, { device_statement: statement }), {
    outcome: "400 invalid_request/place_ended",
    event: refusedMachine("login", "place_ended"),
  });
  // and nothing else ends with it
  (await refreshRemotely(stage, machine, other, other.tokens.refresh_token)).as(tokenAnswerSchema);
  (await refresh(stage, machine, local, local.tokens.refresh_token)).as(tokenAnswerSchema);
});

it("refuses an approval that was not redeemed yet", async () => {
  const login = await approvedRemoteLogin(stage, machine, host.session());
  await endPlace(stage, machine, login.place);
  const answer = await poll(stage, login);
  expect(answer.outcome).toBe("400 access_denied/place_ended");
});

it("refuses to renew and to begin once the host's key was removed, and does both again once it is back", async () => {
  const login = await redeemedRemoteLogin(stage, machine, host.session());
  await takeOutHost(stage, host);
  await expectRefused(stage, () => refreshRemotely(stage, machine, login, login.tokens.refresh_token), {
    outcome: "400 invalid_grant/host_unknown",
    event: refreshRefused(familyOf(stage, login.id), "host_unknown"),
  });
  const statement = await hopStatementOf(stage, machine, await newSigner(), host.session());
  await expectRefused(stage, () => askForLogin(stage, { device_statement: statement }), {
    outcome: "400 invalid_request/host_unknown",
    event: refusedMachine("login", "host_unknown"),
  });
  await enrolHost(stage, "build-7", host);
  (await refreshRemotely(stage, machine, login, login.tokens.refresh_token)).as(tokenAnswerSchema);
});

it("refuses the statement of another session of the same host", async () => {
  const login = await redeemedRemoteLogin(stage, machine, host.session());
  const other = { place: host.session() };
  await expectRefused(stage, () => refreshRemotely(stage, machine, login, login.tokens.refresh_token, other), {
    outcome: "400 invalid_grant/place_mismatch",
    event: refreshRefused(familyOf(stage, login.id), "place_mismatch"),
  });
});

it("ends nothing where somebody else says that the session has ended", async () => {
  const place = host.session();
  const login = await redeemedRemoteLogin(stage, machine, place);
  const thief = await newSigner();
  const forged = await placeEndOf(stage, machine, place, inTheNameOf(machine.device, thief));
  await expectRefused(stage, () => stage.postJson("/api/devices/place-end", { place_end: forged }), {
    outcome: "400 bad_signature",
    event: refusedMachine("place_end", "bad_signature"),
  });
  const misnamed = await placeEndOf(stage, machine, place, inTheNameOf(thief, machine.device));
  await expectRefused(stage, () => stage.postJson("/api/devices/place-end", { place_end: misnamed }), {
    outcome: "400 key_mismatch",
    event: refusedMachine("place_end", "key_mismatch"),
  });
  const mallory = machineOf(await newColleague(stage, "mallory"));
  expect((await endPlace(stage, mallory, place)).status).toBe(204);
  const renewed = await refreshRemotely(stage, machine, login, login.tokens.refresh_token);
  const { refresh_token } = renewed.as(tokenAnswerSchema);
  const honest = await placeEndOf(stage, machine, place);
  expect((await stage.postJson("/api/devices/place-end", { place_end: honest })).status).toBe(204);
  await expectRefused(stage, () => stage.postJson("/api/devices/place-end", { place_end: honest }), {
    outcome: "400 replayed",
    event: refusedMachine("place_end", "replayed"),
  });
  expect((await refreshRemotely(stage, machine, login, refresh_token ?? "")).outcome).toBe(
    "400 invalid_grant/credential_revoked",
  );
});
