import { expect, it, onTestFinished } from "vitest";
import { storedEventsAbout } from "../support/server-rows.ts";
import { enrol } from "./enrolling.ts";
import { openStage } from "./stage.ts";

it("records what the authenticator says of itself", async () => {
  const stage = await openStage(onTestFinished);
  const { request } = await enrol(stage);
  const made = storedEventsAbout(stage.dataFolder, request.claims.jti).find(
    ({ kind }) => kind === "enrolment_passkey_made",
  );
  expect(made?.data).toMatchObject({
    credential_id: stage.parties.passkey.enrolled.credential_id,
    attestation_format: "none",
    backup_eligible: false,
    backed_up: false,
  });
  // to be judged it needs nothing that Node calls an experiment
  await stage.server.stop();
  expect(stage.server.process.stderr()).not.toContain("Warning:");
});
