// R32: a machine reports a protection that it does not have, or somebody else reports it. A report is not verified, so a thief of its key gets
// what its honest owner would get and no more; nobody else's key says anything for it, and nothing that was said once counts again.
import { postureAnswerSchema } from "@nearside/shared/api/devices.ts";
import type { Posture } from "@nearside/shared/posture/posture.ts";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { inTheNameOf } from "../kit/keys.ts";
import { deviceStatementOf, PROTECTED, postureStatementOf, sayPosture } from "../kit/login-steps.ts";
import { ANYBODY } from "../kit/rules.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { approvedLogin, askForLogin, meetForLogin, poll, redeemedLogin, refresh } from "../steps/logging-in.ts";
import { newColleague } from "../steps/people.ts";
import { afterTests } from "../support/after-tests.ts";
import { publishRules } from "../support/rules.ts";
import { lastStoredEvent, rowsOf, storedEventsSince, storedRows } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { expectRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let victim: EnrolledStage;
let mallory: EnrolledStage;
beforeAll(async () => {
  victim = await openEnrolledStage(atEnd);
  mallory = await newColleague(victim, "mallory");
});
const ENCRYPTED =
  '@id("encrypted") forbid (principal, action, resource) unless { context has posture.disk_encryption && context.posture.disk_encryption.fact == "on" && context.posture.disk_encryption.age < 3600 };';
beforeEach(() => publishRules(victim.server, ANYBODY, ENCRYPTED));

const OFF: Posture = { ...PROTECTED, disk_encryption: { value: "off", age: 0, source: "lsblk" } };
const ofVictim = (twist: object = {}) => postureStatementOf(victim, victim.parties, twist);
const say = async (statement: string) => (await sayPosture(victim, statement)).as(postureAnswerSchema);
const asking = (stage: EnrolledStage, posture?: Posture) =>
  deviceStatementOf(stage, stage.parties, stage.parties.session, posture === undefined ? {} : { posture });
const loginOf = async (stage: EnrolledStage) =>
  redeemedLogin(stage, "read", { device_statement: await asking(stage, PROTECTED) });
/** Gives the answer to a page that asks for the decision of a login by that statement. */
async function askedBy(device_statement: string): Promise<string> {
  const login = await askForLogin(victim, "read", { device_statement });
  await meetForLogin(victim, login);
  return (await victim.postJson(`/api/requests/${login.id}/decision`, {})).text;
}
const refused = (code: string) => ({
  outcome: `400 ${code}`,
  event: { kind: "device_refused", subject: victim.parties.device.thumbprint, data: { step: "posture", code } },
});

it("refuses another machine's key in this one's name, and ends logins after the honest report", async () => {
  const login = await loginOf(victim);
  const { device } = mallory.parties;
  const forged = await ofVictim({ posture: OFF, by: inTheNameOf(victim.parties.device, device) });
  await expectRefused(victim, () => sayPosture(victim, forged), refused("bad_signature"));
  const named = await ofVictim({ posture: OFF, by: device });
  await expectRefused(victim, () => sayPosture(victim, named), refused("key_mismatch"));
  const elsewhere = await ofVictim({ posture: OFF, aud: "https://other.example" });
  await expectRefused(victim, () => sayPosture(victim, elsewhere), refused("wrong_audience"));
  const late = await ofVictim({ posture: OFF, iat: victim.now() - 130, exp: victim.now() - 70 });
  await expectRefused(victim, () => sayPosture(victim, late), refused("clock_skew"));
  expect(await say(await ofVictim({ posture: OFF }))).toMatchObject({ ended: 1, rules: [{ id: "encrypted" }] });
  expect((await refresh(victim, login.tokens.refresh_token ?? "")).outcome).toBe(
    "400 invalid_grant/credential_revoked",
  );
});

it("ends nobody else's logins by a report of mallory's own machine", async () => {
  await say(await ofVictim());
  const [hers, theirs] = [await loginOf(mallory), await loginOf(victim)];
  expect(await say(await postureStatementOf(mallory, mallory.parties, { posture: OFF }))).toMatchObject({ ended: 1 });
  expect((await refresh(mallory, hers.tokens.refresh_token ?? "")).outcome).toMatch(/^400/);
  expect((await refresh(victim, theirs.tokens.refresh_token ?? "")).outcome).toBe("200");
});

it("refuses a good report that was held back, or is sent again, after a bad one", async () => {
  const [used, held] = [await ofVictim(), await ofVictim({ iat: victim.now() - 5, exp: victim.now() + 50 })];
  await say(used);
  await say(await ofVictim({ posture: OFF }));
  await expectRefused(victim, () => sayPosture(victim, used), refused("replayed"));
  expect(await say(held)).toMatchObject({ ended: 0, rules: [] });
  const login = await asking(victim);
  expect(await askedBy(login)).toContain('"error":"rule_denied"');
  await say(await ofVictim());
  await loginOf(victim);
});

it("refuses to count a look as later than it was: a statement tells an age, which only grows", async () => {
  const future = { ...PROTECTED, disk_encryption: { value: "on", age: -5, source: "lsblk" } } as Posture;
  const statement = await ofVictim({ posture: future });
  await expectRefused(victim, () => sayPosture(victim, statement), { outcome: "400 malformed", event: null });
  const old = { ...PROTECTED, disk_encryption: { value: "on", age: 3600, source: "lsblk" } } as const;
  const asked = await asking(victim, old);
  expect(await askedBy(asked)).toContain('"error":"rule_denied"');
});

it("ends logins within the minute where the report that they rest on has become too old", async () => {
  const young =
    '@id("young") forbid (principal, action, resource) unless { context has posture.firewall && context.posture.firewall.age < 8 };';
  await publishRules(victim.server, ANYBODY, young);
  const login = await loginOf(victim);
  const seq = lastStoredEvent(victim);
  const [family] = rowsOf(victim, "SELECT id FROM token_families WHERE login_id = ?", login.id);
  const ended = () =>
    storedEventsSince(victim, seq).filter(
      ({ kind, subject }) => kind === "token_revoked" && subject === family?.["id"],
    );
  await until(
    async () => (ended().length > 0 ? true : undefined),
    60_000,
    () => "the silent machine kept its login",
  );
  expect(ended()).toMatchObject([{ data: { reason: "rule_denied", by: "rules" } }]);
  expect((await refresh(victim, login.tokens.refresh_token ?? "")).outcome).toBe(
    "400 invalid_grant/credential_revoked",
  );
});

it("takes any report by a thief of the machine's key: he passes rules about reports alone, and the log has both", async () => {
  await say(await ofVictim({ posture: OFF }));
  const seq = lastStoredEvent(victim);
  await say(await ofVictim());
  expect(storedEventsSince(victim, seq)).toMatchObject([
    {
      kind: "posture_told",
      data: { by: "report", before: { disk_encryption: "off" }, now: { disk_encryption: "on" } },
    },
  ]);
  await loginOf(victim);
  const proven = '@id("tpm") forbid (principal, action, resource) unless { context.machine.key_storage == "tpm" };';
  await publishRules(victim.server, ANYBODY, ENCRYPTED, proven);
  const statement = await asking(victim, PROTECTED);
  expect(await askedBy(statement)).toContain('"error":"rule_denied"');
});

it("issues no token where a bad report comes between approval and redemption", async () => {
  const login = await approvedLogin(victim, "read", { device_statement: await asking(victim, PROTECTED) });
  expect(await say(await ofVictim({ posture: OFF }))).toMatchObject({ posture_ruled: ["disk_encryption"] });
  for (let tries = 0; tries < 2; tries++)
    expect((await poll(victim, login)).outcome).toBe("400 access_denied/rule_denied");
  expect(rowsOf(victim, "SELECT id FROM token_families WHERE login_id = ?", login.id)).toEqual([]);
});

it("stores nothing beyond the budget in a flood, and still counts another machine's report", async () => {
  const login = await loginOf(mallory);
  const report = async () => (await sayPosture(victim, await ofVictim())).outcome;
  const outcomes: string[] = [];
  while (outcomes.length < 60 && outcomes.at(-1)?.startsWith("429") !== true) outcomes.push(await report());
  expect(outcomes.at(-1)).toMatch(/^429/);
  const before = storedRows(victim);
  for (let more = 0; more < 20; more++) expect(await report()).toMatch(/^429/);
  expect(storedRows(victim)).toEqual(before);
  expect(await say(await postureStatementOf(mallory, mallory.parties, { posture: OFF }))).toMatchObject({ ended: 1 });
  expect((await refresh(mallory, login.tokens.refresh_token ?? "")).outcome).toMatch(/^400/);
});
