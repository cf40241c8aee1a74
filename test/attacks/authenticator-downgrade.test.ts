// R7, FIDO downgrade by a spoofed user agent: a man between browser and server claims a browser that can do less, so that
// something weaker is asked for and taken. What is asked of a browser may depend on its name; what is taken never does: the
// person verified, and a passkey that can't be copied. And there is nothing else to fall back to.
import { enrolmentLocalityAnswerSchema, enrolmentNonceAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { type CreationOptions, creationOptionsSchema, type RequestOptions } from "@nearside/shared/passkey/webauthn.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import type { Page } from "playwright-core";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { FLAGS } from "../kit/authenticator.ts";
import { askToEnrol, makePasskey, meetToEnrol, passkeyOf, proveBoth } from "../steps/enrolling.ts";
import { approve, askForLogin, decisionOn, meetForLogin, poll } from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import {
  confirmIn,
  createInPage,
  getInPage,
  newRealMachine,
  openEnrolment,
  postInPage,
} from "../steps/real-machine.ts";
import { openClient, openStage, RP_ID, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { createAuthenticator } from "../support/authenticator.ts";
import { comparedWords, completeEnrolment } from "../support/enrol-machine.ts";
import { approveOn, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import type { Machine } from "../support/machine.ts";
import { enrolmentStepRefused, expectRefused, stepRefused } from "./support-refusals.ts";

/** The one name that changes what is asked. */
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const BROWSERS = [
  FIREFOX,
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
  "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)",
];
const UNVERIFIED = FLAGS.UP;
const COPIED = FLAGS.UP | FLAGS.UV | FLAGS.BE | FLAGS.BS;

const atEnd = afterTests();
let stage: Stage;
let machine: Machine;
beforeAll(async () => {
  stage = await openStage(atEnd);
  machine = await newRealMachine(stage, atEnd);
  await machine.browser.context.setExtraHTTPHeaders({ "user-agent": FIREFOX });
  await machine.browser.context.addInitScript((name) => {
    Object.defineProperty(navigator, "userAgent", { get: () => name });
  }, FIREFOX);
});

/** No password, no code, no other way in. */
async function offersOnly(page: Page, buttons: readonly RegExp[]): Promise<void> {
  expect(await page.locator("input, textarea, select").count()).toBe(0);
  const named = await page.locator("main button, main a").allTextContents();
  expect(named.filter((name) => !buttons.some((button) => button.test(name)))).toEqual([]);
  expect(named.length).toBeGreaterThan(0);
}

describe("a real browser that claims to be another", () => {
  it("enrols with no less than a verified person, though less is asked of its authenticator", async () => {
    const cli = await machine.cli(["enroll", stage.issuer, "--no-open"]);
    cli.type(`admin\n${stage.server.bootstrapTicket}\n`);
    const [url] = await cli.printed(/https?:\/\/\S+\/enroll\/en_[\w-]{22}/);
    const id = url.slice(url.lastIndexOf("/") + 1);
    const opened = await openEnrolment(machine, url);
    const { page, window } = opened;
    const answered = page.waitForResponse(/\/locality$/);
    await confirmIn(opened);
    const outcome = v.parse(enrolmentLocalityAnswerSchema, await (await answered).json());
    const options: CreationOptions = v.parse(creationOptionsSchema, outcome.options);
    expect(options.hints).toEqual(["client-device", "security-key"]);
    expect(options.authenticatorSelection).toEqual({ userVerification: "required", residentKey: "preferred" });

    await page.getByRole("button", { name: "Create passkey" }).waitFor();
    await offersOnly(page, [/^Create passkey$/]);
    const bareKey = createAuthenticator({ transport: "usb", verifiesUser: false });
    await machine.authenticator.unplugFrom(page);
    await bareKey.plugInto(page);
    const response = await createInPage(page, {
      ...options,
      authenticatorSelection: { userVerification: "discouraged" },
    });
    await expectRefused(
      stage,
      () => postInPage(page, `/api/enrolments/${id}/passkey`, { passkey: "create", response }),
      { outcome: "400 user_not_verified", event: enrolmentStepRefused(id, "passkey", "user_not_verified") },
    );

    await bareKey.unplugFrom(page);
    await machine.authenticator.plugInto(page);
    await page.getByRole("button", { name: "Create passkey" }).click();
    await completeEnrolment({ cli, page, window, words: await comparedWords(cli) }, undefined);
  });

  it("approves with no less either", async () => {
    const { cli, url } = await startLogin(machine);
    const at = `/api/requests/${requestIdIn(url)}`;
    const page = await openLogin(machine, url);
    await page.getByRole("button", { name: "Approve", exact: true }).waitFor();
    await offersOnly(page, [/^Approve$/, /den/i, /didn.t start/i]);
    const decided = (await postInPage(page, `${at}/decision`, {})).as(decidedAnswerSchema);
    const options: RequestOptions = decided.options;
    expect(options.userVerification).toBe("required");
    await machine.authenticator.setUserVerified(false);
    const assertion = await getInPage(page, { ...options, userVerification: "discouraged" });
    await expectRefused(stage, () => postInPage(page, `${at}/approve`, { decision: decided.decision, assertion }), {
      outcome: "400 user_not_verified",
      event: stepRefused(requestIdIn(url), "approve", "user_not_verified"),
    });
    await machine.authenticator.setUserVerified(true);
    await page.reload();
    await approveOn(page);
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
    await page.close();
  });
});

describe.each(BROWSERS.map((name, index) => [name, `person-${index}`] as const))("%s", (name, person) => {
  let who: Stage;
  beforeAll(async () => {
    who = { ...(await newStranger(stage, person)), ...openClient(stage.issuer, undefined, { "user-agent": name }) };
  });

  it("is asked the same at enrolment as every browser", async () => {
    const request = await askToEnrol(who, person, await stage.server.ticket(person));
    const { jti } = request.claims;
    expect((await who.postJson(`/api/enrolments/${jti}/nonce`, {})).as(enrolmentNonceAnswerSchema).state).toBe("open");
    const { answer, attestation } = await meetToEnrol(who, request);
    expect(v.parse(creationOptionsSchema, answer.options)).toMatchObject({
      attestation: "direct",
      authenticatorSelection: { userVerification: "required" },
    });
    for (const [flags, code] of [
      [UNVERIFIED, "user_not_verified"],
      [COPIED, "passkey_synced"],
    ] as const) {
      const response = who.parties.passkey.create(
        { challenge: answer.options.challenge, rpId: RP_ID, origin: stage.issuer },
        { flags: flags },
      );
      const send = () => who.postJson(`/api/enrolments/${jti}/passkey`, { passkey: "create", response });
      await expectRefused(stage, send, { outcome: `400 ${code}`, event: enrolmentStepRefused(jti, "passkey", code) });
    }
    await makePasskey(who, request, answer.options.challenge);
    await proveBoth(who, request);
    await stage.server.admit((await sixWords(attestation, passkeyOf(who.parties))).join(" "));
  });

  it("is asked the same at approval", async () => {
    const login = await askForLogin(who);
    await meetForLogin(who, login);
    const decided = await decisionOn(who, login);
    expect(decided.options.userVerification).toBe("required");
    const over = { challenge: Buffer.from(decided.options.challenge, "base64url"), rpId: RP_ID, origin: stage.issuer };
    for (const [flags, code] of [
      [UNVERIFIED, "user_not_verified"],
      [COPIED, "backup_state_changed"],
    ] as const) {
      const assertion = who.parties.passkey.get(over, { flags });
      const send = () => who.postJson(`/api/requests/${login.id}/approve`, { decision: decided.decision, assertion });
      await expectRefused(stage, send, { outcome: `400 ${code}`, event: stepRefused(login.id, "approve", code) });
    }
    expect((await approve(who, login, decided)).outcome).toBe("200");
    expect((await poll(who, login)).outcome).toBe("200");
  });
});
