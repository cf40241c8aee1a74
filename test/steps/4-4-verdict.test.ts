import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { expect, it, onTestFinished } from "vitest";
import { storedEventsAbout } from "../support/server-rows.ts";
import { openEnrolledStage } from "./enrolling.ts";
import { askForLogin, meetForLogin } from "./logging-in.ts";

it("takes a meeting on the machine's own loopback for the verdict, and gives its browser facts and decision", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const login = await askForLogin(stage);
  const { answer, attestation } = await meetForLogin(stage, login);
  const { facts, decision: text } = answer.as(decidedAnswerSchema);
  expect(facts).toBe(login.authorization.facts);
  expect((await decision.read(text)).claims).toMatchObject({ attestation, facts: login.request.claims.facts });
  expect(storedEventsAbout(stage.dataFolder, login.id).map(({ kind }) => kind)).toEqual([
    "login_requested",
    "login_met",
    "login_decided",
  ]);
});
