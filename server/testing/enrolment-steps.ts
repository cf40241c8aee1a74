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
import { browserStatement } from "@nearside/shared/statements/browser.ts";
import { type Enrolment, enrolment } from "@nearside/shared/statements/enrolment.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import type { Answer } from "./answer.ts";
import type { CeremonyTwist } from "./authenticator.ts";
import { LOOPBACK, type Machine } from "./machine.ts";
import { type MeetingTwist, meet } from "./meeting.ts";
import { getFrom, postJson, proofOf } from "./send.ts";
import { ISSUER, type TestServer } from "./test-server.ts";

// What command line, page and extension say in an enrolment (protocol §3), step by step.

export interface OpenEnrolment {
  readonly id: string;
  /** Compact JWS. */
  readonly request: string;
  readonly user: User;
}

const PATH = "/api/enrolments";
const at = (id: string, step: string): string => `${PATH}/${id}/${step}`;

/** §3.2 */
export async function askToEnrol(
  server: TestServer,
  machine: Machine,
  user: string,
  ticket: string,
  said: { readonly key_storage?: string; readonly hostname?: string } = {},
): Promise<Answer> {
  const about = { key_storage: "file", hostname: "laptop", os: "Debian 13", account: "ada", ...said };
  const body = { kind: "machine", user, ticket, loopback: LOOPBACK, machine: about };
  return postJson(server, PATH, body, { headers: await proofOf(server, machine.device, "POST", PATH) });
}

/** §3.7 */
export async function askForBrowser(
  server: TestServer,
  machine: Machine,
  twist: { readonly claims?: Record<string, unknown>; readonly by?: Signer } = {},
): Promise<Answer> {
  const claims = {
    iss: machine.device.thumbprint,
    aud: ISSUER,
    jti: server.id(),
    iat: server.now(),
    exp: server.now() + 60,
    loopback: LOOPBACK,
    ...twist.claims,
  };
  const statement = await browserStatement.sign(twist.by ?? machine.device, claims);
  const body = { kind: "browser", browser_statement: statement };
  return postJson(server, PATH, body, { headers: await proofOf(server, machine.device, "POST", PATH) });
}

export async function opened(answer: Answer): Promise<OpenEnrolment> {
  const { enrolment_request: request } = answer.as(startEnrolmentAnswerSchema);
  const { claims } = await enrolmentRequest.read(request);
  return { id: claims.jti, request, user: claims.user };
}

/** The page asks for a nonce, compact JWS. */
export async function enrolmentNonce(server: TestServer, machine: Machine, { id }: OpenEnrolment): Promise<string> {
  const answer = await postJson(server, at(id, "nonce"), {}, { browser: machine.browser });
  const said = answer.as(enrolmentNonceAnswerSchema);
  if (said.state !== "open") throw new Error(`the enrolment is ${said.state}`);
  return said.nonce;
}

/** What that side of it sees. */
export async function viewedBy(server: TestServer, side: Signer, { id }: OpenEnrolment): Promise<EnrolmentView> {
  const path = `${PATH}/${id}`;
  const answer = await getFrom(server, path, await proofOf(server, side, "GET", path));
  return answer.as(enrolmentViewSchema);
}

export interface EnrolmentMet {
  readonly answer: Answer;
  /** H(attestation) */
  readonly attestation: string;
  readonly extension: string;
}

/** §3.3: extension and command line meet, the page hands it on. */
export async function meetToEnrol(
  server: TestServer,
  machine: Machine,
  open: OpenEnrolment,
  twist: MeetingTwist & { readonly nonce?: string } = {},
): Promise<EnrolmentMet> {
  const nonce = twist.nonce ?? (await enrolmentNonce(server, machine, open));
  const { request } = open;
  const texts = await meet(server, { request, nonce, extension: machine.extension, session: machine.device }, twist);
  const answer = await postJson(server, at(open.id, "locality"), texts, { browser: machine.browser });
  return { answer, attestation: await sha256Base64url(texts.attestation), extension: machine.extension.thumbprint };
}

/** §3.3, §3.7: the passkey is made, or for a further browser used. */
export async function usePasskey(
  server: TestServer,
  machine: Machine,
  open: OpenEnrolment,
  met: EnrolmentMet,
  twist: CeremonyTwist = {},
): Promise<Answer> {
  const { passkey, options } = met.answer.as(enrolmentLocalityAnswerSchema);
  const asked = { challenge: options.challenge, rpId: server.services.config.rpId, origin: ISSUER };
  const { authenticator, browser } = machine;
  const response = passkey === "create" ? authenticator.create(asked, twist) : authenticator.get(asked, twist);
  return postJson(server, at(open.id, "passkey"), { passkey, response }, { browser });
}

export const passkeyOf = ({ authenticator }: Machine): Passkey => ({
  credential_id: authenticator.id,
  public_key: authenticator.publicKey,
});

/** §3.3: one proof of possession. */
export async function prove(
  server: TestServer,
  machine: Machine,
  open: OpenEnrolment,
  by: Signer,
  twist: Partial<Enrolment["claims"]> = {},
): Promise<Answer> {
  return postJson(server, at(open.id, "proof"), { proof: await proofText(machine, open, by, twist) });
}

export async function proofText(
  machine: Machine,
  open: OpenEnrolment,
  by: Signer,
  twist: Partial<Enrolment["claims"]> = {},
): Promise<string> {
  return enrolment.sign(by, {
    request: await sha256Base64url(open.request),
    user: open.user.id,
    device_jkt: machine.device.thumbprint,
    extension_jkt: machine.extension.thumbprint,
    passkey: passkeyOf(machine),
    ...twist,
  });
}

/** §3.5: what terminal and extension show, and the person reads out. */
export const wordsOf = async (machine: Machine, met: EnrolmentMet): Promise<string> =>
  (await sixWords(met.attestation, passkeyOf(machine))).join(" ");

/** Whether a text shows them: two of them side by side. One alone any text may hold by chance, such as "laptop" or "state". */
export function showsWords(text: string, words: string): boolean {
  const each = words.split(" ");
  return each.slice(1).some((word, at) => new RegExp(`\\b${each[at]}\\W+${word}\\b`, "i").test(text));
}
