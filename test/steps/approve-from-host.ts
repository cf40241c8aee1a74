// Browser and person, in software, say yes to a login that runs on a host (protocol §10.3): the keeper of the laptop is met.
import { approveAnswerSchema, localityAnswerSchema, nonceAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { helloAnswerSchema } from "@nearside/shared/api/loopback.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { hopAttestation } from "@nearside/shared/statements/hop-locality.ts";
import { hopRequest } from "@nearside/shared/statements/hop-request.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import type { Place } from "@nearside/shared/statements/place.ts";
import * as v from "valibot";
import { knock } from "./knock.ts";
import { approve, decisionOn } from "./logging-in.ts";
import { newId, type Stage } from "./stage.ts";

/** @returns the place, as the person is shown it */
export async function approveFromHost(stage: Stage, id: string): Promise<Place | undefined> {
  const at = `/api/requests/${id}`;
  const page = (await stage.postJson(`${at}/nonce`, {})).as(nonceAnswerSchema);
  if (page.state !== "open") throw new Error(`the login is ${page.state}`);
  const { claims, hash } = await hopRequest.read(page.request);
  const { loopback } = claims;
  if (loopback === null) throw new Error("no loopback");
  const { extension } = stage.parties;
  const given = (await nonceStatement.read(page.nonce)).claims.nonce;
  const greeting = await hello.sign(extension, { request: hash, nonce: given, xn: newId() });
  const { status, body } = await knock(loopback.port, { request: page.request, nonce: page.nonce, hello: greeting });
  if (status !== 200) throw new Error(`the keeper answered ${status}`);
  const { presence_proof, relay = "" } = v.parse(helloAnswerSchema, JSON.parse(body));
  const attestation = await hopAttestation.sign(extension, {
    presence: await sha256Base64url(presence_proof),
    loopback,
    browser: "Chromium 141",
    relay: await sha256Base64url(relay),
  });
  const met = { nonce: page.nonce, hello: greeting, presence_proof, relay, attestation };
  (await stage.postJson(`${at}/locality`, met)).as(localityAnswerSchema);
  const decided = await decisionOn(stage, { id });
  (await approve(stage, { id }, decided)).as(approveAnswerSchema);
  return readFacts(decided.facts).place;
}
