// R10: enrolment hijack. A stolen or phished ticket is used on the attacker's machine, first machine or second, with the victim
// touching a security key for it. An administrator types the six words; no passkey and no device key takes their place; single use; its owner
// is told.
import { startEnrolmentAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { browserStatement } from "@nearside/shared/statements/browser.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Answer } from "../kit/answer.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { LOOPBACK } from "../kit/machine.ts";
import { type MailServer, partsOfMail, startMailServer } from "../kit/mail-server.ts";
import { meet } from "../kit/meeting.ts";
import {
  askToEnrol,
  type EnrolledStage,
  enrol,
  makePasskey,
  meetToEnrol,
  openEnrolledStage,
  passkeyOf,
  proveBoth,
  viewEnrolment,
} from "../steps/enrolling.ts";
import { openHome } from "../steps/home.ts";
import { askForLogin, deviceStatementOf, nonceFor, redeemedLogin } from "../steps/logging-in.ts";
import { newColleague, newStranger } from "../steps/people.ts";
import { approveTyped, enrolCommandLine, startLogin } from "../steps/real-command-line.ts";
import { lasting, newId, RP_ID, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { giveAddress } from "../support/give-address.ts";
import { rowsOf, storedEventsAbout } from "../support/server-rows.ts";
import { enrolmentStepRefused, expectRefused, stepRefused } from "./support-refusals.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const TICKET = /[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){7}/;

/** These words of the list belong to no enrolment. */
const WRONG = "abacus abdomen abdominal abide abiding ability";

const atEnd = afterTests();
let stage: EnrolledStage;
let mail: MailServer;
beforeAll(async () => {
  mail = await startMailServer({ tls: "none" });
  atEnd(mail.stop);
  const settings = {
    NEARSIDE_MAIL_HOST: "127.0.0.1",
    NEARSIDE_MAIL_PORT: String(mail.port),
    NEARSIDE_MAIL_TLS: "none",
    NEARSIDE_MAIL_FROM: "nearside@example.com",
  };
  stage = await openEnrolledStage(atEnd, settings);
});

const logIn = async (who: Stage): Promise<Answer> =>
  who.postForm("/oauth/device_authorization", {
    client_id: CLIENT,
    scope: "read",
    device_statement: await deviceStatementOf(who),
  });

/** A machine that waits for its words signs nobody in. */
async function expectNoLogin(thief: Stage, code: string): Promise<void> {
  await expectRefused(stage, () => logIn(thief), {
    outcome: `400 invalid_request/${code}`,
    event: {
      kind: "device_refused",
      subject: thief.parties.device.thumbprint,
      data: { step: "login", code },
    },
  });
}

const userId = (name: string): string => String(rowsOf(stage, "SELECT id FROM users WHERE name = ?", name)[0]?.["id"]);
const ticketRefused = (name: string, reason: string) =>
  ({ kind: "ticket_refused", subject: userId(name), data: { reason } }) as const;

/** The administrator has words of somebody's, not his; with the fifth try all that waited is over. */
const nobodyReadsOut = (): Promise<void> =>
  expect(stage.server.admit(`${WRONG}\n`.repeat(5).trim())).rejects.toThrow(/wrong too often/);

describe("a stolen ticket", () => {
  it("that the thief uses first waits for words that nobody reads out, and its owner is told", async () => {
    const ticket = await stage.server.ticket("ada");
    const thief = await newStranger(stage, "thief-of-ada");
    const { request } = await enrol(thief, "ada", ticket);
    expect(await viewEnrolment(thief, request)).toMatchObject({ state: "pending", receipt: null });
    await expectNoLogin(thief, "bound_set_pending");

    const home = await openHome(onTestFinished);
    const typed = async (): Promise<void> => {
      const cli = await home.nearside(["enroll", stage.issuer, "--no-open"]);
      cli.type(`ada\n${ticket}\n`);
      expect(await cli.ended()).toEqual({ code: 68, signal: null });
      expect(cli.stderr()).toContain(sentenceOf("ticket_used"));
    };
    await expectUnmoved(stage, typed, [ticketRefused("ada", "used")]);

    await nobodyReadsOut();
    expect(await viewEnrolment(thief, request)).toMatchObject({ state: "refused", receipt: null });
    expect(storedEventsAbout(stage.dataFolder, request.claims.jti).slice(-2)).toMatchObject([
      { kind: "enrolment_refused", data: { reason: "words_differ", by: "administrator" } },
      { kind: "enrolment_step_refused", data: { step: "confirm", code: "words_differ" } },
    ]);
    await expectNoLogin(thief, "bound_set_revoked");
    const again = await stage.server.ticket("ada");
    await expect(askToEnrol(thief, "ada", again)).rejects.toThrow(/key_already_bound/);

    const ada = await newStranger(stage, "ada");
    await enrolCommandLine(ada, home.nearside, { name: "ada", ticket: again });
    const login = await startLogin(home.nearside);
    await approveTyped(ada, login);
    expect(await login.cli.ended()).toEqual({ code: 0, signal: null });
  });

  it("that the thief uses is told to its owner by mail, before anybody admits the machine", async () => {
    const ticket = await stage.server.ticket("mia");
    giveAddress(stage, "mia");
    const thief = await newStranger(stage, "thief-of-mia");
    const { request } = await enrol(thief, "mia", ticket);
    const { data } = await mail.received("mia@example.com", /^Subject: A machine waits to be admitted for mia\r$/m);
    expect(partsOfMail(data).text).toMatch(/read no words to anybody, and tell your administrator now/);
    expect(await viewEnrolment(thief, request)).toMatchObject({ state: "pending", receipt: null });
    await nobodyReadsOut();
    expect(mail.taken.filter(({ to }) => to.includes("mia@example.com"))).toHaveLength(1);
  });

  it("that asks where the key lies refuses a machine that keeps it worse, and stays unused", async () => {
    const ticket =
      (await stage.server.shell("ticket", "kim", "--display-name", "Kim", "--key", "keyring")).match(TICKET)?.[0] ?? "";
    const thief = await newStranger(stage, "thief-of-kim");
    const machine = { key_storage: "file", hostname: "laptop", os: "Debian 13", account: "kim" };
    const ask = () =>
      thief.postProved(
        "/api/enrolments",
        { kind: "machine", user: "kim", ticket, loopback: LOOPBACK, machine },
        thief.parties.device,
      );
    const before = rowsOf(stage, "SELECT reserved FROM tickets WHERE user_id = ?", userId("kim"));
    expect((await ask()).outcome).toBe("400 key_storage_too_weak");
    expect(rowsOf(stage, "SELECT reserved FROM tickets WHERE user_id = ?", userId("kim"))).toEqual(before);
    expect(before).toEqual([{ reserved: 0 }]);
  });

  it("that is revoked lets nobody begin, and ends what had begun", async () => {
    const ticket = await stage.server.ticket("lea");
    const thief = await newStranger(stage, "thief-of-lea");
    const request = await askToEnrol(thief, "lea", ticket);
    const [id] = (await stage.server.shell("tickets", "list", "lea")).match(/(?<=ticket )\S{43}/) ?? [];
    await stage.server.shell("tickets", "revoke", id ?? "");
    expect(await viewEnrolment(thief, request)).toMatchObject({ state: "refused", end: { reason: "ticket_revoked" } });
    await expect(askToEnrol(thief, "lea", ticket)).rejects.toThrow(/ticket_revoked/);
  });

  it("that a thief shows first and leaves halfway is told to its owner, who begins as soon as it is freed", async () => {
    const ticket = await stage.server.ticket("zoe");
    const thief = await newStranger(stage, "thief-of-zoe");
    const request = await askToEnrol(thief, "zoe", ticket);
    const { answer } = await meetToEnrol(thief, request);
    await makePasskey(thief, request, answer.options.challenge);
    const home = await openHome(onTestFinished);
    const typed = async (): Promise<void> => {
      const cli = await home.nearside(["enroll", stage.issuer, "--no-open"]);
      cli.type(`zoe\n${ticket}\n`);
      expect(await cli.ended()).toEqual({ code: 67, signal: null });
      expect(cli.stderr()).toContain(sentenceOf("ticket_begun"));
      expect(cli.stderr()).toMatch(/That machine calls itself "laptop" and started (just now|\d+ seconds? ago)\./);
    };
    await expectUnmoved(stage, typed, [ticketRefused("zoe", "other_device")]);

    const listed = await stage.server.shell("tickets", "list", "zoe");
    expect(listed).toMatch(/started on "laptop" by "ada", from 127\.0\.0\.1, less than a minute ago/);
    await stage.server.shell("tickets", "free", listed.match(/(?<=ticket )\S{43}/)?.[0] ?? "");
    expect(await viewEnrolment(thief, request)).toMatchObject({ state: "refused", end: { reason: "ticket_freed" } });
    await expect(proveBoth(thief, request)).rejects.toThrow(/enrolment_settled/);

    // He has the ticket still: while she is under way it gets him nothing, and nothing of hers ends.
    const zoe = await newStranger(stage, "zoe");
    await enrolCommandLine(
      {
        ...zoe,
        server: {
          ...zoe.server,
          admit: async (words) => {
            await expect(askToEnrol(thief, "zoe", ticket)).rejects.toThrow(/ticket_used/);
            await zoe.server.admit(words);
          },
        },
      },
      home.nearside,
      { name: "zoe", ticket },
    );
    const login = await startLogin(home.nearside);
    await approveTyped(zoe, login);
    expect(await login.cli.ended()).toEqual({ code: 0, signal: null });
  });

  it("enrols one machine once: none while its owner enrols, and none after", async () => {
    const ticket = await stage.server.ticket("bob");
    const [bob, thief] = [await newStranger(stage, "bob"), await newStranger(stage, "thief-of-bob")];
    const ask = () =>
      thief.postProved(
        "/api/enrolments",
        {
          kind: "machine",
          user: "bob",
          ticket,
          loopback: LOOPBACK,
          machine: { key_storage: "file", hostname: "laptop", os: "Debian 13", account: "bob" },
        },
        thief.parties.device,
      );
    await askToEnrol(bob, "bob", ticket);
    await expectRefused(stage, ask, { outcome: "400 ticket_begun", event: ticketRefused("bob", "other_device") });
    const { met } = await enrol(bob, "bob", ticket);
    await expectRefused(stage, ask, { outcome: "400 ticket_used", event: ticketRefused("bob", "used") });
    await stage.server.admit((await sixWords(met.attestation, passkeyOf(bob.parties))).join(" "));
    await redeemedLogin(bob);
  });
});

describe("a thief whose victim is enrolled, and touches her security key for him", () => {
  it("waits with his machine all the same: her passkey shows who, never where", async () => {
    const eve = await newColleague(stage, "eve");
    const thief = await newStranger(stage, "thief-of-eve");
    const ticket = await stage.server.ticket("eve");
    const request = await askToEnrol(thief, "eve", ticket);
    const { answer } = await meetToEnrol(thief, request);
    // The very passkey that she has belongs to her machine already.
    const same = {
      passkey: "create",
      response: eve.parties.passkey.create({ challenge: answer.options.challenge, rpId: RP_ID, origin: stage.issuer }),
    };
    await expectRefused(stage, () => thief.postJson(`/api/enrolments/${request.claims.jti}/passkey`, same), {
      outcome: "400 key_already_bound",
      event: enrolmentStepRefused(request.claims.jti, "passkey", "key_already_bound"),
    });
    // A new one that she makes by touching.
    const touched = { ...thief, parties: { ...thief.parties, passkey: eve.parties.strangerPasskey } };
    const response = touched.parties.passkey.create({
      challenge: answer.options.challenge,
      rpId: RP_ID,
      origin: stage.issuer,
    });
    expect(
      (await thief.postJson(`/api/enrolments/${request.claims.jti}/passkey`, { passkey: "create", response })).status,
    ).toBe(200);
    await proveBoth(touched, request);
    expect(await viewEnrolment(thief, request)).toMatchObject({ state: "pending", receipt: null });
    await expectNoLogin(thief, "bound_set_pending");
    await nobodyReadsOut();
    await expectNoLogin(thief, "bound_set_revoked");
    await redeemedLogin(eve);
  });

  it("waits with his browser all the same, though he has her device key as well", async () => {
    const fay = await newColleague(stage, "fay");
    const thief = await newStranger(stage, "thief-of-fay");
    const { device, passkey } = fay.parties;
    const parties = { ...fay.parties, extension: thief.parties.extension };
    const stolen = { ...thief, parties };
    const statement = await browserStatement.sign(device, {
      iss: device.thumbprint,
      aud: stage.issuer,
      jti: newId(),
      ...lasting(60),
      loopback: LOOPBACK,
    });
    const started = await thief.postProved(
      "/api/enrolments",
      { kind: "browser", browser_statement: statement },
      device,
    );
    const request = await enrolmentRequest.read(started.as(startEnrolmentAnswerSchema).enrolment_request);
    expect(request.claims.browser).toBe(await sha256Base64url(statement));
    const { answer } = await meetToEnrol(stolen, request);
    const challenge = Buffer.from(answer.options.challenge, "base64url");
    const response = passkey.get({ challenge, rpId: RP_ID, origin: stage.issuer });
    await thief.postJson(`/api/enrolments/${request.claims.jti}/passkey`, { passkey: "get", response });
    await proveBoth(stolen, request);
    expect(await viewEnrolment(stolen, request)).toMatchObject({ state: "pending", receipt: null });

    // He starts a login in her name, and his extension says that it met it.
    const login = await askForLogin(stolen);
    expect(login.request.claims.extensions).toHaveLength(1);
    const met = await meet(thief, {
      request: login.request.jws,
      nonce: await nonceFor(stolen, login),
      extension: parties.extension,
      session: parties.session,
    });
    await expectRefused(stage, () => thief.postJson(`/api/requests/${login.id}/locality`, met), {
      outcome: "400 extension_not_listed",
      event: stepRefused(login.id, "locality", "extension_not_listed"),
    });
    await nobodyReadsOut();
    await redeemedLogin(fay);
  });
});
