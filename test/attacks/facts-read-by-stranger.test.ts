// R18: a stranger with the link reads who asks for what, and where. Until the verdict the facts are a salted hash, and then they
// belong to the browser session that met; so of a link he learns that a login exists, a port, and how many browsers may approve.
import { type loginStateSchema, nonceAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import type * as requestApi from "@nearside/shared/api/request-api.ts";
import { secondWaitSchema } from "@nearside/shared/api/second-wait.ts";
import { REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import { coAnswer } from "@nearside/shared/statements/co-answer.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { hashFacts, readFacts, writeFacts } from "@nearside/shared/statements/facts.ts";
import { peerRefusal } from "@nearside/shared/statements/peer-refusal.ts";
import { report } from "@nearside/shared/statements/report.ts";
import { request as requestStatement } from "@nearside/shared/statements/request.ts";
import { withdrawal } from "@nearside/shared/statements/withdrawal.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../kit/answer.ts";
import type { MetLogin } from "../kit/log-in.ts";
import { sayWithdrawn } from "../kit/login-messages.ts";
import type { OpenLogin } from "../kit/login-steps.ts";
import { openLoginIn } from "../kit/login-steps.ts";
import { meet } from "../kit/meeting.ts";
import { askBack, coApprove, coRefuse } from "../kit/second-approver.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { approve, askForLogin, decisionOn, meetForLogin, nonceFor, poll } from "../steps/logging-in.ts";
import { newColleague, newStranger, withStolenCookie } from "../steps/people.ts";
import { askFor, openSecondStage, type SecondStage, waitingLogin } from "../steps/second-approving.ts";
import { newId, now, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { movableClock } from "../support/movable-clock.ts";
import { publishRules } from "../support/rules.ts";
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
  const { text } = answer;
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

describe("in every state, at every address of a login", () => {
  const clock = movableClock(atEnd);
  let people: SecondStage;
  let mallory: EnrolledStage;
  let nobody: Stage;
  beforeAll(async () => {
    people = await openSecondStage(atEnd, clock.settings);
    mallory = await newColleague(people.owner, "mallory");
    nobody = await newStranger(people.owner);
    for (const who of [mallory, nobody]) await nonceFor(who, await askForLogin(people.alice));
  });

  /** Words of each login here, of the people who are asked and of what they say. */
  const SECRETS = [...FACTS, "alice", "bob", "carol", "Which release?", "Not on a Friday."];
  const secretsIn = (text: string) => SECRETS.filter((word) => new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(text));

  const waiting = async (): Promise<MetLogin> => {
    const login = await waitingLogin(people.alice);
    expect((await askBack(people.bob, login, "Which release?")).outcome).toBe("200");
    return login;
  };
  const approved = async (): Promise<MetLogin> => {
    const login = await waiting();
    expect((await coApprove(people.alice, people.carol, login)).outcome).toBe("200");
    return login;
  };
  const states: Readonly<Record<v.InferOutput<typeof loginStateSchema>, () => Promise<OpenLogin>>> = {
    pending: () => ask(people.alice),
    met: async () => {
      const login = await ask(people.alice);
      await meetForLogin(people.alice, login);
      return login;
    },
    waiting,
    approved,
    redeemed: async () => {
      const login = await approved();
      expect((await poll(people.alice, login)).status).toBe(200);
      return login;
    },
    denied: async () => {
      const login = await waiting();
      expect((await coRefuse(people.carol, login, "Not on a Friday.")).outcome).toBe("200");
      return login;
    },
    withdrawn: async () => {
      const login = await waiting();
      await sayWithdrawn(people.alice, login, login.session);
      return login;
    },
    refused: async () => {
      const login = await approved();
      await publishRules(people.owner.server, '@id("shut") forbid (principal, action, resource);');
      expect((await poll(people.alice, login)).outcome).toBe("400 access_denied/rule_denied");
      await askFor(people.owner, '@require_second_approver("user:bob user:carol")');
      return login;
    },
    expired: async () => {
      const login = await ask(people.alice);
      clock.set(REQUEST_SECONDS + 1);
      return login;
    },
  };

  /** What somebody with the link can send: signed by his own keys where it is signed. */
  const bodiesOf = async (login: OpenLogin, { parties }: Stage): Promise<Record<keyof typeof requestApi, object>> => {
    const { extension, session } = parties;
    const request = login.request.hash;
    const seen = { request: login.request.jws, nonce: openNonce, extension, session };
    const attestation = { attestation: request };
    return {
      ...{ nonce: {}, decision: {}, trouble: { code: "unreachable" }, state: { known: "waited_for" } },
      locality: { ...(await meet(people.owner, seen)) },
      approve: { decision: login.request.jws, assertion: null },
      deny: { denial: await denial.sign(extension, attestation), alert: true },
      report: {
        nonce: openNonce,
        report: await report.sign(extension, {
          request,
          reason: "started_elsewhere",
          nonce: "A".repeat(22),
          iat: now(),
        }),
      },
      peer: {
        peer_refusal: await peerRefusal.sign(session, { request, code: "peer_forwarded", jti: newId(), iat: now() }),
      },
      withdrawal: { withdrawal: await withdrawal.sign(session, { request, reason: "ended" }) },
      answer: { co_answer: await coAnswer.sign(session, { request, question: request, answer: "Any.", iat: now() }) },
    };
  };
  let openNonce: string;

  it.each(Object.entries(states))("tells nothing of a login that is %s", async (state, reach) => {
    openNonce = await nonceFor(mallory, await ask(people.alice));
    const login = await reach();
    for (const who of [nobody, await newStranger(people.owner), mallory]) {
      for (const [name, body] of Object.entries(await bodiesOf(login, who))) {
        const answer = await who.postJson(at(login, name), body);
        expect([name, secretsIn(readable(answer))]).toEqual([name, []]);
      }
      const polled = await poll(who, login, who.parties.session);
      expect([polled.status, secretsIn(readable(polled))]).toEqual([400, []]);
    }
    // The address tells the state and no more, except to the browser that met.
    const shown = (await nobody.postJson(at(login, "nonce"), {})).as(nonceAnswerSchema);
    if (state === "waiting") {
      expect(shown).toEqual({ state });
      const own = (await people.alice.postJson(at(login, "nonce"), {})).as(v.looseObject({ second: secondWaitSchema }));
      expect(own.second.asked.toSorted()).toEqual(["bob", "carol"]);
      expect(own.second.questions).toMatchObject([{ from: { name: "bob" } }]);
    }
  });
});
