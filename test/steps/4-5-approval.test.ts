import { approveAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { expect, it, onTestFinished } from "vitest";
import { openEnrolledStage } from "./enrolling.ts";
import { approve, askForLogin, decisionOn, meetForLogin } from "./logging-in.ts";

it("approves the login by the passkey over the decision", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const login = await askForLogin(stage);
  await meetForLogin(stage, login);
  const answer = await approve(stage, login, await decisionOn(stage, login));
  expect(answer.as(approveAnswerSchema)).toEqual({ state: "approved", request_id: login.id });
});
