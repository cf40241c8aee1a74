import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { expect, it, onTestFinished } from "vitest";
import { LOOPBACK } from "../kit/machine.ts";
import { askToEnrol, openEnrolledStage } from "./enrolling.ts";
import { openHome } from "./home.ts";
import { openStage } from "./stage.ts";

it("gives a machine with a ticket the enrolment request that the server signed for it", async () => {
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

it("frees a ticket that was used on the wrong machine as soon as it is stopped there", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const [wrong, right] = [await openHome(onTestFinished), await openHome(onTestFinished)];
  const ticket = await stage.server.ticket("admin");
  const begin = async ({ nearside }: typeof wrong) => {
    const cli = await nearside(["enroll", stage.issuer, "--no-open"]);
    cli.type(`admin\n${ticket}\n`);
    return cli;
  };
  const first = await begin(wrong);
  await first.printed(/\/enroll\/en_/);
  const refused = await begin(right);
  expect(await refused.ended()).toEqual({ code: 67, signal: null });
  first.signal("SIGINT");
  expect(await first.ended()).toEqual({ code: 130, signal: null });
  const again = await begin(right);
  await again.printed(/\/enroll\/en_/);
});
