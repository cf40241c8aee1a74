// R9, approval flood: many requests aimed at one user, so that she approves one of them to have peace. A request reaches no person
// until it is met, so no screen of hers shows it; and everybody who floods is held to a limit of his own, on each of the ways in
// (of tickets see secret-guessing), while everybody else is served, whose honest use stays far below all of them.
import { decisionAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../kit/answer.ts";
import { CLIENT, type OpenLogin } from "../kit/login-steps.ts";
import { type EnrolledStage, enrol, openEnrolledStage, passkeyOf } from "../steps/enrolling.ts";
import {
  approve,
  askForLogin,
  decisionOn,
  deviceStatementOf,
  meetForLogin,
  poll,
  redeemedLogin,
  refresh,
} from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import type { Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { lastStoredEvent, storedEventsSince, storedRows } from "../support/server-rows.ts";
import { BEHIND_PROXY, floodUntilStopped, from } from "./support-flood.ts";
import { expectRefused } from "./support-refusals.ts";

/** The smallest limit that an operator may set; the limits beside it are its parts (`server/platform/limits/limits.ts`). */
const PER_ADDRESS = 600;
const REFRESHES = 10;
const OPEN_OF_MACHINE = 6;
const OPEN_OF_USER = 9;
const STARTS_OF_MACHINE = 30;
const POLLS = 150;
const STEPS_OF_LOGIN = 60;
const SETTINGS = {
  NEARSIDE_LIMIT_PER_ADDRESS: String(PER_ADDRESS),
  NEARSIDE_LIMIT_LOGINS_PER_MACHINE: String(STARTS_OF_MACHINE),
  NEARSIDE_LIMIT_OPEN_PER_MACHINE: String(OPEN_OF_MACHINE),
  NEARSIDE_LIMIT_OPEN_PER_USER: String(OPEN_OF_USER),
  NEARSIDE_LIMIT_REFRESHES_PER_USER: String(REFRESHES),
  // No poll is held open, so that a flood of them takes no time.
  NEARSIDE_HELD_POLLS: "0",
  ...BEHIND_PROXY,
};

const atEnd = afterTests();
let victim: EnrolledStage;
/** Enrolled here too, each at an address of his own. */
let mallory: EnrolledStage;
let bob: EnrolledStage;
let alice: EnrolledStage;
let herOtherMachine: EnrolledStage;
beforeAll(async () => {
  const stage = await openEnrolledStage(atEnd, SETTINGS);
  victim = from(stage, newAddress());
  [mallory, bob, alice] = [await newPerson("mallory"), await newPerson("bob"), await newPerson("alice")];
  herOtherMachine = await newPerson("alice", "alice's other");
});

let addresses = 0;
function newAddress(): string {
  addresses += 1;
  return `198.51.100.${addresses}`;
}

async function newPerson(name: string, machine = name): Promise<EnrolledStage> {
  const theirs = from(await newStranger(victim, machine), newAddress());
  const { met, user } = await enrol(theirs, name, await victim.server.ticket(name));
  await victim.server.admit((await sixWords(met.attestation, passkeyOf(theirs.parties))).join(" "));
  return { ...theirs, user };
}

async function start(who: Stage): Promise<Answer> {
  const form = { client_id: CLIENT, scope: "read", device_statement: await deviceStatementOf(who) };
  return who.postForm("/oauth/device_authorization", form);
}

async function approveAndRedeem(who: Stage, login: OpenLogin): Promise<void> {
  await meetForLogin(who, login);
  expect((await approve(who, login, await decisionOn(who, login))).outcome).toBe("200");
  expect((await poll(who, login)).outcome).toBe("200");
}

/** A limit of a machine, a person or a login. */
const limited = (limit: string, subject: string) => ({ kind: "rate_limited", subject, data: { limit } }) as const;
const limitedAt = (address: string, limit: string) => ({ kind: "rate_limited", data: { limit, address } }) as const;

/** Nothing moves, and no further line is written, however often it is asked. */
async function staysRefused(ask: () => Promise<Answer>, outcome: string): Promise<void> {
  const before = storedRows(victim);
  const seq = lastStoredEvent(victim);
  for (let times = 0; times < 5; times++) expect((await ask()).outcome).toBe(outcome);
  expect(storedRows(victim)).toEqual(before);
  expect(storedEventsSince(victim, seq)).toEqual([]);
}

const BUSY = "429 temporarily_unavailable";

describe("many requests", () => {
  it("shows nothing of a stranger who is enrolled nowhere", async () => {
    const stranger = from(await newStranger(victim), newAddress());
    const refused = { outcome: "400 invalid_request/device_unknown", event: null };
    await expectRefused(victim, () => start(stranger), refused);
    await staysRefused(() => start(stranger), refused.outcome);
  });

  it("reach nobody from a stranger's machine, and are limited soon", async () => {
    const seq = lastStoredEvent(victim);
    for (let times = 0; times < OPEN_OF_MACHINE; times++) expect((await start(mallory)).outcome).toBe("200");
    // Not one names her: there is no request "to" a person, only links that any person may open (see device-code-phishing).
    const events = storedEventsSince(victim, seq);
    expect(events.map(({ kind }) => kind)).toEqual(Array(OPEN_OF_MACHINE).fill("login_requested"));
    expect(JSON.stringify(events)).not.toContain(victim.user.id);
    const device = mallory.parties.device.thumbprint;
    const refused = { outcome: BUSY, event: limited("open_logins_of_machine", device) };
    await expectRefused(victim, () => start(mallory), refused);
    await staysRefused(() => start(mallory), BUSY);

    // Nor would it help him to finish them: the number of starts a minute is limited.
    const before = lastStoredEvent(victim);
    for (let times = 0; times < STARTS_OF_MACHINE; times++) expect((await start(mallory)).outcome).toBe(BUSY);
    expect(storedEventsSince(victim, before)).toMatchObject([limited("machine_logins", device)]);
    await redeemedLogin(victim);
  });

  it("end at that machine's limit where a thief of its device key asks in the person's name", async () => {
    const thief = from({ ...alice, parties: { ...alice.parties, session: alice.parties.stranger } }, newAddress());
    const honest = await askForLogin(alice);
    for (let times = 1; times < OPEN_OF_MACHINE; times++) expect((await start(thief)).outcome).toBe("200");
    const device = alice.parties.device.thumbprint;
    const refused = { outcome: BUSY, event: limited("open_logins_of_machine", device) };
    await expectRefused(victim, () => start(thief), refused);
    // Her logins that had begun continue, and her other machine is not affected.
    await approveAndRedeem(alice, honest);
    await redeemedLogin(herOtherMachine);
    await redeemedLogin(victim);
  });

  it("end at the limit of their person, and leave everybody else's alone", async () => {
    expect(herOtherMachine.user.id).toBe(alice.user.id);
    const seq = lastStoredEvent(victim);
    const { refused } = await floodUntilStopped(() => start(herOtherMachine), OPEN_OF_USER);
    expect(refused.outcome).toBe(BUSY);
    const made = storedEventsSince(victim, seq).filter(({ kind }) => kind === "login_requested");
    // Five of the thief's are open: one machine alone can't fill her share.
    expect(made).toHaveLength(OPEN_OF_USER - (OPEN_OF_MACHINE - 1));
    expect(storedEventsSince(victim, seq).at(-1)).toMatchObject(limited("open_logins_of_user", alice.user.id));
    await staysRefused(() => start(herOtherMachine), BUSY);
    await redeemedLogin(victim);
  });
});

describe("a flood of", () => {
  it("polls is slowed, and the login is granted to the one who waits; nobody else uses it up", async () => {
    const login = await askForLogin(bob);
    const seq = lastStoredEvent(victim);
    const { refused, answered } = await floodUntilStopped(() => poll(bob, login), POLLS + 1);
    expect([refused.outcome, answered]).toEqual(["400 slow_down", POLLS]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(storedEventsSince(victim, seq)).toMatchObject([limited("polls", login.id)]);
    await staysRefused(() => poll(bob, login), "400 slow_down");

    const hers = await askForLogin(victim);
    const thief = from(mallory, newAddress());
    const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: hers.authorization.device_code };
    for (let times = 0; times <= POLLS; times++)
      expect((await thief.postForm("/oauth/token", form, { by: mallory.parties.session })).outcome).toBe(
        "400 invalid_grant",
      );
    await approveAndRedeem(victim, hers);
  });

  it("refreshes is held to the person, and ends none of his tokens", async () => {
    const who = from(bob, newAddress());
    let { tokens }: { tokens: TokenAnswer } = await redeemedLogin(who);
    const renew = () => refresh(who, tokens.refresh_token ?? "");
    for (let times = 0; times < REFRESHES; times++) tokens = (await renew()).as(tokenAnswerSchema);
    await expectRefused(victim, renew, { outcome: BUSY, event: limited("user_refreshes", bob.user.id) });
    await staysRefused(renew, BUSY);
    const hers = await redeemedLogin(victim);
    expect((await refresh(victim, hers.tokens.refresh_token ?? "")).outcome).toBe("200");
  });

  const nowhere = "/api/requests/rq_AAAAAAAAAAAAAAAAAAAAAA";
  const authorize = "/oauth/device_authorization";
  it.each<[what: string, limit: string, part: number, outcome: string, ask: (who: Stage) => Promise<Answer>]>([
    ["pages", "nonces", 5, "429 rate_limited", (who) => who.postJson(`${nowhere}/nonce`, {})],
    ["logins", "login_starts", 5, BUSY, (who) => who.postForm(authorize, { client_id: CLIENT })],
    ["enrolments", "enrolment_starts", 50, "429 rate_limited", (who) => who.postJson("/api/enrolments", {})],
    ["meetings", "requests", 1, "429 rate_limited", (who) => who.postJson(`${nowhere}/locality`, {})],
  ])(
    "%s by a stranger who proves nothing stops at the limit of his address",
    async (_what, limit, part, outcome, ask) => {
      const address = newAddress();
      const stranger = from(await newStranger(victim), address);
      const before = storedRows(victim);
      const seq = lastStoredEvent(victim);
      const { refused, answered } = await floodUntilStopped(() => ask(stranger), PER_ADDRESS);
      expect([refused.outcome, answered]).toEqual([outcome, PER_ADDRESS / part]);
      await staysRefused(() => ask(stranger), outcome);
      expect(storedRows(victim)).toEqual(before);
      expect(storedEventsSince(victim, seq)).toMatchObject([limitedAt(address, limit)]);
      await redeemedLogin(victim);
    },
  );

  it("decisions, by an extension that met, stops at the login, and the last one is as good as it was", async () => {
    const who = from(bob, newAddress());
    const login = await askForLogin(who);
    await meetForLogin(who, login);
    const seq = lastStoredEvent(victim);
    let last: Answer | undefined;
    const ask = async () => {
      const answer = await who.postJson(`/api/requests/${login.id}/decision`, {});
      if (answer.outcome === "200") last = answer;
      return answer;
    };
    const { refused, answered } = await floodUntilStopped(ask, PER_ADDRESS);
    expect([refused.outcome, answered]).toEqual(["429 rate_limited", STEPS_OF_LOGIN - 2]); // meeting and first decision
    expect(storedEventsSince(victim, seq).at(-1)).toMatchObject(limited("login_steps", login.id));
    await staysRefused(ask, "429 rate_limited");
    await redeemedLogin(victim);
    const decision = last?.as(decisionAnswerSchema);
    if (decision?.state !== "decided") throw new Error("there is no decision");
    expect((await approve(who, login, decision)).outcome).toBe("200");
    expect((await poll(who, login)).outcome).toBe("200");
  });
});

it("honest use stays far below, even of limits that are a tenth of what is set at first", async () => {
  const who = from(victim, newAddress());
  const seq = lastStoredEvent(victim);
  for (let times = 0; times < 8; times++) await redeemedLogin(who);
  expect(storedEventsSince(victim, seq).filter(({ kind }) => kind === "rate_limited")).toEqual([]);
});
