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

/** A nonce is used up, and the log says so; there are as many passkeys as before, and the victim's login goes on. */
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

it("with the session alone, touching his own key: refused, because the key is not the machine's", async () => {
  const change = await page.furtherPasskey(HIS);
  const attack = () => page.change(ADD_PASSKEY_PATH, change, { touchedBy: HIS });
  await expectNoneAdded(attack, "400 touch_invalid/passkey_not_bound", refusedTouch("passkey_not_bound"));
});

it("by a touch that the victim gave for something else: it names another change", async () => {
  const change = await page.furtherPasskey(HIS);
  const signed = await page.furtherPasskey(HERS);
  const attack = () => page.change(ADD_PASSKEY_PATH, change, { signed });
  await expectNoneAdded(attack, "400 touch_invalid/assertion_invalid", refusedTouch("assertion_invalid"));
});

it("with the cookie alone, without the session's key: it opens nothing", async () => {
  const change = await page.furtherPasskey(HIS);
  const { cookie } = page.browser;
  const stolen = new ConsolePage(stage, machineOf(stage), new Browser(cookie), stage.parties.stranger);
  const before = passkeys();
  await expect(stolen.change(ADD_PASSKEY_PATH, change, { touchedBy: HIS })).rejects.toThrow("not_signed_in");
  expect(passkeys()).toEqual(before);
});

it("that can be copied to his machine: what an enrolment asks of a passkey is asked here too", async () => {
  const flags = FLAGS.UP | FLAGS.UV | FLAGS.BE;
  const change = await page.furtherPasskey(new Authenticator("a synced one", { flags }));
  const attack = () => page.change(ADD_PASSKEY_PATH, change);
  const data = { step: "passkey_addition", code: "passkey_synced", field: "passkey.BE" };
  await expectNoneAdded(attack, "400 passkey_synced", { kind: "device_refused", data });
});

it("while the victim adds hers by a touch of the one she has, and logs in by either", async () => {
  const change = await page.furtherPasskey(HERS);
  expect((await page.change(ADD_PASSKEY_PATH, change)).outcome).toBe("200");
  await redeemedLogin({ ...stage, parties: { ...stage.parties, passkey: HERS } });
  await redeemedLogin(stage);
});
