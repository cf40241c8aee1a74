// R26: a thief has the victim's session in the console, its cookie and even its key, or a script in its page, and adds a passkey of
// his own to the victim's machine. He lacks the touch: one that the machine has signs the new credential whole (protocol §3.10).
import { ADD_PASSKEY_PATH } from "@nearside/shared/statements/passkey-addition.ts";
import { beforeAll, expect, it } from "vitest";
import type { Answer } from "../kit/answer.ts";
import { Authenticator, FLAGS } from "../kit/authenticator.ts";
import { ConsolePage, openConsole } from "../kit/console.ts";
import type { Machine } from "../kit/machine.ts";
import { Browser } from "../kit/send.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { machineOf } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { lastStoredEvent, rowsOf, storedEventsSince } from "../support/server-rows.ts";

const atEnd = afterTests();
let stage: EnrolledStage;
let page: ConsolePage<Machine>;
beforeAll(async () => {
  stage = await openEnrolledStage(atEnd);
  page = await openConsole(stage, machineOf(stage));
});

const HIS = new Authenticator("the thief's key", { flags: FLAGS.UP | FLAGS.UV });
const HERS = new Authenticator("the victim's second key", { flags: FLAGS.UP | FLAGS.UV });

const passkeys = () =>
  rowsOf(stage, "SELECT credential_id FROM passkeys ORDER BY credential_id").map(({ credential_id }) => credential_id);

/** A nonce is used up, and the log says so; there are as many passkeys as before, and the victim's login continues. */
async function expectNoneAdded(attack: () => Promise<Answer>, outcome: string, event: object): Promise<void> {
  const before = passkeys();
  const seq = lastStoredEvent(stage);
  expect((await attack()).outcome).toBe(outcome);
  expect(passkeys()).toEqual(before);
  expect(storedEventsSince(stage, seq)).toEqual([expect.objectContaining(event)]);
}
const refusedTouch = (refusal: string) => ({
  kind: "console_refused",
  data: expect.objectContaining({ code: "touch_invalid", refusal }),
});

it("refuses the session alone with a touch of his own key, because the key is not the machine's", async () => {
  const change = await page.furtherPasskey(HIS);
  const attack = () => page.change(ADD_PASSKEY_PATH, change, { touchedBy: HIS });
  await expectNoneAdded(attack, "400 touch_invalid/passkey_not_bound", refusedTouch("passkey_not_bound"));
});

it("refuses a touch that the victim gave for another change", async () => {
  const change = await page.furtherPasskey(HIS);
  const signed = await page.furtherPasskey(HERS);
  const attack = () => page.change(ADD_PASSKEY_PATH, change, { signed });
  await expectNoneAdded(attack, "400 touch_invalid/assertion_invalid", refusedTouch("assertion_invalid"));
});

it("refuses the cookie alone, without the session's key", async () => {
  const change = await page.furtherPasskey(HIS);
  const { cookie } = page.browser;
  const stolen = new ConsolePage(stage, machineOf(stage), new Browser(cookie), stage.parties.stranger);
  const before = passkeys();
  await expect(stolen.change(ADD_PASSKEY_PATH, change, { touchedBy: HIS })).rejects.toThrow("not_signed_in");
  expect(passkeys()).toEqual(before);
});

it("refuses a passkey that can be copied to his machine, as an enrolment does", async () => {
  const flags = FLAGS.UP | FLAGS.UV | FLAGS.BE;
  const change = await page.furtherPasskey(new Authenticator("a synced one", { flags }));
  const attack = () => page.change(ADD_PASSKEY_PATH, change);
  const data = { step: "passkey_addition", code: "passkey_synced", field: "passkey.BE" };
  await expectNoneAdded(attack, "400 passkey_synced", { kind: "device_refused", data });
});

it("adds the victim's own passkey by a touch of the one she has, and she logs in by either", async () => {
  const change = await page.furtherPasskey(HERS);
  expect((await page.change(ADD_PASSKEY_PATH, change)).outcome).toBe("200");
  await redeemedLogin({ ...stage, parties: { ...stage.parties, passkey: HERS } });
  await redeemedLogin(stage);
});
