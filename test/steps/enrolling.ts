// The steps of an enrolment (protocol §3), each as its party says it.
import {
  type EnrolmentView,
  enrolmentLocalityAnswerSchema,
  enrolmentNonceAnswerSchema,
  enrolmentViewSchema,
  startEnrolmentAnswerSchema,
} from "@nearside/shared/api/enrolments.ts";
import type { User } from "@nearside/shared/claims.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Passkey } from "@nearside/shared/passkey/passkey.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { enrolment } from "@nearside/shared/statements/enrolment.ts";
import { type EnrolmentRequest, enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import type { Parties } from "../vectors/parties.ts";
import { meet } from "./meeting.ts";
import { registerPasskey } from "./register-passkey.ts";
import { type Answer, type AtEnd, LOOPBACK, now, openStage, type Stage } from "./stage.ts";

const PATH = "/api/enrolments";

/** §3.2: a machine shows its ticket. */
export function showTicket(stage: Stage, user: string, ticket: string, device: Signer, iat = now()): Promise<Answer> {
  const machine = { key_storage: "file", hostname: "laptop", os: "Debian 13", account: "ada" };
  return stage.postProved(PATH, { kind: "machine", user, ticket, loopback: LOOPBACK, machine }, device, iat);
}

/** §3.2: a machine asks with a ticket. */
export async function askToEnrol(
  stage: Stage,
  user: string,
  ticket: string,
  { device } = stage.parties,
): Promise<EnrolmentRequest> {
  const answer = await showTicket(stage, user, ticket, device);
  return enrolmentRequest.read(answer.as(startEnrolmentAnswerSchema).enrolment_request);
}

/** §3.3: extension and command line meet; the page hands it on. */
export async function meetToEnrol(stage: Stage, request: EnrolmentRequest, { device, extension } = stage.parties) {
  const at = `${PATH}/${request.claims.jti}`;
  const said = (await stage.postJson(`${at}/nonce`, {})).as(enrolmentNonceAnswerSchema);
  if (said.state !== "open") throw new Error(`the enrolment is ${said.state}`);
  const meeting = await meet({ request: request.jws, nonce: said.nonce }, extension, device);
  const answer = (await stage.postJson(`${at}/locality`, meeting)).as(enrolmentLocalityAnswerSchema);
  return { meeting, answer, attestation: await sha256Base64url(meeting.attestation) };
}

/** §3.3: the passkey is made. @param challenge base64url */
export async function makePasskey(
  stage: Stage,
  request: EnrolmentRequest,
  challenge: string,
  { passkey } = stage.parties,
): Promise<void> {
  const body = { passkey: "create", response: registerPasskey(passkey, challenge, stage.issuer) };
  const answer = await stage.postJson(`${PATH}/${request.claims.jti}/passkey`, body);
  if (answer.status >= 300) answer.as(enrolmentViewSchema);
}

/** §3.3: proof of possession, by extension key and device key over the same statement. */
export async function proveBoth(stage: Stage, request: EnrolmentRequest, parties = stage.parties): Promise<void> {
  for (const by of [parties.extension, parties.device]) {
    const proof = await enrolment.sign(by, {
      request: request.hash,
      user: request.claims.user.id,
      device_jkt: parties.device.thumbprint,
      extension_jkt: parties.extension.thumbprint,
      passkey: passkeyOf(parties),
    });
    const answer = await stage.postJson(`${PATH}/${request.claims.jti}/proof`, { proof });
    if (answer.status >= 300) answer.as(enrolmentViewSchema);
  }
}

export const viewEnrolment = async (
  stage: Stage,
  { claims }: EnrolmentRequest,
  { device } = stage.parties,
): Promise<EnrolmentView> => (await stage.getProved(`${PATH}/${claims.jti}`, device)).as(enrolmentViewSchema);

export const passkeyOf = ({ passkey: { enrolled } }: Parties): Passkey => ({
  credential_id: enrolled.credential_id,
  public_key: enrolled.public_key,
});

/** All of it, up to the proofs: the bootstrap administrator's machine unless another is named. */
export async function enrol(
  stage: Stage,
  name = "admin",
  ticket = stage.server.bootstrapTicket ?? "",
  parties = stage.parties,
) {
  const request = await askToEnrol(stage, name, ticket, parties);
  const met = await meetToEnrol(stage, request, parties);
  await makePasskey(stage, request, met.answer.options.challenge, parties);
  await proveBoth(stage, request, parties);
  return { request, met, user: request.claims.user };
}

export interface EnrolledStage extends Stage {
  readonly user: User;
}

/** A stage whose one machine is enrolled. */
export async function openEnrolledStage(
  atEnd: AtEnd,
  settings: Readonly<Record<string, string>> = {},
): Promise<EnrolledStage> {
  const stage = await openStage(atEnd, settings);
  const { user } = await enrol(stage);
  return { ...stage, user };
}
