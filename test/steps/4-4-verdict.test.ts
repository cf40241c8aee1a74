import { localityAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { expect, it, onTestFinished } from "vitest";
import { storedEventsAbout } from "../support/server-rows.ts";
import { openEnrolledStage } from "./enrolling.ts";
import { askForLogin, meetForLogin } from "./logging-in.ts";

it("a meeting on the machine's own loopback is the verdict, and shows its browser the facts", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const login = await askForLogin(stage);
  const { answer } = await meetForLogin(stage, login);
  expect(answer.as(localityAnswerSchema).facts).toBe(login.authorization.facts);
  expect(storedEventsAbout(stage.dataFolder, login.id).map(({ kind }) => kind)).toEqual([
    "login_requested",
    "login_met",
  ]);
});
