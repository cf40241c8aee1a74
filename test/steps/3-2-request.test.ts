import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { expect, it, onTestFinished } from "vitest";
import { askToEnrol } from "./enrolling.ts";
import { LOOPBACK, openStage } from "./stage.ts";

it("a machine with a ticket gets the enrolment request that the server signed for it", async () => {
  const stage = await openStage(onTestFinished);
  const request = await askToEnrol(stage, "admin", stage.server.bootstrapTicket ?? "");
  await verifyServerSignature(request, stage);
  expect(request.claims).toMatchObject({
    user: { name: "admin" },
    device_jkt: stage.parties.device.thumbprint,
    browser: null,
    loopback: LOOPBACK,
  });
  expect(request.claims.exp - request.claims.iat).toBe(900);
});
