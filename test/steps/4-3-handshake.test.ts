import { checkLocalityPresence } from "@nearside/shared/chain/attestation/check-locality-presence.ts";
import { checkHelloBinding } from "@nearside/shared/chain/hello/check-hello-binding.ts";
import { checkHelloListed } from "@nearside/shared/chain/hello/check-hello-listed.ts";
import { checkNonceRequest } from "@nearside/shared/chain/nonce/check-nonce-request.ts";
import { checkPresenceBinding } from "@nearside/shared/chain/presence-proof/check-presence-binding.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { hello as helloStatement } from "@nearside/shared/statements/hello.ts";
import { attestation as attestationStatement } from "@nearside/shared/statements/locality.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { expect, it, onTestFinished } from "vitest";
import { meet } from "../kit/meeting.ts";
import { openEnrolledStage } from "./enrolling.ts";
import { askForLogin, nonceFor } from "./logging-in.ts";

it("links nonce, hello, presence proof and attestation by their hashes", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const login = await askForLogin(stage);
  const { extension, session } = stage.parties;
  const nonce = await nonceStatement.read(await nonceFor(stage, login));
  await verifyServerSignature(nonce, stage);
  expect(nonce.claims.exp - nonce.claims.iat).toBe(60);

  const texts = await meet(stage, { request: login.request.jws, nonce: nonce.jws, extension, session });
  const hello = await helloStatement.read(texts.hello);
  const presence = await presenceProof.read(texts.presence_proof);
  const attestation = await attestationStatement.read(texts.attestation);
  const link = { request: login.request, nonce, hello, presence, attestation };
  checkNonceRequest(link);
  await checkHelloListed(link);
  checkHelloBinding(link);
  await checkPresenceBinding(link);
  checkLocalityPresence(link);
});
