import { nonce } from "@nearside/shared/statements/nonce.ts";
import { report } from "@nearside/shared/statements/report.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { expect, it, onTestFinished } from "vitest";
import { storedEventsAbout } from "../support/server-rows.ts";
import { newParties } from "../vectors/parties.ts";
import { enrol, openEnrolledStage, passkeyOf } from "./enrolling.ts";
import { askForLogin, nonceFor } from "./logging-in.ts";
import { now } from "./stage.ts";

it("tells the person that a login was started elsewhere, and changes nothing of the login", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const bob = await newParties({ id: "us_of_no_statement", name: "bob" });
  const { met } = await enrol(stage, "bob", await stage.server.ticket("bob"), bob);
  await stage.server.admit((await sixWords(met.attestation, passkeyOf(bob))).join(" "));

  const login = await askForLogin(stage);
  const seen = await nonce.read(await nonceFor(stage, login));
  const text = await report.sign(bob.extension, {
    request: login.request.hash,
    reason: "started_elsewhere",
    nonce: seen.claims.nonce,
    iat: now(),
  });
  const body = { nonce: seen.jws, report: text };
  expect((await stage.postJson(`/api/requests/${login.id}/report`, body)).status).toBe(204);
  const events = storedEventsAbout(stage.dataFolder, login.id);
  expect(events.map(({ kind }) => kind)).toEqual(["login_requested", "login_reported"]);
  expect(events[1]?.data).toMatchObject({ reason: "started_elsewhere", extension_jkt: bob.extension.thumbprint });
  await nonceFor(stage, login);
});
