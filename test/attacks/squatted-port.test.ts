// M4: port squatting after the command line exits. What counts is the key, not the port: the real extension sends its hello to
// the program that listens there, gets an answer by another key, and attests nothing.

import { helloBodySchema } from "@nearside/shared/api/loopback.ts";
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import * as v from "valibot";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { newSigner } from "../kit/keys.ts";
import { openLoginIn } from "../kit/login-steps.ts";
import { loopbackIn } from "../kit/meeting.ts";
import { newRealMachine } from "../steps/real-machine.ts";
import { openClient, openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { enrolMachine } from "../support/enrol-machine.ts";
import { approveOn, headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import type { Machine } from "../support/machine.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { rowsOf, storedEventsAbout } from "../support/server-rows.ts";
import { attestTo } from "./support-listener.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const STEP_MS = 30_000;

/** The output of support-squatter.ts. */
const metSchema = v.strictObject({ hello: helloBodySchema, presence_proof: v.string() });

const atEnd = afterTests();
let stage: Stage;
let victim: Machine;
beforeAll(async () => {
  stage = await openStage(atEnd);
  victim = await newRealMachine(stage, atEnd);
  await enrolMachine(victim, stage.issuer, "admin", stage.server.bootstrapTicket ?? "", undefined);
});

async function approves(): Promise<void> {
  const { cli, url } = await startLogin(victim);
  const page = await openLogin(victim, url);
  await approveOn(page);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  await page.close();
}

it("gives a program that listens where the command line did a hello, and nothing by it", async () => {
  await approves();
  const { cli, url } = await startLogin(victim);
  const id = requestIdIn(url);
  const mallory = openClient(stage.issuer);
  const open = openLoginIn(await mallory.postJson(`/api/requests/${id}/nonce`, {}));
  const loopback = await loopbackIn(open.request);
  cli.signal("SIGKILL");
  await cli.ended();

  const squatter = await startProcess({
    command: process.execPath,
    args: [`${repository}/test/attacks/support-squatter.ts`, loopback.address, String(loopback.port)],
    env: { PATH: process.env["PATH"] ?? "" },
  });
  onTestFinished(async () => void (await squatter.stop()));
  await squatter.printed(/listening/);

  const touches = victim.authenticator.assertions();
  const page = await openLogin(victim, url);
  const [, got = ""] = await squatter.printed(/met (\{.+\})\n/, STEP_MS);
  expect(await headingOf(page, /work/)).toBe("That did not work");
  await page.getByText(sentenceOf("key_mismatch")).waitFor({ timeout: STEP_MS });
  expect(await page.getByRole("button", { name: /approve/i }).count()).toBe(0);
  expect(victim.authenticator.assertions()).toBe(touches);
  expect(storedEventsAbout(stage.dataFolder, id).map(({ kind }) => kind)).toEqual(["login_requested"]);

  // The extension made no attestation, so he makes one, and says so himself.
  const squatterKey = await newSigner();
  const { hello, presence_proof: proof } = v.parse(metSchema, JSON.parse(got));
  const meeting = await attestTo(squatterKey, hello, proof, { loopback });
  await expectRefused(stage, () => mallory.postJson(`/api/requests/${id}/locality`, meeting), {
    outcome: "400 nonce_mismatch",
    event: stepRefused(id, "locality", "nonce_mismatch"),
  });
  expect(rowsOf(stage, "SELECT state FROM logins WHERE id = ?", id)).toEqual([{ state: "pending" }]);
  await page.close();
  await approves();
});
