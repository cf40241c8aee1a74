// R31: the disk is full, and strangers and people without a right to revoke ask for what the server would store, until the room is used up
// that is kept for revocation.
import { existsSync } from "node:fs";
import { signInOptionsAnswerSchema } from "@nearside/shared/api/console/session.ts";
import type { Posture } from "@nearside/shared/posture/posture.ts";
import { beforeAll, expect, it } from "vitest";
import { askToSignIn, type ConsolePage, openConsole, SIGN_IN } from "../kit/console.ts";
import { newSigner } from "../kit/keys.ts";
import { deviceStatementOf, PROTECTED, postureStatementOf, sayPosture } from "../kit/login-steps.ts";
import type { Machine } from "../kit/machine.ts";
import { ANYBODY } from "../kit/rules.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { newColleague } from "../steps/people.ts";
import { fillDisk, onSmallDisk, refusedLogin, reserveOf } from "../steps/small-disk.ts";
import { machineOf } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { publishRules } from "../support/rules.ts";
import { lastStoredEvent, rowsOf, storedRows } from "../support/server-rows.ts";

/** Twice as many as once used the room up; an address may ask for more within a minute. */
const NONCES = 1100;
const AT_ONCE = 50;
const FULL = "503 temporarily_unavailable";

const ENCRYPTED =
  '@id("encrypted") forbid (principal, action, resource) when { context has posture.disk_encryption && context.posture.disk_encryption.fact == "off" };';

const atEnd = afterTests();
let owner: EnrolledStage;
let colleague: EnrolledStage;
/** The colleague's page of the account, opened before the disk was full. */
let page: ConsolePage<Machine>;
const said = (posture: Posture) => deviceStatementOf(owner, owner.parties, owner.parties.session, { posture });
beforeAll(async () => {
  const before = await openEnrolledStage(atEnd);
  const other = await newColleague(before, "mallory");
  const { stage } = await onSmallDisk(before, atEnd);
  owner = stage;
  colleague = { ...other, server: stage.server };
  page = await openConsole(colleague, machineOf(colleague));
  await publishRules(stage.server, ANYBODY, ENCRYPTED);
  await redeemedLogin(owner, "read", { device_statement: await said(PROTECTED) });
  fillDisk(owner);
  expect(await refusedLogin(owner)).toContain("disk is full");
});

it("answers a stranger's questions and stores nothing: the room stays", async () => {
  const before = storedRows(owner);
  for (let asked = 0; asked < NONCES; asked += AT_ONCE) {
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () => colleague.postJson(`${SIGN_IN}/nonce`, {})),
    );
    expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(["200"]));
  }
  expect(storedRows(owner)).toEqual(before);
  expect(existsSync(reserveOf(owner))).toBe(true);
});

it("writes no report of a machine that ends nothing", async () => {
  const before = storedRows(owner);
  const report = (posture: Posture) => postureStatementOf(owner, owner.parties, { posture });
  for (let asked = 0; asked < 10; asked++)
    expect((await sayPosture(owner, await report(PROTECTED))).outcome).toBe(FULL);
  expect(storedRows(owner)).toEqual(before);
  expect(existsSync(reserveOf(owner))).toBe(true);
});

it("refuses to sign in somebody who may revoke nobody else; they change nothing, and continue reading", async () => {
  const before = storedRows(owner);
  const { sign_in, key, options } = await askToSignIn(colleague, machineOf(colleague));
  const request = { ...options.as(signInOptionsAnswerSchema).options, origin: colleague.issuer };
  const assertion = machineOf(colleague).authenticator.get(request);
  const body = { sign_in, session_key: key.jwk, assertion };
  expect((await colleague.postJson(SIGN_IN, body)).outcome).toBe(FULL);
  for (let asked = 0; asked < AT_ONCE; asked++) await page.nonce();
  const rename = { device: colleague.parties.device.thumbprint, label: "Desk" };
  expect((await page.change("/api/console/account/machines/rename", rename)).outcome).toBe(FULL);
  expect((await page.get("/api/console/session")).outcome).toBe("200");
  expect(storedRows(owner)).toEqual(before);
  expect(existsSync(reserveOf(owner))).toBe(true);
  expect(owner.server.process.stderr()).toContain("the disk is full");
});

it("tells somebody who may not revoke that they may not, and gives them none of the room", async () => {
  const [{ id } = {}] = rowsOf(owner, "SELECT id FROM bound_sets WHERE user_id = ?", owner.user.id);
  const before = lastStoredEvent(owner);
  const revoke = `/api/console/machines/${id}/revoke`;
  expect((await page.change(revoke, { note: "stolen" })).outcome).toBe("403 not_permitted");
  const own = "/api/console/account/tokens/end-all";
  expect((await page.change(own, {}, { signedPath: revoke })).outcome).toContain("touch_invalid");
  const stolen = { proof: await page.proofFor("POST", own, { by: await newSigner() }) };
  expect((await page.post(own, await page.touched(own, {}), stolen)).outcome).toBe("401 not_signed_in");
  const foreign = { headers: { origin: "https://evil.example" } };
  expect((await page.post("/api/console/sign-out", {}, foreign)).outcome).toBe("403 foreign_request");
  expect(lastStoredEvent(owner)).toBe(before);
  expect(existsSync(reserveOf(owner))).toBe(true);
  for (const code of ["not_permitted", "touch_invalid", "not_signed_in", "foreign_request"])
    expect(owner.server.process.stderr()).toMatch(new RegExp(`${code}.*this refusal is not in the security log`));
});

it("signs in an owner, who ends the colleague's machine; changes that revoke nothing wait", async () => {
  const admin = await openConsole(owner, machineOf(owner));
  const [{ id } = {}] = rowsOf(owner, "SELECT id FROM bound_sets WHERE user_id = ?", colleague.user.id);
  const group = { name: "new", description: "" };
  expect((await admin.change("/api/console/groups", group)).outcome).toBe(FULL);
  expect((await admin.change(`/api/console/machines/${id}/revoke`, { note: "stolen" })).outcome).toBe("200");
  expect(rowsOf(owner, "SELECT state FROM bound_sets WHERE id = ?", String(id))).toEqual([{ state: "revoked" }]);
  expect(rowsOf(owner, "SELECT kind FROM events ORDER BY seq DESC LIMIT 1")).toEqual([{ kind: "device_revoked" }]);
  expect((await page.get("/api/console/session")).outcome).toBe("401 not_signed_in/bound_set_revoked");
});

it("ends one's own session too", async () => {
  const admin = await openConsole(owner, machineOf(owner));
  expect((await admin.post("/api/console/sign-out", {})).outcome).toBe("200");
});

it("writes a report of a machine that ends its logins, from the room that is kept for that", async () => {
  const off: Posture = { ...PROTECTED, disk_encryption: { value: "off", age: 0, source: "lsblk" } };
  expect((await sayPosture(owner, await postureStatementOf(owner, owner.parties, { posture: off }))).text).toMatch(
    /^\{"ended":1,/,
  );
  expect(rowsOf(owner, "SELECT state, reason FROM token_families WHERE user_id = ?", owner.user.id)).toEqual([
    { state: "revoked", reason: "rule_denied" },
  ]);
});
