// R26: a thief has the victim's session in the console, its cookie and even its key, or a script in its page, and adds a passkey of
// his own to the victim's machine. He lacks the touch: one that the machine has signs the new credential whole (protocol §3.10).
import { ADD_PASSKEY_PATH } from "@nearside/shared/statements/passkey-addition.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ConsolePage, furtherPasskey, makeChange, signInToConsole } from "../steps/console.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { type Answer, openClient } from "../steps/stage.ts";
import { FLAGS, newAuthenticator } from "../vectors/authenticator.ts";
import { eventsSince, lastEvent, rowsOf } from "./support-refusals.ts";

const ends: (() => Promise<void>)[] = [];
let stage: EnrolledStage;
let page: ConsolePage;
beforeAll(async () => {
  stage = await openEnrolledStage((end) => ends.push(end));
  page = await signInToConsole(stage);
});
afterAll(() => Promise.all(ends.map((end) => end())));

const HIS = newAuthenticator("the thief's key", FLAGS.userPresent | FLAGS.userVerified);
const HERS = newAuthenticator("the victim's second key", FLAGS.userPresent | FLAGS.userVerified);

const passkeys = () =>
  rowsOf(stage, "SELECT credential_id FROM passkeys ORDER BY credential_id").map(({ credential_id }) => credential_id);

/** A nonce is spent, and the log says so; of passkeys there are as many as before, and the victim's login goes on. */
async function expectNoneAdded(attack: () => Promise<Answer>, said: string, event: object): Promise<void> {
  const before = passkeys();
  const seq = lastEvent(stage);
  expect((await attack()).said).toBe(said);
  expect(passkeys()).toEqual(before);
  expect(eventsSince(stage, seq)).toEqual([expect.objectContaining(event)]);
}
const refusedTouch = (refusal: string) => ({
  kind: "console_refused",
  data: expect.objectContaining({ code: "touch_invalid", refusal }),
});

it("with the session alone, touching his own key: it is none of the machine's", async () => {
  const change = await furtherPasskey(page, HIS);
  const attack = () => makeChange(page, ADD_PASSKEY_PATH, change, { by: HIS });
  await expectNoneAdded(attack, "400 touch_invalid/passkey_not_bound", refusedTouch("passkey_not_bound"));
});

it("by a touch that the victim gave for something else: it names another change", async () => {
  const change = await furtherPasskey(page, HIS);
  const signed = await furtherPasskey(page, HERS);
  const attack = () => makeChange(page, ADD_PASSKEY_PATH, change, { by: stage.parties.passkey, signed });
  await expectNoneAdded(attack, "400 touch_invalid/assertion_invalid", refusedTouch("assertion_invalid"));
});

it("with the cookie alone, without the session's key: it opens nothing", async () => {
  const change = await furtherPasskey(page, HIS);
  const stolen: ConsolePage = {
    ...page,
    client: openClient(stage.issuer, page.client.cookie()),
    key: stage.parties.stranger,
  };
  const before = passkeys();
  await expect(makeChange(stolen, ADD_PASSKEY_PATH, change, { by: HIS })).rejects.toThrow("not_signed_in");
  expect(passkeys()).toEqual(before);
});

it("that can be copied to his machine: what an enrolment asks of a passkey is asked here too", async () => {
  const flags = FLAGS.userPresent | FLAGS.userVerified | FLAGS.backupEligible;
  const change = await furtherPasskey(page, newAuthenticator("a synced one", flags), flags);
  const attack = () => makeChange(page, ADD_PASSKEY_PATH, change, { by: stage.parties.passkey });
  const data = { step: "passkey_addition", code: "passkey_synced", field: "passkey.BE" };
  await expectNoneAdded(attack, "400 passkey_synced", { kind: "device_refused", data });
});

it("while the victim adds hers by a touch of the one she has, and logs in by either", async () => {
  const change = await furtherPasskey(page, HERS);
  expect((await makeChange(page, ADD_PASSKEY_PATH, change, { by: stage.parties.passkey })).said).toBe("200");
  await redeemedLogin({ ...stage, parties: { ...stage.parties, passkey: HERS } });
  await redeemedLogin(stage);
});
