import {
  type DecidedAnswer,
  decidedAnswerSchema,
  type Meeting,
  nonceAnswerSchema,
} from "@nearside/shared/api/login-requests.ts";
import type { Context } from "@nearside/shared/claims.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import {
  DEVICE_CODE_GRANT,
  type DeviceAuthorizationAnswer,
  deviceAuthorizationAnswerSchema,
} from "@nearside/shared/oauth/device-authorization.ts";
import type { Posture } from "@nearside/shared/posture/posture.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { type DeviceStatement, deviceStatement } from "@nearside/shared/statements/device.ts";
import { postureStatement } from "@nearside/shared/statements/posture.ts";
import { type RefreshStatement, refreshStatement } from "@nearside/shared/statements/refresh.ts";
import { type Request as LoginRequest, request } from "@nearside/shared/statements/request.ts";
import type { Answer } from "./answer.ts";
import type { CeremonyTwist } from "./authenticator.ts";
import { newSigner } from "./keys.ts";
import { LOOPBACK, type Machine } from "./machine.ts";
import { type MeetingTwist, meet } from "./meeting.ts";
import {
  type Browser,
  type Form,
  type LongForm,
  type ProofTwist,
  postForm,
  postJson,
  postProvedForm,
  type Reached,
  TOKEN,
} from "./send.ts";

// The steps of a login (protocol §4), each as command line, page or extension sends it.

export const CLIENT = "nearside-cli";

/** The context of a command line in a terminal of an ordinary laptop. */
export const CONTEXT: Context = {
  hostname: "laptop",
  os: "Debian 13",
  account: "ada",
  command: "deploy prod",
  cwd: "~/shop",
  parent: "bash",
  tty: "/dev/pts/1",
  terminal_session: "SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSA",
  remote: null,
};

/** The server as a statement names it. */
type Named = Pick<Reached, "issuer" | "id" | "now">;

/** The claims that every statement of a device has, for a minute. One look at the clock, for a second may begin between two. */
function lastingClaims(server: Named, device: Signer, session: Signer) {
  const iat = server.now();
  return {
    iss: device.thumbprint,
    aud: server.issuer,
    jti: server.id(),
    iat,
    exp: iat + 60,
    cnf: { jkt: session.thumbprint },
  };
}

/** §4.1 */
export async function deviceStatementOf(
  server: Named,
  { device }: Pick<Machine, "device">,
  session: Signer,
  twist: Partial<DeviceStatement["claims"]> & { readonly by?: Signer } = {},
): Promise<string> {
  const { by = device, ...claims } = twist;
  return deviceStatement.sign(by, {
    ...lastingClaims(server, device, session),
    loopback: LOOPBACK,
    context: CONTEXT,
    ...claims,
  });
}

/** §4.6: the statement by which a machine renews a token of that session key. */
export async function refreshStatementOf(
  server: Named,
  { device }: Pick<Machine, "device">,
  session: Signer,
  twist: Partial<RefreshStatement["claims"]> & { readonly by?: Signer } = {},
): Promise<string> {
  const { by = device, ...claims } = twist;
  return refreshStatement.sign(by, { ...lastingClaims(server, device, session), ...claims });
}

/** A machine with everything in order says this of itself (§4.8). */
export const PROTECTED: Posture = {
  disk_encryption: { value: "on", age: 5, source: "lsblk" },
  screen_lock: { value: "on", age: 5, source: "gsettings" },
  updates: { value: "current", age: 3600, source: "apt" },
  firewall: { value: "on", age: 5, source: "ufw" },
};

/** §4.8: the statement by which a machine says that its protection has changed. */
export async function postureStatementOf(
  server: Named,
  { device }: Pick<Machine, "device">,
  twist: Partial<PostureStatement> & { readonly by?: Signer } = {},
): Promise<string> {
  const { by = device, ...claims } = twist;
  const iat = server.now();
  return postureStatement.sign(by, {
    ...{ iss: device.thumbprint, aud: server.issuer, jti: server.id(), iat, exp: iat + 60, posture: PROTECTED },
    ...claims,
  });
}
type PostureStatement = Parameters<typeof postureStatement.sign>[1];

/** Says so to the server. */
export const sayPosture = (server: Reached, statement: string): Promise<Answer> =>
  postJson(server, "/api/devices/posture", { posture: statement });

export const askForLogin = (server: Reached, form: LongForm): Promise<Answer> =>
  postForm(server, "/oauth/device_authorization", { client_id: CLIENT, scope: "read", ...form });

export interface OpenLogin {
  readonly id: string;
  readonly session: Signer;
  readonly authorization: DeviceAuthorizationAnswer;
  readonly request: LoginRequest;
  readonly device: DeviceStatement;
}

/** A login that the machine's command line asked for. @param by the session key, if the form's statement names one */
export async function startedLogin(
  server: Reached,
  machine: Machine,
  form: LongForm = {},
  by?: Signer,
): Promise<OpenLogin> {
  const session = by ?? machine.session ?? (await newSigner());
  const { device_statement: given } = form;
  const statement = typeof given === "string" ? given : await deviceStatementOf(server, machine, session);
  const answer = await askForLogin(server, { ...form, device_statement: statement });
  const authorization = answer.as(deviceAuthorizationAnswerSchema);
  const read = await request.read(authorization.request);
  return { id: read.claims.jti, session, authorization, request: read, device: await deviceStatement.read(statement) };
}

const at = (id: string, step: string): string => `/api/requests/${id}/${step}`;

/** §4.3: the login that the answer to a page's question for a nonce shows. @throws Error if it is not open */
export function openLoginIn(answer: Answer) {
  const page = answer.as(nonceAnswerSchema);
  if (page.state !== "open") throw new Error(`the login is ${page.state}`);
  return page;
}

/** §4.3: the page asks for a nonce, compact JWS. */
export const loginNonce = async (server: Reached, browser: Browser, { id }: Pick<OpenLogin, "id">): Promise<string> =>
  openLoginIn(await postJson(server, at(id, "nonce"), {}, { browser })).nonce;

export interface LoginMet {
  readonly answer: Answer;
  /** H(attestation) */
  readonly attestation: string;
  /** Compact JWS. */
  readonly nonce: string;
  readonly meeting: Meeting;
}

/** §4.3, §4.4 */
export async function meetLogin(
  server: Reached,
  machine: Machine,
  login: Pick<OpenLogin, "id" | "request" | "session">,
  twist: MeetingTwist & { readonly nonce?: string } = {},
): Promise<LoginMet> {
  const nonce = twist.nonce ?? (await loginNonce(server, machine.browser, login));
  const who = { request: login.request.jws, nonce, extension: machine.extension, session: login.session };
  const meeting = await meet(server, who, twist);
  const answer = await postJson(server, at(login.id, "locality"), meeting, { browser: machine.browser });
  return { answer, attestation: await sha256Base64url(meeting.attestation), nonce, meeting };
}

/** §4.5 */
export const askForDecision = (server: Reached, { browser }: { browser: Browser }, { id }: Pick<OpenLogin, "id">) =>
  postJson(server, at(id, "decision"), {}, { browser });

/** §4.5: the person touches the authenticator. */
export function approve(
  server: Reached,
  machine: Pick<Machine, "authenticator" | "browser">,
  login: Pick<OpenLogin, "id">,
  { decision, options }: Pick<DecidedAnswer, "decision" | "options">,
  twist: CeremonyTwist = {},
): Promise<Answer> {
  const ceremony = { challenge: options.challenge, rpId: options.rpId, origin: server.issuer };
  const assertion = machine.authenticator.get(ceremony, twist);
  return postJson(server, at(login.id, "approve"), { decision, assertion }, { browser: machine.browser });
}

/** §4.5 */
export async function deny(
  server: Reached,
  login: Pick<OpenLogin, "id">,
  attestation: string,
  by: Signer,
  alert = false,
  reason?: string,
): Promise<Answer> {
  const claims = { attestation, ...(reason !== undefined && { reason }) };
  return postJson(server, at(login.id, "deny"), { denial: await denial.sign(by, claims), alert });
}

/** §4.6: one poll. */
export async function poll(
  server: Reached,
  { authorization, session }: Pick<OpenLogin, "authorization" | "session">,
  twist: { readonly form?: Form; readonly by?: Signer; readonly proof?: ProofTwist } = {},
): Promise<Answer> {
  const form = {
    grant_type: DEVICE_CODE_GRANT,
    client_id: CLIENT,
    device_code: authorization.device_code,
    ...twist.form,
  };
  return postProvedForm(server, TOKEN, form, twist.by ?? session, twist.proof);
}

export interface RefreshTwist {
  readonly form?: LongForm;
  readonly claims?: Partial<RefreshStatement["claims"]>;
  readonly statementBy?: Signer;
  readonly by?: Signer;
  readonly proof?: ProofTwist;
}

/** §4.6: a refresh, with a fresh statement of the machine. */
export async function refresh(
  server: Reached,
  machine: Pick<Machine, "device">,
  { session }: Pick<OpenLogin, "session">,
  token: string,
  twist: RefreshTwist = {},
): Promise<Answer> {
  const { statementBy: by = machine.device, claims } = twist;
  const statement = await refreshStatementOf(server, machine, session, { by, ...claims });
  const form = {
    grant_type: "refresh_token",
    client_id: CLIENT,
    refresh_token: token,
    device_statement: statement,
    ...twist.form,
  };
  return postProvedForm(server, TOKEN, form, twist.by ?? session, {
    statement: await sha256Base64url(statement),
    ...twist.proof,
  });
}

/** The signed decision, for a login that was met. */
export const decided = async (
  server: Reached,
  machine: Pick<Machine, "browser">,
  login: Pick<OpenLogin, "id">,
): Promise<DecidedAnswer> => (await askForDecision(server, machine, login)).as(decidedAnswerSchema);
