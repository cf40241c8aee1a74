// R18: a stranger with the link reads who asks for what, and where. Until the verdict the facts are a salted hash, and then they
// belong to the browser session that met; so of a link he learns that a login exists, a port, and how many browsers may approve.
import { hashFacts, readFacts, writeFacts } from "@nearside/shared/statements/facts.ts";
import { request as requestStatement } from "@nearside/shared/statements/request.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../kit/answer.ts";
import type { OpenLogin } from "../kit/login-steps.ts";
import { openLoginIn } from "../kit/login-steps.ts";
import { meet } from "../kit/meeting.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { approve, askForLogin, decisionOn, meetForLogin, nonceFor, poll } from "../steps/logging-in.ts";
import { newColleague, newStranger, withStolenCookie } from "../steps/people.ts";
import type { Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let victim: EnrolledStage;
/** Has the link and nothing else. */
let stranger: Stage;
/** Is enrolled here too, with a machine and a browser of his own. */
let colleague: Stage;
beforeAll(async () => {
  victim = await openEnrolledStage(atEnd);
  stranger = await newStranger(victim);
  colleague = await newColleague(victim, "mallory");
});

/** Words of the facts of every login here: the person, the command, the place. */
const FACTS = ["admin", "laptop", "Debian", "ada", "deploy prod", "~/shop", "bash", "/dev/pts/1", "profile"] as const;
/** Those that are there as words: many a nonce has three letters in a row. */
const factsIn = (shown: string): readonly string[] =>
  FACTS.filter((fact) => new RegExp(`(?<![\\w-])${fact}(?![\\w-])`).test(shown));
const ask = (stage: Stage): Promise<OpenLogin> => askForLogin(stage, "profile");

/** All that is in it, signed parts read too. */
function readable(answer: Answer): string {
  const text = JSON.stringify(answer.as(v.unknown()));
  const parts = text.match(/eyJ[\w-]+/g) ?? [];
  return [text, ...parts.map((part) => Buffer.from(part, "base64url").toString())].join("\n");
}

const at = ({ id }: Pick<OpenLogin, "id">, step: string): string => `/api/requests/${id}/${step}`;

async function approvedHonestly(login: OpenLogin): Promise<void> {
  expect((await approve(victim, login, await decisionOn(victim, login))).status).toBe(200);
  expect((await poll(victim, login)).status).toBe(200);
}

describe("a stranger who has the link", () => {
  it("is shown the page that every link shows, and a request without a name in it", async () => {
    const login = await ask(victim);
    const page = async (id: string) => (await fetch(`${victim.issuer}/approve/${id}`)).text();
    expect(await page(login.id)).toBe(await page("rq_AAAAAAAAAAAAAAAAAAAAAA"));

    const answer = await stranger.postJson(at(login, "nonce"), {});
    const shown = readable(answer);
    expect(factsIn(shown)).toEqual([]);
    expect(shown).not.toContain(victim.parties.device.thumbprint);
    expect(shown).not.toContain(victim.parties.extension.thumbprint);
    const open = openLoginIn(answer);
    const { claims } = await requestStatement.read(open.request);
    expect(Object.keys(claims).toSorted()).toEqual(
      ["exp", "extensions", "facts", "iat", "iss", "jti", "loopback", "statement", "sub_jkt"].toSorted(),
    );
    expect(claims).toMatchObject({ loopback: { address: "127.0.0.1" }, extensions: [expect.any(String)] });

    const { answer: met, ...meeting } = await meetForLogin(victim, login);
    // These words are right for the session that met.
    const facts = readable(met);
    expect(FACTS.filter((fact) => fact !== "admin" && !facts.includes(fact))).toEqual([]);
    expect(meeting.nonce).not.toBe(open.nonce);
    expect(readable(await stranger.postJson(at(login, "nonce"), {}))).not.toContain("laptop");
    await approvedHonestly(login);
    // It tells of one that ended how it ended.
    expect((await stranger.postJson(at(login, "nonce"), {})).as(v.unknown())).toEqual({ state: "redeemed" });
  });

  it("can't guess the facts by their hash, though he knows everything but the salt", async () => {
    const [one, other] = [await ask(victim), await ask(victim)];
    const { claims } = one.request;
    const text = one.authorization.facts;
    const { salt, ...facts } = readFacts(text);
    expect(await hashFacts(text)).toBe(claims.facts);
    expect(Buffer.from(salt, "base64url").length).toBeGreaterThanOrEqual(16);
    // No member of the request is the salt of what it hides.
    for (const guess of [claims.jti.slice(3), claims.statement, claims.sub_jkt, "A".repeat(22), ""]) {
      const guessed = JSON.stringify({ salt: guess, ...facts });
      expect(await hashFacts(guessed)).not.toBe(claims.facts);
    }
    expect(await hashFacts(JSON.stringify(facts))).not.toBe(claims.facts);
    expect(await hashFacts(writeFacts({ salt, ...facts }))).toBe(claims.facts);
    // Nor does one login show that another is of the same machine, person or purpose.
    const others: readonly string[] = Object.values(other.request.claims).flat().map(String);
    for (const trace of [claims.facts, claims.statement, ...claims.extensions]) expect(others).not.toContain(trace);
    for (const login of [one, other]) {
      await meetForLogin(victim, login);
      await approvedHonestly(login);
    }
  });
});

describe("the facts", () => {
  it("are shown to nobody before a meeting, and then to that session alone", async () => {
    const login = await ask(victim);
    const decisionOf = (who: Stage) => () => who.postJson(at(login, "decision"), {});
    const notHis = { outcome: "400 other_session", event: stepRefused(login.id, "decision", "other_session") };
    for (const who of [stranger, colleague]) {
      await nonceFor(who, login);
      await expectRefused(victim, decisionOf(who), notHis);
    }
    await meetForLogin(victim, login);
    for (const who of [stranger, colleague]) await expectRefused(victim, decisionOf(who), notHis);
    // Without any session there is no login to speak of.
    const nobody = await newStranger(victim);
    await expectRefused(victim, decisionOf(nobody), { outcome: "400 other_session", event: null });
    expect((await decisionOn(victim, login)).facts).toBe(login.authorization.facts);
    await approvedHonestly(login);
  });

  it("are shown for no meeting but that of the machine's own extension", async () => {
    const login = await ask(victim);
    for (const who of [stranger, colleague]) {
      const meeting = { request: login.request.jws, nonce: await nonceFor(who, login) };
      const forged = await meet(victim, { ...meeting, extension: who.parties.extension, session: who.parties.session });
      await expectRefused(victim, () => who.postJson(at(login, "locality"), forged), {
        outcome: "400 extension_not_listed",
        event: stepRefused(login.id, "locality", "extension_not_listed"),
      });
    }
    // Nor does the victim's own meeting show them to another browser that sends a copy.
    const meeting = { request: login.request.jws, nonce: await nonceFor(victim, login) };
    const copied = await meet(victim, {
      ...meeting,
      extension: victim.parties.extension,
      session: victim.parties.session,
    });
    await expectRefused(victim, () => stranger.postJson(at(login, "locality"), copied), {
      outcome: "400 nonce_mismatch",
      event: stepRefused(login.id, "locality", "nonce_mismatch"),
    });
    expect((await victim.postJson(at(login, "locality"), copied)).status).toBe(200);
    await approvedHonestly(login);
  });

  it("are told at no other address", async () => {
    const login = await ask(victim);
    const thief = withStolenCookie(stranger);
    for (const path of ["", "/facts", "/decision", "/nonce", "/locality", "/request"]) {
      const answer = await thief.send(`/api/requests/${login.id}${path}`, {});
      expect([path, answer.status]).toEqual([path, answer.status === 405 ? 405 : 404]);
    }
    await meetForLogin(victim, login);
    await approvedHonestly(login);
  });
});
