// B7: look-alike client or host names, terminal escapes, bidi and control characters in what a command line says of itself. It is
// made visible wherever a person reads it, length-capped, and shown as claimed: on the page, in the extension's window, in the
// terminal, in the log.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEnrolmentAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import type { Context } from "@nearside/shared/claims.ts";
import { deviceStatement } from "@nearside/shared/statements/device.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLIENT } from "../kit/login-steps.ts";
import { LOOPBACK } from "../kit/machine.ts";
import {
  type EnrolledStage,
  makePasskey,
  meetToEnrol,
  openEnrolledStage,
  passkeyOf,
  proveBoth,
} from "../steps/enrolling.ts";
import { approve, askForLogin, decisionOn, meetForLogin, poll, redeemedLogin } from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import { lasting, newId } from "../steps/stage.ts";
import { exportEvidence, verify } from "../steps/verifying.ts";
import { afterTests } from "../support/after-tests.ts";
import { openExtensionPopup } from "../support/extension-popup.ts";
import { approveOn, openLogin, requestIdIn } from "../support/login-page.ts";
import { startProcess } from "../support/process.ts";
import { serverProgram } from "../support/server-program.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { createWorld, SHORT_CLIENT, WORLD_ISSUER, type World } from "../support/world.ts";
import { HOSTILE, LOOKALIKE_NAME, UNREADABLE } from "./support-hostile-texts.ts";
import { approvedOn, openAsked, startOwnLogin } from "./support-own-login.ts";
import { expectRefused } from "./support-refusals.ts";

/** The text that is shown in the place of each kind of hostile character. */
const SHOWN = ["\\u{202e}", "\\u{1b}[2J", "\\u{9b}", "\\u{d}\\u{a}\\u{2028}", "\\u{200b}", "\\u{2067}", "\\u{e0041}"];

function expectReadable(text: string, shown: readonly string[] = SHOWN): void {
  expect(UNREADABLE.exec(text)).toBeNull();
  expect(shown.filter((escaped) => !text.includes(escaped))).toEqual([]);
}

describe("a program that says such things of the login that it starts", () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld("victim's");
  });
  afterAll(() => world?.remove());

  it("is quoted in full on the page and in the extension's own window", async () => {
    const { victim } = world;
    const state = join(victim.home, ".local/state/nearside");
    const keyFile = (await readdir(state)).find((name) => name.startsWith("machine-")) ?? "";
    const file = fileURLToPath(new URL("support-hostile-command.ts", import.meta.url));
    const more = [WORLD_ISSUER, join(state, keyFile), SHORT_CLIENT, JSON.stringify(HOSTILE), "orders:read"];
    const program = await victim.program(file, more);
    const [url] = await program.printed(/https:\/\/\S+\/approve\/rq_[\w-]{22}/);
    const id = requestIdIn(url);
    const page = await openLogin(victim, url);
    await page.getByRole("button", { name: "Approve", exact: true }).waitFor();
    expectReadable((await page.locator("body").textContent()) ?? "");
    expect(await page.title()).not.toMatch(UNREADABLE);
    // All of the text is within the quotes, and none became a part of the page.
    const loose = () => {
      const rest = document.body.cloneNode(true);
      if (rest instanceof Element) for (const claimed of rest.querySelectorAll("bdi.claimed")) claimed.remove();
      return rest.textContent ?? "";
    };
    expect(await page.evaluate(loose)).not.toMatch(/gpj|by you|Approved|onerror|ad\u043cin/);
    expect(await page.locator("img").count()).toBe(0);
    // A name that no operator vouches for says so; the server's own words are where they always are.
    expect(await page.getByText("Not verified").count()).toBe(1);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toMatch(/^Started on this computer, .* by/);

    const popup = await openExtensionPopup(victim.browser, page);
    await popup.shows(/Started on this computer/);
    const text = await popup.text();
    expectReadable(text);
    expect(text).toContain("the server does not vouch for this name");
    const unfenced = `(() => { const rest = document.body.cloneNode(true);
      for (const claimed of rest.querySelectorAll("bdi.claimed")) claimed.remove(); return rest.textContent; })()`;
    expect(await popup.evaluate(unfenced)).not.toMatch(/gpj|by you|Approved|onerror|ad\u043cin/);
    await popup.close();

    // It is as true as any other login, and the same person may approve it.
    await page.bringToFront();
    await approveOn(page);
    expect(await program.ended(), program.stderr()).toEqual({ code: 0, signal: null });
    await page.close();
    // It is stored as it was sent, because it was signed, and no terminal shows it.
    const [requested] = storedEventsAbout(world.dataFolder, id);
    expect(requested).toMatchObject({ kind: "login_requested", data: { context: HOSTILE } });
    expect(world.server.process.stderr()).not.toMatch(UNREADABLE);
    const login = await startOwnLogin(world);
    await approvedOn(await openAsked(world, login), login);
  });
});

describe("at the server and in terminals", () => {
  const atEnd = afterTests();
  let stage: EnrolledStage;
  beforeAll(async () => {
    stage = await openEnrolledStage(atEnd);
  });

  const statementOf = ({ parties: { device, session }, issuer }: EnrolledStage, context: Context) =>
    deviceStatement.sign(device, {
      iss: device.thumbprint,
      aud: issuer,
      jti: newId(),
      ...lasting(60),
      cnf: { jkt: session.thumbprint },
      loopback: LOOPBACK,
      context,
    });
  const ask = (form: Readonly<Record<string, string>>) => stage.postForm("/oauth/device_authorization", form);

  it("is refused where it is longer than anybody reads, or names what is not there", async () => {
    for (const [field, length] of [
      ["command", 1025],
      ["cwd", 1025],
      ["hostname", 256],
      ["parent", 256],
      ["remote", 65],
    ] as const) {
      const device_statement = await statementOf(stage, { ...HOSTILE, [field]: "x".repeat(length) });
      await expectRefused(stage, () => ask({ client_id: CLIENT, scope: "read", device_statement }), {
        outcome: "400 invalid_request/malformed",
        event: null,
      });
    }
    const device_statement = await statementOf(stage, HOSTILE);
    for (const client_id of [CLIENT.replace("e", "\u0435"), `${CLIENT}\u200b`, `${CLIENT}\u001b[2J`])
      await expectRefused(stage, () => ask({ client_id, scope: "read", device_statement }), {
        outcome: "401 invalid_client",
        event: null,
      });
    for (const scope of ["read\u202e", "read\u001b[2J", "r\u0435ad\u00a0write", 'read"'])
      await expectRefused(stage, () => ask({ client_id: CLIENT, scope, device_statement }), {
        outcome: "400 invalid_scope",
        event: null,
      });
    await redeemedLogin(stage);
  });

  it("is readable in a terminal as evidence", async () => {
    const login = await askForLogin(stage, "read", { device_statement: await statementOf(stage, HOSTILE) });
    await meetForLogin(stage, login);
    await approve(stage, login, await decisionOn(stage, login));
    expect((await poll(stage, login)).status).toBe(200);
    const { code, stdout: evidence, stderr } = await exportEvidence(stage, [login.id]);
    expect(code, stderr).toBe(0);
    const shown = await verify(["-"], evidence);
    expect(shown.code, shown.stderr).toBe(0);
    expectReadable(shown.stdout, ["\\u{202e}", "\\u{1b}[2J", "\\u{d}\\u{a}\\u{2028}"]);
    expect(shown.stderr).not.toMatch(UNREADABLE);
    expect(stage.server.process.stderr()).not.toMatch(UNREADABLE);
  });

  it("is read by the administrator as the machine's name that it is", async () => {
    const theirs = await newStranger(stage, "ada");
    const machine = { key_storage: "file", hostname: HOSTILE.hostname, os: HOSTILE.os, account: HOSTILE.account };
    const ticket = await stage.server.ticket("ada");
    const body = { kind: "machine", user: "ada", ticket, loopback: LOOPBACK, machine };
    const answer = await theirs.postProved("/api/enrolments", body, theirs.parties.device);
    const request = await enrolmentRequest.read(answer.as(startEnrolmentAnswerSchema).enrolment_request);
    const met = await meetToEnrol(theirs, request);
    await makePasskey(theirs, request, met.answer.options.challenge);
    await proveBoth(theirs, request);
    const admission = await startProcess({
      command: process.execPath,
      args: [...(await serverProgram()), "admit"],
      env: { PATH: process.env["PATH"] ?? "", NEARSIDE_ISSUER: stage.issuer, NEARSIDE_DATA_DIR: stage.dataFolder },
    });
    admission.endInput();
    await admission.ended();
    const outcome = admission.stdout() + admission.stderr();
    expect(outcome).toContain(LOOKALIKE_NAME);
    expectReadable(outcome, ["\\u{2069}", "\\u{1b}[2J", "\\u{202e}"]);
    await stage.server.admit((await sixWords(met.attestation, passkeyOf(theirs.parties))).join(" "));
    await redeemedLogin(theirs);
  });
});
