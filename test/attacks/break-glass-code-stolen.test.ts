// R27: a break-glass code is guessed, or found where it was locked away. 160 random bits behind limits of their own; it opens once, for
// one machine of an owner or administrator whose words have to be typed, is told to everybody at once, and ended by an owner.
import { randomBytes } from "node:crypto";
import { breakGlassOpenedSchema, unreviewedAnswerSchema } from "@nearside/shared/api/console/break-glass.ts";
import { newBreakGlassCode } from "@nearside/shared/text/break-glass-code.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { beforeAll, expect, it } from "vitest";
import type { Answer } from "../kit/answer.ts";
import { openConsole } from "../kit/console.ts";
import { type EnrolledStage, enrol, openEnrolledStage, passkeyOf, viewEnrolment } from "../steps/enrolling.ts";
import { newStranger } from "../steps/people.ts";
import { machineOf, openClient, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { lastStoredEvent, storedEventsSince, storedRows } from "../support/server-rows.ts";
import { expectRefused } from "./support-refusals.ts";

/** The smallest limit that may be set; a 300th part is for codes (`server/platform/limits/limits.ts`). */
const PER_ADDRESS = 600;
const WRONG_CODES = PER_ADDRESS / 300;
const OPEN = "/api/console/break-glass/open";
const ADMIT = "/api/console/break-glass/admit";

const atEnd = afterTests();
let owner: EnrolledStage;
let codes: readonly string[];
beforeAll(async () => {
  const settings = { NEARSIDE_LIMIT_PER_ADDRESS: String(PER_ADDRESS), NEARSIDE_TRUSTED_PROXIES: "127.0.0.1" };
  const stage = await openEnrolledStage(atEnd, settings);
  owner = from(stage, "192.0.2.1");
  codes = (await owner.server.shell("break-glass", "make")).match(/^(?:[0-9A-Z]{4}-){8}[0-9A-Z]{4}$/gm) ?? [];
  expect(codes).toHaveLength(5);
});

/** That party at an address of its own, as the proxy says. */
const from = <S extends Stage>(stage: S, address: string): S => ({
  ...stage,
  ...openClient(stage.issuer, stage.cookie(), { "x-forwarded-for": address }),
});
const use = (who: Stage, code: string, user = "admin"): Promise<Answer> =>
  who.postJson(OPEN, { code, user, session_key: who.parties.session.jwk });
const guess = () => newBreakGlassCode((length) => new Uint8Array(randomBytes(length)));
/** The page where the code is typed, in a browser of its own: the other one enrols. */
const pageOf = (who: Stage, address: string): Stage => ({
  ...who,
  ...openClient(who.issuer, undefined, { "x-forwarded-for": address }),
});
const thiefAt = async (address: string) => from(await newStranger(owner, `at-${address}`), address);

it("refuses a third guess from one address, even with the right code", async () => {
  const thief = await thiefAt("198.51.100.7");
  const [before, seq] = [storedRows(owner), lastStoredEvent(owner)];
  for (let times = 0; times < WRONG_CODES; times++)
    expect((await use(thief, await guess())).outcome).toBe("403 break_glass_invalid");
  expect((await use(thief, codes[0] ?? "")).outcome).toBe("429 rate_limited");
  expect(storedRows(owner)).toEqual(before);
  expect(storedEventsSince(owner, seq)).toEqual([
    expect.objectContaining({
      kind: "rate_limited",
      data: expect.objectContaining({ limit: "wrong_break_glass_codes" }),
    }),
  ]);
});

it("takes no more guesses at the same moment than one after the other", async () => {
  const thief = await thiefAt("198.51.100.6");
  const guesses = await Promise.all(Array.from({ length: 20 }, guess));
  const answers = await Promise.all(guesses.map((code) => use(thief, code)));
  const outcome = answers.map((answer) => answer.outcome);
  expect(outcome.filter((one) => one === "403 break_glass_invalid")).toHaveLength(WRONG_CODES);
  expect(outcome.filter((one) => one === "429 rate_limited")).toHaveLength(20 - WRONG_CODES);
});

it("opens nothing of the console, and only for the page that typed it", async () => {
  const thief = await thiefAt("198.51.100.8");
  const page = pageOf(thief, "198.51.100.8");
  const { ticket } = (await use(page, codes[0] ?? "")).as(breakGlassOpenedSchema);
  const copied = { ...thief, ...openClient(thief.issuer, page.cookie()) };
  for (const [who, key] of [
    [copied, thief.parties.stranger],
    [from(owner, "192.0.2.1"), thief.parties.session],
  ] as const)
    await expectRefused(owner, () => who.postProved(ADMIT, { words: "any" }, key), {
      outcome: "401 not_signed_in",
      event: null,
    });
  for (const path of ["/api/console/people", "/api/console/break-glass"])
    expect((await page.getProved(path, thief.parties.session)).outcome).toBe("401 not_signed_in");

  const { request, met } = await enrol(thief, "admin", ticket);
  const console = await openConsole(owner, machineOf(owner));
  const { uses } = (await console.get("/api/console/break-glass/unreviewed")).as(unreviewedAnswerSchema);
  expect(uses).toMatchObject([{ address: "198.51.100.8", user: { name: "admin" }, machine: "waiting" }]);
  const ended = await console.change(`/api/console/break-glass/uses/${uses[0]?.id}/end`, {});
  expect(ended.outcome).toBe("200");
  expect(await viewEnrolment(thief, request)).toMatchObject({ state: "refused", receipt: null });
  const words = (await sixWords(met.attestation, passkeyOf(thief.parties))).join(" ");
  await expectRefused(owner, () => page.postProved(ADMIT, { words }, thief.parties.session), {
    outcome: "401 not_signed_in",
    event: null,
  });
  expect(owner.server.process.stderr()).toContain("ALARM: a break-glass code was used");
});

it("opens once, and not at all where newer codes replaced it, and the log says both", async () => {
  const thief = await thiefAt("198.51.100.9");
  await expectRefused(owner, () => use(thief, codes[0] ?? ""), {
    outcome: "403 break_glass_invalid",
    event: { kind: "break_glass_refused", data: { reason: "used" } },
  });
  await owner.server.shell("break-glass", "make", "--count", "1");
  await expectRefused(owner, () => use(from(thief, "198.51.100.10"), codes[1] ?? ""), {
    outcome: "403 break_glass_invalid",
    event: { kind: "break_glass_refused", data: { reason: "voided" } },
  });
});

it("admits an administrator with the words of the machine", async () => {
  const [code = ""] =
    (await owner.server.shell("break-glass", "make", "--count", "1")).match(/(?:[0-9A-Z]{4}-){8}[0-9A-Z]{4}/) ?? [];
  const honest = await thiefAt("192.0.2.9");
  const page = pageOf(honest, "192.0.2.9");
  const { ticket } = (await use(page, code)).as(breakGlassOpenedSchema);
  const { request, met } = await enrol(honest, "admin", ticket);
  const words = (await sixWords(met.attestation, passkeyOf(honest.parties))).join(" ");
  expect((await page.postProved(ADMIT, { words }, honest.parties.session)).outcome).toBe("200");
  expect(await viewEnrolment(honest, request)).toMatchObject({ state: "active" });
  expect((await (await openConsole(honest, machineOf(honest))).get("/api/console/people")).outcome).toBe("200");
});
