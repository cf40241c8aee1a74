import { sixWords } from "@nearside/shared/words/six-words.ts";
import { expect, it, onTestFinished } from "vitest";
import { newParties } from "../vectors/parties.ts";
import { enrol, openEnrolledStage, passkeyOf, viewEnrolment } from "./enrolling.ts";

it("makes a further machine wait until the administrator types the six words of its keys", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const bob = await newParties({ id: "us_of_no_statement", name: "bob" });
  const { request, met } = await enrol(stage, "bob", await stage.server.ticket("bob"), bob);
  expect(await viewEnrolment(stage, request, bob)).toMatchObject({ state: "pending", receipt: null });

  const words = await sixWords(met.attestation, passkeyOf(bob));
  expect(words).toHaveLength(6);
  await stage.server.admit(words.join(" "));
  expect(await viewEnrolment(stage, request, bob)).toMatchObject({ state: "active" });
});
