import { approvalChallenge } from "@nearside/shared/statements/challenges.ts";
import { expect, it, onTestFinished } from "vitest";
import { askToEnrol, makePasskey, meetToEnrol, passkeyOf, proveBoth, viewEnrolment } from "./enrolling.ts";
import { openStage } from "./stage.ts";

it("device key, extension key and passkey meet, and each proves that it is there", async () => {
  const stage = await openStage(onTestFinished);
  const request = await askToEnrol(stage, "admin", stage.server.bootstrapTicket ?? "");
  const { answer, meeting, attestation } = await meetToEnrol(stage, request);
  expect(answer.passkey).toBe("create");
  // Not the challenge of an approval over the same hash.
  expect(answer.options.challenge).not.toBe(Buffer.from(await approvalChallenge(attestation)).toString("base64url"));
  await makePasskey(stage, request, answer.options.challenge);
  expect(await viewEnrolment(stage, request)).toMatchObject({
    state: "passkey",
    ...meeting,
    passkey: passkeyOf(stage.parties),
    receipt: null,
  });
  await proveBoth(stage, request);
  expect(await viewEnrolment(stage, request)).toMatchObject({ state: "active" });
});
