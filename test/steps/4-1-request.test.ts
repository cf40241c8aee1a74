import { checkFactsContext } from "@nearside/shared/chain/request/check-facts-context.ts";
import { checkRequestDevice } from "@nearside/shared/chain/request/check-request-device.ts";
import { checkRequestFacts } from "@nearside/shared/chain/request/check-request-facts.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { listedExtension } from "@nearside/shared/statements/facts.ts";
import { expect, it, onTestFinished } from "vitest";
import { openEnrolledStage } from "./enrolling.ts";
import { askForLogin } from "./logging-in.ts";

it("makes a request of a device statement, which the command line can verify and a stranger can't read", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const { authorization: answer, request, device, id } = await askForLogin(stage);
  const link = { request, device, facts: answer.facts };
  await verifyServerSignature(request, stage);
  checkRequestDevice(link);
  await checkRequestFacts(link);
  checkFactsContext(link);
  expect(request.claims.extensions).toEqual([await listedExtension(id, stage.parties.extension.thumbprint)]);
  expect(answer).toMatchObject({ interval: 1, verification_uri_complete: `${stage.issuer}/approve/${id}` });
  expect(JSON.stringify(request.claims)).not.toMatch(/admin|laptop|deploy/);
});
