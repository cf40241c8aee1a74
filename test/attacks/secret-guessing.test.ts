// R17: brute force of user codes, request ids and tickets. What counts has 128 random bits and more, and lies in the store as a
// hash, so a guess is never compared with a secret; user codes approve nothing; and everybody who guesses is cut off long before
// chance could help, while no other person is held up.
import { randomBytes } from "node:crypto";
import { startEnrolmentAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../kit/answer.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { askToEnrol, type EnrolledStage, openEnrolledStage, showTicket } from "../steps/enrolling.ts";
import { approvedLogin, askForLogin, nonceFor, poll, redeemedLogin } from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import { newId, openClient, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { lastStoredEvent, storedEventsSince, storedRows } from "../support/server-rows.ts";
import { expectRefused } from "./support-refusals.ts";

/** The smallest limit that may be set; the limits beside it are its parts (`server/platform/limits/limits.ts`). */
const PER_ADDRESS = 600;
const WRONG_TICKETS = PER_ADDRESS / 300;
const WRONG_TICKETS_IN_ALL = PER_ADDRESS / 30;
const NONCES = PER_ADDRESS / 5;

const atEnd = afterTests();
let victim: EnrolledStage;
beforeAll(async () => {
  // The server is behind a proxy, so that everybody has an address of his own.
  const settings = { NEARSIDE_LIMIT_PER_ADDRESS: String(PER_ADDRESS), NEARSIDE_TRUSTED_PROXIES: "127.0.0.1" };
  victim = from(await openEnrolledStage(atEnd, settings), "192.0.2.1");
});

/** That party at an address of its own, as the proxy says. */
const from = <S extends Stage>(stage: S, address: string): S => ({
  ...stage,
  ...openClient(stage.issuer, stage.cookie(), { "x-forwarded-for": address }),
});

/** Asks until it is told to stop. */
async function flood(
  ask: () => Promise<Answer>,
): Promise<{ readonly outcomes: readonly string[]; readonly times: number }> {
  const outcomes = new Set<string>();
  for (let times = 1; times <= 2 * PER_ADDRESS; times++) {
    const { outcome, status } = await ask();
    outcomes.add(outcome);
    if (status === 429) return { outcomes: [...outcomes], times };
  }
  throw new Error(`nobody stopped it: ${[...outcomes].join(", ")}`);
}

const limited = (limit: string, address: string) =>
  expect.objectContaining({ kind: "rate_limited", data: expect.objectContaining({ limit, address }) });

/** 8 groups of 4 of Crockford's letters. */
function guessedTicket(): string {
  const letters = [...randomBytes(32)].map((byte) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[byte % 32]).join("");
  return (letters.match(/.{4}/g) ?? []).join("-");
}

describe("a ticket", () => {
  it("takes some guesses from one address, and then refuses even the right ticket", async () => {
    const guesser = from(await newStranger(victim, "guesser"), "198.51.100.7");
    const bobs = await victim.server.ticket("bob");
    const [before, seq] = [storedRows(victim), lastStoredEvent(victim)];
    const guess = () => showTicket(guesser, "bob", guessedTicket(), guesser.parties.device);
    expect(await flood(guess)).toEqual({
      outcomes: ["400 ticket_invalid", "429 rate_limited"],
      times: WRONG_TICKETS + 1,
    });
    expect((await showTicket(guesser, "bob", bobs, guesser.parties.device)).outcome).toBe("429 rate_limited");
    expect(storedRows(victim)).toEqual(before);
    expect(storedEventsSince(victim, seq)).toEqual([limited("wrong_tickets", "198.51.100.7")]);

    // Bob at his own address, who never guessed.
    const bob = from(await newStranger(victim, "bob"), "192.0.2.2");
    const answer = (await showTicket(bob, "bob", bobs, bob.parties.device)).as(startEnrolmentAnswerSchema);
    expect((await enrolmentRequest.read(answer.enrolment_request)).claims.user.name).toBe("bob");
  });

  it("stops guesses from many addresses together soon, and serves those who never guessed", async () => {
    const everywhere = await newStranger(victim, "guesser");
    const carols = await victim.server.ticket("carol");
    const before = storedRows(victim);
    for (let host = 1; host <= WRONG_TICKETS_IN_ALL; host++) {
      const guesser = from(everywhere, `198.51.100.${100 + host}`);
      await showTicket(guesser, "carol", guessedTicket(), guesser.parties.device);
    }
    const again = from(everywhere, `198.51.100.101`);
    const { outcome } = await showTicket(again, "carol", guessedTicket(), again.parties.device);
    expect(outcome).toBe("429 rate_limited");
    expect(storedRows(victim)).toEqual(before);
    const carol = from(await newStranger(victim, "carol"), "192.0.2.3");
    expect((await showTicket(carol, "carol", carols, carol.parties.device)).status).toBe(201);
  });
});

describe("a request id", () => {
  it("has 128 bits and more; a guesser learns nothing, and is limited", async () => {
    const login = await askForLogin(victim);
    expect(login.id).toMatch(/^rq_[A-Za-z0-9_-]{22}$/);
    const guesser = from(await newStranger(victim, "guesser"), "198.51.100.8");
    const [before, seq] = [storedRows(victim), lastStoredEvent(victim)];
    const guess = () => guesser.postJson(`/api/requests/rq_${newId()}/nonce`, {});
    expect(await flood(guess)).toEqual({ outcomes: ["404 request_unknown", "429 rate_limited"], times: NONCES + 1 });
    expect(storedRows(victim)).toEqual(before);
    expect(storedEventsSince(victim, seq)).toEqual([limited("nonces", "198.51.100.8")]);
    // One letter away is another id, and the right one still needs a meeting.
    const last = login.id.endsWith("A") ? "Q" : "A";
    const near = { id: login.id.slice(0, -1) + last };
    await expectRefused(victim, () => victim.postJson(`/api/requests/${near.id}/nonce`, {}), {
      outcome: "404 request_unknown",
      event: null,
    });
    expect(await nonceFor(victim, login)).toMatch(/^ey/);
  });
});

describe("an enrolment's id", () => {
  it("has as many bits; a guesser learns nothing, and is limited", async () => {
    const guesser = from(await newStranger(victim, "guesser"), "198.51.100.10");
    const [before, seq] = [storedRows(victim), lastStoredEvent(victim)];
    const guess = () => guesser.postJson(`/api/enrolments/en_${newId()}/nonce`, {});
    expect(await flood(guess)).toEqual({ outcomes: ["404 enrolment_unknown", "429 rate_limited"], times: NONCES + 1 });
    expect(storedRows(victim)).toEqual(before);
    expect(storedEventsSince(victim, seq)).toEqual([limited("nonces", "198.51.100.10")]);
    const erin = from(await newStranger(victim, "erin"), "192.0.2.4");
    const { claims } = await askToEnrol(erin, "erin", await victim.server.ticket("erin"));
    expect((await erin.postJson(`/api/enrolments/${claims.jti}/nonce`, {})).status).toBe(200);
  });
});

describe("a device code", () => {
  it("has 256 bits; a guesser gets the same answer to every guess, and is limited", async () => {
    const login = await approvedLogin(victim);
    expect(login.authorization.device_code).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const guesser = from(await newStranger(victim, "guesser"), "198.51.100.9");
    const [before, seq] = [storedRows(victim), lastStoredEvent(victim)];
    const guess = () => {
      const device_code = randomBytes(32).toString("base64url");
      const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code };
      return guesser.postForm("/oauth/token", form, { by: guesser.parties.session });
    };
    const { outcomes, times } = await flood(guess);
    expect(outcomes).toEqual(["400 invalid_grant", "429 temporarily_unavailable"]);
    expect(times).toBeLessThanOrEqual(PER_ADDRESS);
    expect(storedRows(victim)).toEqual(before);
    expect(storedEventsSince(victim, seq)).toEqual([limited("requests", "198.51.100.9")]);
    expect((await poll(victim, login)).status).toBe(200);
  });
});

describe("a user code", () => {
  it("approves nothing and redeems nothing, even the right one", async () => {
    const login = await askForLogin(victim);
    const { user_code } = login.authorization;
    for (const outcome of [user_code, user_code.replaceAll("-", ""), user_code.toLowerCase()]) {
      const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: outcome };
      await expectRefused(victim, () => victim.postForm("/oauth/token", form, { by: victim.parties.session }), {
        outcome: "400 invalid_grant",
        event: null,
      });
      await expectRefused(victim, () => victim.postJson(`/api/requests/${outcome}/nonce`, {}), {
        outcome: "404 request_unknown",
        event: null,
      });
    }
    expect(JSON.stringify(storedRows(victim))).not.toContain(user_code);
  });
});

it("stores nothing that could be guessed", async () => {
  const ticket = await victim.server.ticket("dave");
  const login = await redeemedLogin(victim);
  const stored = JSON.stringify(storedRows(victim));
  expect(stored).toContain(login.id);
  const { device_code } = login.authorization;
  for (const secret of [ticket, device_code, login.tokens.refresh_token, victim.cookie()?.split("=")[1] ?? ""]) {
    expect(secret).not.toBe("");
    expect(stored).not.toContain(secret);
  }
});
