// The steps of an enrolment (protocol §3), each as the stage's own machine takes it.
import type { EnrolmentView } from "@nearside/shared/api/enrolments.ts";
import { enrolmentLocalityAnswerSchema, startEnrolmentAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import type { User } from "@nearside/shared/claims.ts";
import type { Passkey } from "@nearside/shared/passkey/passkey.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { type EnrolmentRequest, enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import * as v from "valibot";
import type { Answer } from "../kit/answer.ts";
import * as kit from "../kit/enrolment-steps.ts";
import type { AtEnd } from "../support/at-end.ts";
import type { Parties } from "../vectors/parties.ts";
import { machineOf, openStage, RP_ID, type Stage } from "./stage.ts";

const stateSchema = v.looseObject({ state: v.string() });

const openOf = ({ claims, jws }: EnrolmentRequest): kit.OpenEnrolment => ({
  id: claims.jti,
  request: jws,
  user: claims.user,
});

/** §3.2: a machine shows its ticket. @param iat of its proof, seconds */
export const showTicket = (stage: Stage, user: string, ticket: string, device: Signer, iat?: number): Promise<Answer> =>
  kit.askToEnrol(stage, { device }, user, ticket, {}, iat === undefined ? {} : { iat });

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
export async function meetToEnrol(stage: Stage, request: EnrolmentRequest, parties = stage.parties) {
  const met = await kit.meetToEnrol(stage, machineOf({ ...stage, parties }), openOf(request));
  return { ...met, answer: met.answer.as(enrolmentLocalityAnswerSchema) };
}

/** §3.3: the passkey is made. @param challenge base64url */
export async function makePasskey(
  stage: Stage,
  { claims }: EnrolmentRequest,
  challenge: string,
  { passkey } = stage.parties,
): Promise<void> {
  const response = passkey.create({ challenge, rpId: RP_ID, origin: stage.issuer });
  const answer = await stage.postJson(`/api/enrolments/${claims.jti}/passkey`, { passkey: "create", response });
  answer.as(stateSchema);
}

/** §3.3: proof of possession, by extension key and device key over the same statement. */
export async function proveBoth(stage: Stage, request: EnrolmentRequest, parties = stage.parties): Promise<void> {
  const machine = machineOf({ ...stage, parties });
  for (const by of [parties.extension, parties.device])
    (await kit.prove(stage, machine, openOf(request), by)).as(stateSchema);
}

export const viewEnrolment = (
  stage: Stage,
  request: EnrolmentRequest,
  { device } = stage.parties,
): Promise<EnrolmentView> => kit.viewedBy(stage, device, openOf(request));

export const passkeyOf = ({ passkey }: Pick<Parties, "passkey">): Passkey => kit.passkeyOf({ authenticator: passkey });

/** Takes every step up to the proofs, for the bootstrap administrator's machine unless another is named. */
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
