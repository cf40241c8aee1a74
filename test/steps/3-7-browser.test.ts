import { startEnrolmentAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { browserStatement } from "@nearside/shared/statements/browser.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { expect, it, onTestFinished } from "vitest";
import { LOOPBACK } from "../kit/machine.ts";
import { meetToEnrol, openEnrolledStage, passkeyOf, proveBoth, viewEnrolment } from "./enrolling.ts";
import { askForLogin } from "./logging-in.ts";
import { lasting, newId, RP_ID } from "./stage.ts";

it("adds a further browser by device key and passkey, which may approve once the administrator has typed its words", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const { device, otherExtension, passkey } = stage.parties;
  const statement = await browserStatement.sign(device, {
    iss: device.thumbprint,
    aud: stage.issuer,
    jti: newId(),
    ...lasting(60),
    loopback: LOOPBACK,
  });
  const started = await stage.postProved("/api/enrolments", { kind: "browser", browser_statement: statement }, device);
  const request = await enrolmentRequest.read(started.as(startEnrolmentAnswerSchema).enrolment_request);
  expect(request.claims).toMatchObject({ user: stage.user, browser: await sha256Base64url(statement) });

  const parties = { ...stage.parties, extension: otherExtension };
  const { answer, attestation } = await meetToEnrol(stage, request, parties);
  expect(answer.passkey).toBe("get");
  const challenge = Buffer.from(answer.options.challenge, "base64url");
  const response = passkey.get({ challenge, rpId: RP_ID, origin: stage.issuer });
  await stage.postJson(`/api/enrolments/${request.claims.jti}/passkey`, { passkey: "get", response });
  await proveBoth(stage, request, parties);
  expect(await viewEnrolment(stage, request)).toMatchObject({ state: "pending" });
  expect((await askForLogin(stage)).request.claims.extensions).toHaveLength(1);

  await stage.server.admit((await sixWords(attestation, passkeyOf(parties))).join(" "));
  expect(await viewEnrolment(stage, request)).toMatchObject({ state: "active" });
  expect((await askForLogin(stage)).request.claims.extensions).toHaveLength(2);
});
