import {
  type EnrolmentView,
  enrolmentLocalityAnswerSchema,
  enrolmentNonceAnswerSchema,
  enrolmentViewSchema,
  startEnrolmentAnswerSchema,
} from "@nearside/shared/api/enrolments.ts";
import type { Meeting } from "@nearside/shared/api/login-requests.ts";
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
import { getProved, type ProofTwist, postJson, postProvedJson, type Reached } from "./send.ts";

// The steps of an enrolment (protocol §3), each as command line, page or extension sends it.

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
  server: Reached,
  machine: Pick<Machine, "device">,
  user: string,
  ticket: string,
  changed: { readonly key_storage?: string; readonly hostname?: string } = {},
  twist?: ProofTwist,
): Promise<Answer> {
  const about = { key_storage: "file", hostname: "laptop", os: "Debian 13", account: "ada", ...changed };
  const body = { kind: "machine", user, ticket, loopback: LOOPBACK, machine: about };
  return postProvedJson(server, PATH, body, machine.device, { twist });
}

/** §3.7 */
export async function askForBrowser(
  server: Reached,
  machine: Machine,
  twist: { readonly claims?: Record<string, unknown>; readonly by?: Signer } = {},
): Promise<Answer> {
  const iat = server.now();
  const claims = {
    iss: machine.device.thumbprint,
    aud: server.issuer,
    jti: server.id(),
    iat,
    exp: iat + 60,
    loopback: LOOPBACK,
    ...twist.claims,
  };
  const statement = await browserStatement.sign(twist.by ?? machine.device, claims);
  const body = { kind: "browser", browser_statement: statement };
  return postProvedJson(server, PATH, body, machine.device);
}

export async function opened(answer: Answer): Promise<OpenEnrolment> {
  const { enrolment_request: request } = answer.as(startEnrolmentAnswerSchema);
  const { claims } = await enrolmentRequest.read(request);
  return { id: claims.jti, request, user: claims.user };
}

/** The enrolment that the answer to a page's question for a nonce shows. @throws Error if it is not open */
export function openEnrolmentIn(answer: Answer) {
  const page = answer.as(enrolmentNonceAnswerSchema);
  if (page.state !== "open") throw new Error(`the enrolment is ${page.state}`);
  return page;
}

/** The page asks for a nonce, compact JWS. */
export const enrolmentNonce = async (server: Reached, machine: Machine, { id }: OpenEnrolment): Promise<string> =>
  openEnrolmentIn(await postJson(server, at(id, "nonce"), {}, { browser: machine.browser })).nonce;

/** The enrolment as that side sees it. */
export const viewedBy = async (
  server: Reached,
  side: Signer,
  { id }: Pick<OpenEnrolment, "id">,
): Promise<EnrolmentView> => (await getProved(server, `${PATH}/${id}`, side)).as(enrolmentViewSchema);

export interface EnrolmentMet {
  readonly answer: Answer;
  readonly meeting: Meeting;
  /** H(attestation) */
  readonly attestation: string;
  readonly extension: string;
}

/** §3.3: extension and command line meet, the page hands it on. */
export async function meetToEnrol(
  server: Reached,
  machine: Machine,
  open: OpenEnrolment,
  twist: MeetingTwist & { readonly nonce?: string } = {},
): Promise<EnrolmentMet> {
  const nonce = twist.nonce ?? (await enrolmentNonce(server, machine, open));
  const { request } = open;
  const { extension, device: session, browser } = machine;
  const meeting = await meet(server, { request, nonce, extension, session }, twist);
  const answer = await postJson(server, at(open.id, "locality"), meeting, { browser });
  const attestation = await sha256Base64url(meeting.attestation);
  return { answer, meeting, attestation, extension: extension.thumbprint };
}

/** §3.3, §3.7: the passkey is made, or for a further browser used. */
export async function usePasskey(
  server: Reached,
  machine: Machine,
  open: OpenEnrolment,
  met: EnrolmentMet,
  twist: CeremonyTwist = {},
): Promise<Answer> {
  const { passkey, options } = met.answer.as(enrolmentLocalityAnswerSchema);
  const ceremony = { challenge: options.challenge, rpId: new URL(server.issuer).hostname, origin: server.issuer };
  const { authenticator, browser } = machine;
  const response = passkey === "create" ? authenticator.create(ceremony, twist) : authenticator.get(ceremony, twist);
  return postJson(server, at(open.id, "passkey"), { passkey, response }, { browser });
}

export const passkeyOf = ({ authenticator }: Pick<Machine, "authenticator">): Passkey => ({
  credential_id: authenticator.id,
  public_key: authenticator.publicKey,
});

type EnrolmentKeys = Pick<Machine, "device" | "extension" | "authenticator">;

/** §3.3: one proof of possession. */
export async function prove(
  server: Reached,
  machine: EnrolmentKeys,
  open: OpenEnrolment,
  by: Signer,
  twist: Partial<Enrolment["claims"]> = {},
): Promise<Answer> {
  return postJson(server, at(open.id, "proof"), { proof: await proofText(machine, open, by, twist) });
}

export async function proofText(
  machine: EnrolmentKeys,
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

/** §3.5: the words that terminal and extension show and the person reads out. */
export const wordsOf = async (
  machine: Pick<Machine, "authenticator">,
  met: Pick<EnrolmentMet, "attestation">,
): Promise<string> => (await sixWords(met.attestation, passkeyOf(machine))).join(" ");

/** Tells whether a text shows the words: two of them side by side, numbered or not. Any text may hold one by chance, such as "laptop" or "state". */
export function showsWords(text: string, words: string): boolean {
  const each = words.split(" ");
  return each.slice(1).some((word, at) => new RegExp(`\\b${each[at]}[\\W\\d]+${word}\\b`, "i").test(text));
}
