// R6, phone approval: a passkey on a phone (hybrid, by QR code), or a synced one restored elsewhere, even one of the bound set. It
// proves the person and nothing else: without a meeting it approves nothing, and with one it approves as any other. One that may
// be copied (BE = 1) is kept out at enrolment unless a setting says otherwise.
import { enrolmentLocalityAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { creationOptionsSchema } from "@nearside/shared/passkey/webauthn.ts";
import type { BrowserContext, Page } from "playwright-core";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { askForLogin, decisionOn, meetForLogin } from "../steps/logging-in.ts";
import { newColleague } from "../steps/people.ts";
import {
  confirmIn,
  createInPage,
  getInPage,
  newRealMachine,
  openEnrolment,
  postInPage,
} from "../steps/real-machine.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Authenticator, createAuthenticator, type Passkey } from "../support/authenticator.ts";
import { comparedWords, completeEnrolment, enrolMachine } from "../support/enrol-machine.ts";
import { approveOn, headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import type { Machine } from "../support/machine.ts";
import { lastStoredEvent, rowsOf, storedEventsSince, storedRows } from "../support/server-rows.ts";
import { enrolmentStepRefused, expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let stage: Stage;
let victim: Machine;
beforeAll(async () => {
  stage = await openStage(atEnd);
  victim = await newRealMachine(stage, atEnd);
  await enrolMachine(victim, stage.issuer, "admin", stage.server.bootstrapTicket ?? "", undefined);
});

/** Her phone: the very passkey of the bound set, beside whatever page asks. */
async function phoneWithHerPasskey(differs: Partial<Passkey> = {}): Promise<Authenticator> {
  const phone = createAuthenticator({ transport: "hybrid" });
  for (const passkey of victim.authenticator.passkeys()) await phone.restore({ ...passkey, ...differs });
  return phone;
}

/** One passkey has one counter, wherever it is kept. */
async function bringHome(phone: Authenticator): Promise<void> {
  for (const passkey of phone.passkeys()) await victim.authenticator.restore(passkey);
}

const herPasskey = (): string =>
  Buffer.from(victim.authenticator.passkeys()[0]?.credentialId ?? "", "base64").toString("base64url");

/** A browser without the extension, such as a phone's. */
async function openOnPhone(url: string, phone: Authenticator): Promise<Page> {
  const elsewhere: BrowserContext | undefined = await victim.browser.context.browser()?.newContext();
  if (elsewhere === undefined) throw new Error("the browser gave no other context");
  const page = await elsewhere.newPage();
  page.once("close", () => void elsewhere.close().catch(() => undefined)); // or gone with its browser
  await phone.plugInto(page);
  await page.goto(url);
  await headingOf(page, /extension/i);
  expect(await page.getByRole("button", { name: /approve/i }).count()).toBe(0);
  return page;
}

/** The victim's own login, approved in her own browser by that authenticator. */
async function approvesWith(authenticator: Authenticator): Promise<void> {
  const { cli, url } = await startLogin(victim);
  const page = await openLogin({ ...victim, authenticator }, url);
  await approveOn(page);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  await page.close();
}

describe("the phone that holds a passkey of the bound set", () => {
  it("can't approve the attacker's login, however willing its person", async () => {
    const mallory = await newColleague(stage, "mallory");
    const login = await askForLogin(mallory);
    const phone = await phoneWithHerPasskey();
    const page = await openOnPhone(`${stage.issuer}/approve/${login.id}`, phone);
    const at = `/api/requests/${login.id}`;
    await expectRefused(stage, () => postInPage(page, `${at}/decision`, {}), {
      outcome: "400 other_session",
      event: stepRefused(login.id, "decision", "other_session"),
    });
    // He meets his own command line, and has her touch the phone for what he is asked.
    await meetForLogin(mallory, login);
    const { decision, options } = await decisionOn(mallory, login);
    const mine = { ...options, allowCredentials: [{ id: herPasskey(), type: "public-key" as const }] };
    const assertion = await getInPage(page, mine);
    expect(phone.assertions()).toBe(1);
    await expectRefused(stage, () => mallory.postJson(`${at}/approve`, { decision, assertion }), {
      outcome: "400 passkey_not_bound",
      event: stepRefused(login.id, "approve", "passkey_not_bound"),
    });
    await expectRefused(stage, () => postInPage(page, `${at}/approve`, { decision, assertion }), {
      outcome: "400 other_session",
      event: stepRefused(login.id, "approve", "other_session"),
    });
    await bringHome(phone);
    await page.close();
  });

  it("can't approve the victim's own login either, where no extension met her command line", async () => {
    const { cli, url } = await startLogin(victim);
    const id = requestIdIn(url);
    const phone = await phoneWithHerPasskey();
    const away = await openOnPhone(url, phone);
    const here = await openLogin(victim, url);
    await here.getByRole("button", { name: "Approve", exact: true }).waitFor();
    const answer = await postInPage(here, `/api/requests/${id}/decision`, {});
    const { decision, options } = answer.as(decidedAnswerSchema);
    const assertion = await getInPage(away, options);
    await expectRefused(stage, () => postInPage(away, `/api/requests/${id}/approve`, { decision, assertion }), {
      outcome: "400 other_session",
      event: stepRefused(id, "approve", "other_session"),
    });
    // This is the same touch, by the page that met.
    expect((await postInPage(here, `/api/requests/${id}/approve`, { decision, assertion })).outcome).toBe("200");
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
    await Promise.all([away.close(), here.close()]);
    await bringHome(phone);
  });

  it("counts as any other passkey beside the browser that met: it shows who, and never where", async () => {
    const phone = await phoneWithHerPasskey();
    await approvesWith(phone);
    await bringHome(phone);
    await approvesWith(victim.authenticator);
  });

  it("counts as another passkey once it says that it was copied", async () => {
    const copy = await phoneWithHerPasskey({ backupEligibility: true, backupState: true });
    const { cli, url } = await startLogin(victim);
    const at = `/api/requests/${requestIdIn(url)}`;
    const page = await openLogin({ ...victim, authenticator: copy }, url);
    await headingOf(page, /./);
    await page.getByRole("button", { name: "Approve", exact: true }).waitFor();
    const { decision, options } = (await postInPage(page, `${at}/decision`, {})).as(decidedAnswerSchema);
    const assertion = await getInPage(page, options);
    await expectRefused(stage, () => postInPage(page, `${at}/approve`, { decision, assertion }), {
      outcome: "400 backup_state_changed",
      event: stepRefused(requestIdIn(url), "approve", "backup_state_changed"),
    });
    await copy.unplugFrom(page);
    await victim.authenticator.plugInto(page);
    await page.reload();
    await approveOn(page);
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
    await page.close();
  });
});

describe("a passkey that may be copied, at enrolment", () => {
  it("is refused, whether of a phone or of the computer; one that can't be copied is taken in the same page", async () => {
    const bob = await newRealMachine(stage, atEnd);
    const cli = await bob.cli(["enroll", stage.issuer, "--no-open"]);
    cli.type(`bob\n${await stage.server.ticket("bob")}\n`);
    const [url] = await cli.printed(/https?:\/\/\S+\/enroll\/en_[\w-]{22}/);
    const id = url.slice(url.lastIndexOf("/") + 1);
    const refused = enrolmentStepRefused(id, "passkey", "passkey_synced");
    const synced = { backupEligible: true, backedUp: true };
    const [phone, keychain, reader] = [
      createAuthenticator({ transport: "hybrid", ...synced }),
      createAuthenticator({ transport: "internal", ...synced }),
      bob.authenticator,
    ];
    const opened = await openEnrolment({ ...bob, authenticator: phone }, url);
    const { page, window } = opened;
    const answered = page.waitForResponse(/\/locality$/);
    await confirmIn(opened);
    const { options } = v.parse(enrolmentLocalityAnswerSchema, await (await answered).json());
    // The honest page asks the browser for no phone, but it only asks: a rewritten page asks for one.
    expect(options).toMatchObject({
      hints: ["client-device"],
      authenticatorSelection: { authenticatorAttachment: "platform", userVerification: "required" },
    });
    await page.getByRole("button", { name: "Create passkey" }).waitFor();
    const creationOptions = v.parse(creationOptionsSchema, options);
    const rewritten = {
      ...creationOptions,
      authenticatorSelection: { userVerification: "required" as const },
      hints: undefined,
    };
    const response = await createInPage(page, rewritten);
    await expectRefused(
      stage,
      () => postInPage(page, `/api/enrolments/${id}/passkey`, { passkey: "create", response }),
      { outcome: "400 passkey_synced", event: refused },
    );

    await phone.unplugFrom(page);
    await keychain.plugInto(page);
    const seq = lastStoredEvent(stage);
    const before = storedRows(stage);
    await page.getByRole("button", { name: "Create passkey" }).click();
    await page.getByText(sentenceOf("passkey_synced")).waitFor();
    expect(storedEventsSince(stage, seq)).toMatchObject([refused]);
    expect(storedRows(stage)).toEqual(before);
    expect([phone.passkeys().length, keychain.passkeys().length]).toEqual([1, 1]);

    await keychain.unplugFrom(page);
    await reader.plugInto(page);
    await page.getByRole("button", { name: "Create passkey" }).click();
    const words = await comparedWords(cli);
    await completeEnrolment({ cli, page, window, words }, stage.server.admit);
    const syncedRows = rowsOf(stage, "SELECT backup_eligible, backed_up FROM passkeys WHERE backup_eligible = 1");
    expect(syncedRows).toEqual([]);
  });
});
