import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { expect, it, onTestFinished } from "vitest";
import { openEnrolledStage } from "./enrolling.ts";
import { approve, askForLogin, decisionOn, meetForLogin, poll } from "./logging-in.ts";

/** Milliseconds, on a machine that is busy. The server may hold a poll for 20 s, and looks by itself only then. */
const THE_MOMENT = 5000;

it("holds a poll open, and answers it with the token the moment the login is approved", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const login = await askForLogin(stage);
  let answered = false;
  const held = poll(stage, login).finally(() => {
    answered = true;
  });
  await meetForLogin(stage, login);
  const decision = await decisionOn(stage, login);
  expect(answered).toBe(false);

  await approve(stage, login, decision);
  const approved = performance.now();
  (await held).as(tokenAnswerSchema);
  expect(performance.now() - approved).toBeLessThan(THE_MOMENT);
});
