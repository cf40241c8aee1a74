import { denyAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { expect, it, onTestFinished } from "vitest";
import { storedEventsAbout } from "../support/server-rows.ts";
import { openEnrolledStage } from "./enrolling.ts";
import { askForLogin, meetForLogin, poll } from "./logging-in.ts";

it("denies the login by the extension that met, and tells the command line", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const login = await askForLogin(stage);
  const { attestation } = await meetForLogin(stage, login);
  const reason = "use the staging API";
  const body = { denial: await denial.sign(stage.parties.extension, { attestation, reason }), alert: true };
  const answer = await stage.postJson(`/api/requests/${login.id}/deny`, body);
  expect(answer.as(denyAnswerSchema)).toEqual({ state: "denied" });
  expect(JSON.parse((await poll(stage, login)).text)).toMatchObject({
    error: "access_denied",
    refusal: "denied",
    reason,
  });
  expect(storedEventsAbout(stage.dataFolder, login.id).at(-1)).toMatchObject({
    kind: "login_denied",
    data: { alert: true, reason },
  });
});
