// P1: replay of any statement: hello, presence, locality, assertion, DPoP proof, ticket, and whatever else is signed. Nonces are
// used up in the write that records what they were for, every `jti` is remembered for as long as it could be good, and what
// belongs to a state is good in that state only.
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import { beforeAll, expect, it } from "vitest";
import type { Answer } from "../kit/answer.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { type EnrolledStage, openEnrolledStage, showTicket } from "../steps/enrolling.ts";
import {
  approve,
  approvedLogin,
  askForLogin,
  decisionOn,
  meetForLogin,
  poll,
  redeemedLogin,
  refresh,
  refreshStatementOf,
} from "../steps/logging-in.ts";
import { newColleague, newStranger } from "../steps/people.ts";
import { newId, now, RP_ID } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { storedEventsAbout, storedRows } from "../support/server-rows.ts";
import { delivering } from "./support-deliveries.ts";
import { expectRefused, familyOf, refreshRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let victim: EnrolledStage;
let colleague: EnrolledStage;
beforeAll(async () => {
  victim = await openEnrolledStage(atEnd);
  colleague = await newColleague(victim, "mallory");
});

const at = ({ id }: { readonly id: string }, step: string): string => `/api/requests/${id}/${step}`;
const honestLogin = async (): Promise<void> => void (await redeemedLogin(victim));

/** Each is sent twice: it is good once, and refused with that code the second time. */
it.each([
  ["device statement", "replayed"],
  ["browser statement", "replayed"],
  ["peer refusal", "replayed"],
])("a %s, a second time: %s", async (name, code) => {
  const { honest, send, expected } = await delivering(name, { victim, colleague });
  expect((await send(honest)).status).toBeLessThan(300);
  await expectRefused(victim, () => send(honest), expected(code, true));
  await honestLogin();
});

it("refuses a meeting again, whole or in parts, in its own login or in another", async () => {
  const login = await askForLogin(victim);
  const { meeting } = await meetForLogin(victim, login);
  const again = () => victim.postJson(at(login, "locality"), meeting);
  const used = { outcome: "400 nonce_used", event: stepRefused(login.id, "locality", "nonce_used") };
  await expectRefused(victim, again, used);
  // The attacker's browser sends them too, also after it has met the login itself.
  const stranger = await newStranger(victim);
  await expectRefused(victim, () => stranger.postJson(at(login, "locality"), meeting), {
    outcome: "400 other_session",
    event: null,
  });
  expect((await stranger.postJson(at(login, "nonce"), {})).status).toBe(200);
  await expectRefused(victim, () => stranger.postJson(at(login, "locality"), meeting), {
    outcome: "400 nonce_mismatch",
    event: stepRefused(login.id, "locality", "nonce_mismatch"),
  });
  const next = await meetForLogin(victim, login);
  await expectRefused(victim, again, used);
  for (const part of ["hello", "presence_proof", "attestation"] as const) {
    const mixed = { ...next.meeting, [part]: meeting[part] };
    await expectRefused(victim, () => victim.postJson(at(login, "locality"), mixed), used);
  }

  const other = await askForLogin(victim);
  await expectRefused(victim, () => victim.postJson(at(other, "locality"), meeting), {
    outcome: "400 nonce_mismatch",
    event: stepRefused(other.id, "locality", "nonce_mismatch"),
  });
  for (const one of [login, other]) {
    await meetForLogin(victim, one);
    expect((await approve(victim, one, await decisionOn(victim, one))).status).toBe(200);
    expect((await poll(victim, one)).status).toBe(200);
  }
});

it("refuses an approval again, of a login that is approved, and for the next login", async () => {
  const login = await askForLogin(victim);
  await meetForLogin(victim, login);
  const { decision, options } = await decisionOn(victim, login);
  const request = { challenge: Buffer.from(options.challenge, "base64url"), rpId: RP_ID, origin: victim.issuer };
  const assertion = victim.parties.passkey.get(request);
  const send = (to: { readonly id: string }, text = decision) =>
    victim.postJson(at(to, "approve"), { decision: text, assertion });
  expect((await send(login)).status).toBe(200);
  const settled = { outcome: "400 request_settled", event: stepRefused(login.id, "approve", "request_settled") };
  await expectRefused(victim, () => send(login), settled);
  expect((await poll(victim, login)).status).toBe(200);
  await expectRefused(victim, () => send(login), settled);

  const next = await askForLogin(victim);
  await meetForLogin(victim, next);
  const hers = await decisionOn(victim, next);
  const refusedAs = (code: string) => ({ outcome: `400 ${code}`, event: stepRefused(next.id, "approve", code) });
  await expectRefused(victim, () => send(next), refusedAs("decision_stale"));
  await expectRefused(victim, () => send(next, hers.decision), refusedAs("assertion_invalid"));
  expect((await approve(victim, next, hers)).status).toBe(200);
  expect((await poll(victim, next)).status).toBe(200);
});

it("refuses a denial for a later meeting than its own", async () => {
  const login = await askForLogin(victim);
  const first = await meetForLogin(victim, login);
  const no = await denial.sign(victim.parties.extension, { attestation: first.attestation });
  await meetForLogin(victim, login);
  const deny = (to: { readonly id: string }) => victim.postJson(at(to, "deny"), { denial: no, alert: false });
  await expectRefused(victim, () => deny(login), {
    outcome: "400 presence_mismatch",
    event: stepRefused(login.id, "deny", "presence_mismatch"),
  });
  expect((await approve(victim, login, await decisionOn(victim, login))).status).toBe(200);
  expect((await poll(victim, login)).status).toBe(200);
  await expectRefused(victim, () => deny(login), {
    outcome: "400 request_settled",
    event: stepRefused(login.id, "deny", "request_settled"),
  });
});

it("tells a report once to everybody, however often it comes", async () => {
  const { honest, send, expected } = await delivering("report", { victim, colleague });
  const about = expected("", true).event?.subject ?? "";
  const before = storedRows(victim);
  for (let time = 0; time < 4; time++) expect((await send(honest)).status).toBe(204);
  const reports = storedEventsAbout(victim.dataFolder, about).filter(({ kind }) => kind === "login_reported");
  expect(reports).toHaveLength(1);
  expect(storedRows(victim)).toEqual(before);
  await honestLogin();
});

it("refuses a DPoP proof again, also within its time and by the right key", async () => {
  const login = await approvedLogin(victim);
  const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: login.authorization.device_code };
  const url = `${victim.issuer}/oauth/token`;
  const send = (dpop: string): Promise<Answer> =>
    victim.send("/oauth/token", { method: "POST", headers: { dpop }, body: new URLSearchParams(form) });
  const proofWith = (nonce?: string) =>
    signDpop(victim.parties.session, { method: "POST", url, jti: newId(), iat: now(), nonce });
  const nonce = (await send(await proofWith())).headers.get("dpop-nonce") ?? "";
  const proof = await proofWith(nonce);
  expect((await send(proof)).status).toBe(200);
  await expectRefused(victim, () => send(proof), { outcome: "400 invalid_dpop_proof", event: null });
  expect((await send(await proofWith(nonce))).status).toBe(200);
});

it("refuses a refresh statement again, with the token that it brought", async () => {
  const { id, tokens } = await redeemedLogin(victim);
  const family = familyOf(victim, id);
  const statement = await refreshStatementOf(victim);
  const next = (await refresh(victim, tokens.refresh_token, statement)).as(tokenAnswerSchema);
  await expectRefused(victim, () => refresh(victim, next.refresh_token, statement), {
    outcome: "400 invalid_grant/replayed",
    event: refreshRefused(family, "replayed"),
  });
  expect((await refresh(victim, next.refresh_token)).status).toBe(200);
});

it("refuses a ticket of another machine while it is reserved, and of any once it is used", async () => {
  const ticket = await victim.server.ticket("bob");
  const [bob, thief] = [await newStranger(victim, "bob"), await newStranger(victim, "thief")];
  expect((await showTicket(bob, "bob", ticket, bob.parties.device)).status).toBe(201);
  const refusedAs = (reason: "other_device" | "used") => ({
    outcome: reason === "used" ? "400 ticket_used" : "400 ticket_begun",
    event: { kind: "ticket_refused", data: { reason } },
  });
  await expectRefused(victim, () => showTicket(thief, "bob", ticket, thief.parties.device), refusedAs("other_device"));
  const bootstrap = victim.server.bootstrapTicket ?? "";
  await expectRefused(victim, () => showTicket(thief, "admin", bootstrap, thief.parties.device), refusedAs("used"));
  expect((await showTicket(bob, "bob", ticket, bob.parties.device)).status).toBe(201);
});
