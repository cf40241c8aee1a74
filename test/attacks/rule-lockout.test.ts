// I2: a rule change locks everybody out, silently shadows another, or errs open. What it would do is told before it is published;
// console and break-glass ask no rules, so everybody who is locked out goes back in one action; what can't be evaluated is a refusal.
import { breakGlassOpenedSchema } from "@nearside/shared/api/console/break-glass.ts";
import { checkAnswerSchema, type Lint, rulesAnswerSchema } from "@nearside/shared/api/console/rules.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { type ConsolePage, openConsole } from "../kit/console.ts";
import type { Machine } from "../kit/machine.ts";
import { type EnrolledStage, enrol, openEnrolledStage, passkeyOf, viewEnrolment } from "../steps/enrolling.ts";
import { approve, askForLogin, decisionOn, meetForLogin, poll, redeemedLogin, refresh } from "../steps/logging-in.ts";
import { newColleague, newStranger } from "../steps/people.ts";
import { machineOf, openClient } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { lastStoredEvent, rowsOf, storedEventsSince, storedRows } from "../support/server-rows.ts";

const AT = "/api/console/rules";
const ALL = '@id("all")\npermit (principal, action, resource);\n';
const FREEZE = '@id("freeze")\n@says("Nothing is deployed this week.")\nforbid (principal, action, resource);\n';
/** Adds more than a number holds, whenever it is asked. */
const OVERFLOWS = `${ALL}@id("overflows")\nforbid (principal, action, resource)\nwhen { 9223372036854775807 + context.time.hour + 1 < 0 };\n`;

const atEnd = afterTests();
let owner: EnrolledStage;
/** An author of rules with nothing good in mind. */
let author: ConsolePage<Machine>;
beforeAll(async () => {
  owner = await openEnrolledStage(atEnd);
  const stage = await newColleague(owner, "author");
  await owner.server.shell("people", "role", "author", "rule_author");
  author = await openConsole(stage, machineOf(stage));
});

const activeVersion = async (page = author) => (await page.get(AT)).as(rulesAnswerSchema).version.number;
const lintOf = async (text: string): Promise<readonly Lint[]> =>
  (await author.post(`${AT}/check`, { text, tests: "" })).as(checkAnswerSchema).lint;
const publish = async (text: string, acknowledged: readonly string[] = []) =>
  author.change(`${AT}/publish`, {
    text,
    tests: "",
    reason: "no harm meant",
    base: await activeVersion(),
    acknowledged,
  });
/** Publishes them as a person who says that all warnings were seen. */
async function force(text: string): Promise<void> {
  const answer = await publish(
    text,
    (await lintOf(text)).map(({ key }) => key),
  );
  expect(answer.outcome).toBe("200");
}
const decisionRefused = async () => {
  const login = await askForLogin(owner);
  await meetForLogin(owner, login);
  const { outcome } = await owner.postJson(`/api/requests/${login.id}/decision`, {});
  return { login, outcome };
};
/** No person is kept out, no matter which rules were active before. */
beforeEach(async () => {
  const base = await activeVersion();
  if (base > 0) expect((await author.change(`${AT}/roll-back`, { to: 0, base, reason: "begin" })).outcome).toBe("200");
});

it("says before it is published whom it locks out, and publishes nothing that nobody has looked at", async () => {
  const before = storedRows(owner);
  const lint = await lintOf(ALL + FREEZE);
  expect(lint).toContainEqual(
    expect.objectContaining({
      code: "locks_out_administrators",
      message: expect.stringContaining("They can still open the console"),
    }),
  );
  expect(storedRows(owner)).toEqual(before);
  const version = await activeVersion();
  for (const acknowledged of [[], ["everything"], lint.slice(1).map(({ key }) => key)]) {
    const answer = await publish(ALL + FREEZE, acknowledged);
    expect([answer.outcome, answer.text]).toEqual(["400 invalid_request", expect.stringContaining('"acknowledged"')]);
  }
  expect(await activeVersion()).toBe(version);
  await redeemedLogin(owner);
});

it("locks nobody out of the console: anybody there goes back in one action, and logins continue", async () => {
  const { tokens } = await redeemedLogin(owner);
  await force(ALL + FREEZE);
  const seq = lastStoredEvent(owner);
  const { login, outcome } = await decisionRefused();
  expect(outcome).toBe("400 rule_denied");
  expect((await poll(owner, login)).outcome).toMatch(/^400 access_denied/);
  expect((await refresh(owner, tokens.refresh_token)).outcome).toBe("400 invalid_grant/rule_denied");
  expect(storedEventsSince(owner, seq).map(({ kind }) => kind)).toContain("refresh_refused");

  const console = await openConsole(owner, machineOf(owner));
  const base = await activeVersion(console);
  const back = await console.change(`${AT}/roll-back`, { to: 0, base, reason: "it keeps everybody out" });
  expect(back.outcome).toBe("200");
  expect(
    rowsOf(owner, "SELECT kind, actor_user FROM events WHERE kind = 'rules_published' ORDER BY seq DESC")[0],
  ).toEqual({ kind: "rules_published", actor_user: owner.user.id });
  await redeemedLogin(owner);
  // what ended by the rule has ended: the person logs in again
  expect(await activeVersion(console)).toBe(base + 1);
});

it("refuses neither the break-glass code nor the enrolment that it is for", async () => {
  await force(ALL + FREEZE);
  const sheet = await owner.server.shell("break-glass", "make", "--count", "1");
  const [code = ""] = /(?:[0-9A-Z]{4}-){8}[0-9A-Z]{4}/.exec(sheet) ?? [];
  const honest = await newStranger(owner, "spare");
  const page = { ...honest, ...openClient(honest.issuer) };
  const session_key = honest.parties.session.jwk;
  const opened = await page.postJson("/api/console/break-glass/open", { code, user: "admin", session_key });
  const { request, met } = await enrol(honest, "admin", opened.as(breakGlassOpenedSchema).ticket);
  const words = (await sixWords(met.attestation, passkeyOf(honest.parties))).join(" ");
  const admitted = await page.postProved("/api/console/break-glass/admit", { words }, honest.parties.session);
  expect(admitted.outcome).toBe("200");
  expect(await viewEnrolment(honest, request)).toMatchObject({ state: "active" });
  const console = await openConsole(honest, machineOf(honest));
  const back = await console.change(`${AT}/roll-back`, {
    to: 0,
    base: await activeVersion(console),
    reason: "way out",
  });
  expect(back.outcome).toBe("200");
  await redeemedLogin(owner);
});

it("says which rule shadows which", async () => {
  const narrow = '@id("deployers")\npermit (principal, action, resource == Client::"nearside-cli");\n';
  const wide = '@id("closed")\nforbid (principal, action, resource == Client::"nearside-cli");\n';
  expect(await lintOf(ALL + narrow + wide)).toContainEqual(
    expect.objectContaining({
      code: "always_overruled",
      rule: "deployers",
      line: 3,
      message: expect.stringContaining("closed"),
    }),
  );
  expect((await publish(ALL + narrow + wide)).outcome).toBe("400 invalid_request");
});

it.each([
  ["reads what may be absent", 'when { context.ticket == "OPS-1" }', "Line 5, column 8"],
  ["reads what there is not", "when { context.machine.owner }", "Line 5, column 8"],
  ["speaks of a group that there is not", 'when { principal in Group::"contractors" }', "there is no group"],
])("publishes no forbid that %s, since it would keep nobody out", async (_what, condition, says) => {
  const before = storedRows(owner);
  const version = await activeVersion();
  const answer = await publish(`${ALL}@id("only-with-ticket")\nforbid (principal, action, resource)\n${condition};\n`);
  expect([answer.outcome, answer.text]).toEqual(["400 invalid_request", expect.stringContaining(says)]);
  expect(await activeVersion()).toBe(version);
  const { rule_versions: versions } = storedRows(owner);
  expect(versions).toEqual(before["rule_versions"]);
});

it("takes a forbid that can't be evaluated for a refusal", async () => {
  await force(OVERFLOWS);
  const { outcome, login } = await decisionRefused();
  expect(outcome).toBe("400 rules_failed");
  expect((await poll(owner, login)).outcome).toMatch(/^400 access_denied/);
});

it("ends no login over a passkey that nobody has: it waits, and continues once rules ask for less", async () => {
  await force('@id("attested")\n@require_attested_passkey\npermit (principal, action, resource);\n');
  const { outcome, login } = await decisionRefused();
  expect(outcome).toBe("400 rule_unmet");
  const back = { to: 0, base: await activeVersion(), reason: "nobody has one yet" };
  expect((await author.change(`${AT}/roll-back`, back)).outcome).toBe("200");
  expect((await approve(owner, login, await decisionOn(owner, login))).outcome).toBe("200");
});

it("lets an honest change through, and its history says who made it", async () => {
  await force(`${ALL}@id("remote")\nforbid (principal, action, resource) when { context.session.remote };\n`);
  const login = await askForLogin(owner);
  await meetForLogin(owner, login);
  expect((await decisionOn(owner, login)).state).toBe("decided");
  expect((await (await openConsole(owner, machineOf(owner))).get(AT)).as(rulesAnswerSchema).version.author.name).toBe(
    "author",
  );
});
