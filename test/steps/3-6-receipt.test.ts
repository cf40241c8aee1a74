import { checkReceipt } from "@nearside/shared/chain/enrolment/check-receipt.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import { expect, it, onTestFinished } from "vitest";
import { enrol, passkeyOf, viewEnrolment } from "./enrolling.ts";
import { openStage } from "./stage.ts";

it("ends with a receipt that names the user and the three keys", async () => {
  const stage = await openStage(onTestFinished);
  const { request, user } = await enrol(stage);
  const read = await receipt.read((await viewEnrolment(stage, request)).receipt);
  const keys = { request, extension: stage.parties.extension.thumbprint, passkey: passkeyOf(stage.parties) };
  await checkReceipt(read, keys, stage);
  expect(read.claims.user).toEqual(user);
});
