// S8: a login from a host reached by SSH is passed off as one on the machine itself, or the other way round: by a meeting without the
// keeper's statement, by statements of the other kind, by a host that names a terminal of the machine. Everything else about it is honest.
import { decidedAnswerSchema, localityAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, expect, it } from "vitest";
import { redeemedLogin } from "../kit/log-in.ts";
import { askForLogin, CONTEXT, loginNonce, refresh, startedLogin } from "../kit/login-steps.ts";
import type { Machine } from "../kit/machine.ts";
import { meet } from "../kit/meeting.ts";
import {
  hopStatementOf,
  meetingThroughKeeper,
  meetRemoteLogin,
  redeemedRemoteLogin,
  refreshRemotely,
  startedRemoteLogin,
} from "../kit/remote-login.ts";
import { ANYBODY } from "../kit/rules.ts";
import { newSshHost } from "../kit/ssh-host.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { machineOf } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { publishRules } from "../support/rules.ts";
import { expectRefused, familyOf, refreshRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let stage: EnrolledStage;
let machine: Machine;
const host = newSshHost();
beforeAll(async () => {
  stage = await openEnrolledStage(atEnd, { NEARSIDE_REMOTE_HOSTS: "any" });
  machine = machineOf(stage);
});

it("refuses a meeting as on the machine itself, without the keeper's statement, and meets with it", async () => {
  const login = await startedRemoteLogin(stage, machine, host.session());
  const nonce = await loginNonce(stage, machine.browser, login);
  const { session, request } = login;
  const who = { request: request.jws, nonce, extension: machine.extension, session };
  const path = `/api/requests/${login.id}/locality`;
  const refused = { outcome: "400 relay_mismatch", event: stepRefused(login.id, "locality", "relay_mismatch") };
  await expectRefused(stage, async () => stage.postJson(path, await meet(stage, who)), refused);
  const named = await meetingThroughKeeper(stage, machine, login, nonce, { relay: null });
  await expectRefused(stage, () => stage.postJson(path, named), refused);
  const another = (await meetingThroughKeeper(stage, machine, login, nonce)).relay ?? "";
  const unattested = { attestation: { relay: await sha256Base64url(another) } };
  const swapped = await meetingThroughKeeper(stage, machine, login, nonce, unattested);
  await expectRefused(stage, () => stage.postJson(path, swapped), refused);
  const elsewhere = { relay: { presence: await sha256Base64url("another presence proof") } };
  const unrelated = await meetingThroughKeeper(stage, machine, login, nonce, elsewhere);
  await expectRefused(stage, () => stage.postJson(path, unrelated), refused);
  const byHost = await meetingThroughKeeper(stage, machine, login, nonce, { relayedBy: session });
  await expectRefused(stage, () => stage.postJson(path, byHost), {
    outcome: "400 key_mismatch",
    event: stepRefused(login.id, "locality", "key_mismatch"),
  });
  (await meetRemoteLogin(stage, machine, login)).as(decidedAnswerSchema);
});

it("refuses a keeper's statement for a login of the machine itself", async () => {
  const login = await startedLogin(stage, machine);
  const nonce = await loginNonce(stage, machine.browser, login);
  const meeting = await meetingThroughKeeper(stage, machine, login, nonce);
  await expectRefused(stage, () => stage.postJson(`/api/requests/${login.id}/locality`, meeting), {
    outcome: "400 relay_mismatch",
    event: stepRefused(login.id, "locality", "relay_mismatch"),
  });
});

it("refuses a statement of the other kind at the refresh, either way", async () => {
  const remote = await redeemedRemoteLogin(stage, machine, host.session());
  await expectRefused(stage, () => refresh(stage, machine, remote, remote.tokens.refresh_token), {
    outcome: "400 invalid_grant/wrong_type",
    event: refreshRefused(familyOf(stage, remote.id), "wrong_type"),
  });
  const local = await redeemedLogin(stage, machine);
  const asRemote = { session: local.session, place: remote.place };
  await expectRefused(stage, () => refreshRemotely(stage, machine, asRemote, local.tokens.refresh_token), {
    outcome: "400 invalid_grant/wrong_type",
    event: refreshRefused(familyOf(stage, local.id), "wrong_type"),
  });
  (await refreshRemotely(stage, machine, remote, remote.tokens.refresh_token)).as(tokenAnswerSchema);
});

it("refuses a class that no login from a host can have", async () => {
  const statement = await hopStatementOf(stage, machine, machine.session ?? machine.device, host.session());
  const form = { device_statement: statement, acr_values: "urn:nearside:acr:same-machine" };
  const answer = await askForLogin(stage, form);
  expect(answer.outcome).toBe("400 unmet_authentication_requirements/proof_too_weak");
  const { tokens } = await redeemedRemoteLogin(stage, machine, host.session());
  expect((await accessToken.read(tokens.access_token)).claims.acr).toBe("urn:nearside:acr:ssh-session");
});

it("asks for a touch where a host names account and terminal of the machine, and an approval stands", async () => {
  await redeemedLogin(stage, machine);
  await publishRules(stage.server, ANYBODY, '@id("stands") @stand("10m") permit (principal, action, resource);');
  const local = await startedLogin(stage, machine);
  const nonce = await loginNonce(stage, machine.browser, local);
  const who = { request: local.request.jws, nonce, extension: machine.extension, session: local.session };
  const answer = await stage.postJson(`/api/requests/${local.id}/locality`, await meet(stage, who));
  expect(answer.as(localityAnswerSchema).state).toBe("stands");
  const session = machine.session ?? machine.extension;
  const statement = await hopStatementOf(stage, machine, session, host.session(), { context: CONTEXT });
  const remote = await startedRemoteLogin(stage, { ...machine, session }, host.session(), {}, statement);
  expect((await meetRemoteLogin(stage, machine, remote)).as(localityAnswerSchema).state).toBe("decided");
});
