// P6: clock skew, expired and not-yet-valid statements. Each statement is good up to its stated edge and not a second beyond;
// what is judged by the server's clock is judged by that one alone.
import { nonceAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { deviceStatement } from "@nearside/shared/statements/device.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Answer } from "../kit/answer.ts";
import { CLIENT, type OpenLogin } from "../kit/login-steps.ts";
import { meet } from "../kit/meeting.ts";
import {
  askToEnrol,
  type EnrolledStage,
  makePasskey,
  meetToEnrol,
  openEnrolledStage,
  showTicket,
} from "../steps/enrolling.ts";
import {
  approve,
  approvedLogin,
  askForLogin,
  decisionOn,
  deviceStatementOf,
  meetForLogin,
  nonceFor,
  poll,
  redeemedLogin,
  refresh,
} from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import { approveTyped, enrolCommandLine, newHome, startLogin } from "../steps/real-command-line.ts";
import { newId, now, openStage, RP_ID } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Clock, movableClock } from "../support/movable-clock.ts";
import { rowsOf } from "../support/server-rows.ts";
import { forge, partsOf } from "../vectors/forge.ts";
import { enrolmentStepRefused, expectRefused, familyOf, refreshRefused, stepRefused } from "./support-refusals.ts";

const LEEWAY = 60;

const atEnd = afterTests();
let clock: Clock;
/** The time at which the server's clock is stopped while a test runs, seconds: its edges are as sharp as they are stated. */
let stopped: number;
let victim: EnrolledStage;
beforeAll(async () => {
  clock = movableClock(atEnd);
  victim = await openEnrolledStage(atEnd, clock.settings);
});
beforeEach(() => {
  stopped = clock.stop();
});

const deviceRefused = (code: string) => ({
  kind: "device_refused",
  subject: victim.parties.device.thumbprint,
  data: { step: "login", code },
});

/** Makes a device statement whose times are that many seconds from the server's. */
async function statementAt(iat: number, exp: number): Promise<string> {
  const { claims } = await deviceStatement.read(await deviceStatementOf(victim));
  return deviceStatement.sign(victim.parties.device, { ...claims, iat: stopped + iat, exp: stopped + exp });
}

const ask = (device_statement: string) =>
  victim.postForm("/oauth/device_authorization", { client_id: CLIENT, scope: "read", device_statement });

describe("a device statement", () => {
  it.each([
    ["from as far ahead as is forgiven", LEEWAY, LEEWAY + 60],
    ["as old as is forgiven", -LEEWAY - 60, -LEEWAY],
  ])("is valid %s", async (_what, iat, exp) => {
    expect((await ask(await statementAt(iat, exp))).status).toBe(200);
  });

  it.each([
    ["from farther ahead", LEEWAY + 1, LEEWAY + 61, "clock_skew"],
    ["that is older", -LEEWAY - 61, -LEEWAY - 1, "clock_skew"],
    ["from next year", 31_536_000, 31_536_060, "clock_skew"],
    ["from the beginning of time", -now() + 1, -now() + 60, "clock_skew"],
    ["that claims too long a life", 0, 61, "malformed"],
    ["that ends before it begins", 0, -1, "malformed"],
    ["that ends as it begins", 0, 0, "malformed"],
  ])("is refused %s", async (_what, iat, exp, code) => {
    const text = await statementAt(iat, exp);
    await expectRefused(victim, () => ask(text), {
      outcome: code === "clock_skew" ? "400 clock_skew" : `400 invalid_request/${code}`,
      event: deviceRefused(code),
    });
    expect((await ask(await deviceStatementOf(victim))).status).toBe(200);
  });

  it.each([1.5, -1, Number.MAX_SAFE_INTEGER + 1, "1795552972", null])("has no time such as %j", async (iat) => {
    const { header, claims } = partsOf(await deviceStatementOf(victim));
    const text = await forge(victim.parties.device, JSON.stringify(header), JSON.stringify({ ...claims, iat }));
    await expectRefused(victim, () => ask(text), { outcome: "400 invalid_request/malformed", event: null });
  });
});

describe("a DPoP proof", () => {
  it.each([
    ["from as far ahead as is forgiven", LEEWAY, "200"],
    ["as old as is forgiven", -LEEWAY - 60, "200"],
    ["from farther ahead", LEEWAY + 1, "400 clock_skew"],
    ["that is older", -LEEWAY - 61, "400 clock_skew"],
  ])("%s: %i s: %s", async (_what, ahead, outcome) => {
    const login = await approvedLogin(victim);
    if (outcome === "200") return expect((await pollAt(login, ahead)).outcome).toBe(outcome);
    await expectRefused(victim, () => pollAt(login, ahead), { outcome, event: null });
    expect((await poll(victim, login)).status).toBe(200);
  });

  it("carries a nonce of the last ten minutes", async () => {
    const { session } = victim.parties;
    const login = await approvedLogin(victim);
    const url = `${victim.issuer}/oauth/token`;
    const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: login.authorization.device_code };
    const send = async (ahead: number, nonce?: string) => {
      const proof = { method: "POST", url, jti: newId(), iat: now() + ahead, nonce };
      const headers = { dpop: await signDpop(session, proof) };
      return victim.send("/oauth/token", { method: "POST", headers, body: new URLSearchParams(form) });
    };
    const nonce = (await send(0)).headers.get("dpop-nonce") ?? "";
    clock.set(601);
    await expectRefused(victim, () => send(601, nonce), { outcome: "400 use_dpop_nonce", event: null });
    clock.set(299);
    expect((await send(299, nonce)).status).toBe(200);
  });
});

describe("a refresh statement", () => {
  const statementFrom = (ahead: number): Promise<string> => {
    const { device, session } = victim.parties;
    const iat = stopped + ahead;
    return refreshStatement.sign(device, {
      iss: device.thumbprint,
      aud: victim.issuer,
      jti: newId(),
      ...{ iat, exp: iat + 60, cnf: { jkt: session.thumbprint } },
    });
  };

  it("is valid within the leeway, and refused a second beyond it, on both sides", async () => {
    const { id, tokens } = await redeemedLogin(victim);
    const family = familyOf(victim, id);
    for (const ahead of [LEEWAY + 1, -LEEWAY - 61]) {
      const statement = await statementFrom(ahead);
      await expectRefused(victim, () => refresh(victim, tokens.refresh_token, statement), {
        outcome: "400 clock_skew",
        event: refreshRefused(family, "clock_skew"),
      });
    }
    let token = tokens.refresh_token;
    for (const ahead of [LEEWAY, -LEEWAY - 60]) {
      const answer = await refresh(victim, token, await statementFrom(ahead));
      token = answer.as(tokenAnswerSchema).refresh_token;
    }
  });
});

const pollAt = ({ authorization: answer }: OpenLogin, ahead: number): Promise<Answer> =>
  victim.postForm(
    "/oauth/token",
    { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: answer.device_code },
    { by: victim.parties.session, iat: stopped + ahead },
  );

describe("the server's clock alone", () => {
  it("ends a nonce after a minute", async () => {
    const login = await askForLogin(victim);
    const { extension, session } = victim.parties;
    const shown = { request: login.request.jws, nonce: await nonceFor(victim, login) };
    const meeting = await meet(victim, { ...shown, extension, session });
    const send = () => victim.postJson(`/api/requests/${login.id}/locality`, meeting);
    clock.set(61);
    await expectRefused(victim, send, {
      outcome: "400 nonce_expired",
      event: stepRefused(login.id, "locality", "nonce_expired"),
    });
    clock.set(59);
    expect((await send()).status).toBe(200);
  });

  it("ends a login after five minutes, whatever step comes next", async () => {
    const [pending, met, approved] = [
      await askForLogin(victim),
      await askForLogin(victim),
      await approvedLogin(victim),
    ];
    const meeting = await meetForLogin(victim, met);
    const decision = await decisionOn(victim, met);
    expect(meeting.answer.status).toBe(200);
    const nearly = await approvedLogin(victim);
    clock.set(299);
    expect((await pollAt(nearly, 299)).status).toBe(200);
    clock.set(301);
    expect((await victim.postJson(`/api/requests/${pending.id}/nonce`, {})).as(nonceAnswerSchema)).toEqual({
      state: "expired",
    });
    expect((await approve(victim, met, decision)).outcome).toBe("400 request_expired");
    expect((await pollAt(approved, 301)).outcome).toBe("400 expired_token/request_expired");
    // A clock that goes back brings none of them back.
    clock.set(0);
    const states = [pending, met, approved].map(
      ({ id }) => rowsOf(victim, "SELECT state FROM logins WHERE id = ?", id)[0]?.["state"],
    );
    expect(states).toEqual(["expired", "expired", "expired"]);
    await expectRefused(victim, () => approve(victim, met, decision), {
      outcome: "400 request_expired",
      event: stepRefused(met.id, "approve", "request_expired"),
    });
    await redeemedLogin(victim);
  });

  it("ends a ticket after a quarter of an hour", async () => {
    const [early, late] = [await victim.server.ticket("bob"), await victim.server.ticket("bob")];
    const bob = await newStranger(victim, "bob");
    clock.set(901);
    await expectRefused(victim, () => showTicket(bob, "bob", late, bob.parties.device, stopped + 901), {
      outcome: "400 ticket_expired",
      event: { kind: "ticket_refused", data: { reason: "expired" } },
    });
    clock.set(899);
    expect((await showTicket(bob, "bob", early, bob.parties.device, stopped + 899)).status).toBe(201);
  });

  it("ends an enrolment after the same time, whatever step comes next", async () => {
    const carol = await newStranger(victim, "carol");
    const request = await askToEnrol(carol, "carol", await victim.server.ticket("carol"));
    const { answer } = await meetToEnrol(carol, request);
    const { jti } = request.claims;
    const response = carol.parties.passkey.create({
      challenge: answer.options.challenge,
      rpId: RP_ID,
      origin: victim.issuer,
    });
    const send = () => carol.postJson(`/api/enrolments/${jti}/passkey`, { passkey: "create", response });
    clock.set(901);
    expect((await send()).outcome).toBe("400 enrolment_expired"); // which moves it there
    clock.set(0);
    await expectRefused(victim, send, {
      outcome: "400 enrolment_expired",
      event: enrolmentStepRefused(jti, "passkey", "enrolment_expired"),
    });
    const again = await askToEnrol(carol, "carol", await victim.server.ticket("carol"));
    const met = await meetToEnrol(carol, again);
    clock.set(899);
    await makePasskey(carol, again, met.answer.options.challenge);
  });

  it("gives a lost answer again for a minute, and a rotated token for half of one", async () => {
    const [soon, late] = [await redeemedLogin(victim), await redeemedLogin(victim)];
    clock.set(59);
    expect((await pollAt(soon, 59)).status).toBe(200);
    clock.set(61);
    await expectRefused(victim, () => pollAt(late, 61), {
      outcome: "400 invalid_grant/request_settled",
      event: stepRefused(late.id, "redeem", "request_settled"),
    });
    clock.set(0);
    const rotated = await redeemedLogin(victim);
    expect((await refresh(victim, rotated.tokens.refresh_token)).status).toBe(200);
    clock.set(29);
    expect((await refresh(victim, rotated.tokens.refresh_token)).status).toBe(200);
    clock.set(31);
    expect((await refresh(victim, rotated.tokens.refresh_token)).outcome).toBe("400 invalid_grant/refresh_reused");
  });

  it("ends a family of tokens when its time is over", async () => {
    const { id, tokens } = await redeemedLogin(victim);
    clock.set(43_201);
    const { device, session } = victim.parties;
    const iat = stopped + 43_201;
    const statement = await refreshStatement.sign(device, {
      iss: device.thumbprint,
      aud: victim.issuer,
      jti: newId(),
      ...{ iat, exp: iat + 60, cnf: { jkt: session.thumbprint } },
    });
    await expectRefused(victim, () => refresh(victim, tokens.refresh_token, statement, session, iat), {
      outcome: "400 invalid_grant/credential_revoked",
      event: refreshRefused(familyOf(victim, id), "credential_revoked"),
    });
    clock.set(0);
    expect((await refresh(victim, tokens.refresh_token)).status).toBe(200);
  });
});

it("tells a command line whose clock is wrong by an hour the time, and it signs in", async () => {
  const server = movableClock(atEnd);
  const stage = await openStage(atEnd, server.settings);
  const nearside = await newHome(atEnd);
  await enrolCommandLine(stage, nearside);
  for (const hours of [1, -1]) {
    server.set(hours * 3600);
    const login = await startLogin(nearside);
    await approveTyped(stage, login);
    expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
    expect((await (await nearside(["logout"])).ended()).code).toBe(0);
  }
});
