import { type DecidedAnswer, decidedAnswerSchema, nonceAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import {
  DEVICE_CODE_GRANT,
  type DeviceAuthorizationAnswer,
  deviceAuthorizationAnswerSchema,
} from "@nearside/shared/oauth/device-authorization.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { type DeviceStatement, deviceStatement } from "@nearside/shared/statements/device.ts";
import { type RefreshStatement, refreshStatement } from "@nearside/shared/statements/refresh.ts";
import { request } from "@nearside/shared/statements/request.ts";
import type { Answer } from "./answer.ts";
import type { CeremonyTwist } from "./authenticator.ts";
import { newSigner } from "./keys.ts";
import { LOOPBACK, type Machine } from "./machine.ts";
import { type MeetingTwist, meet } from "./meeting.ts";
import { type Browser, type Form, type LongForm, type ProofTwist, postForm, postJson, proofOf } from "./send.ts";
import { ISSUER, type TestServer } from "./test-server.ts";

// What command line, page and extension say in a login (protocol §4), step by step.

export const CLIENT = "nearside-cli";

/** §4.1 */
export async function deviceStatementOf(
  server: TestServer,
  machine: Machine,
  session: Signer,
  twist: Partial<DeviceStatement["claims"]> & { readonly by?: Signer } = {},
): Promise<string> {
  const { by = machine.device, ...claims } = twist;
  return deviceStatement.sign(by, {
    iss: machine.device.thumbprint,
    aud: ISSUER,
    jti: server.id(),
    iat: server.now(),
    exp: server.now() + 60,
    cnf: { jkt: session.thumbprint },
    loopback: LOOPBACK,
    context: {
      hostname: "laptop",
      os: "Debian 13",
      account: "ada",
      command: "deploy prod",
      cwd: "~/shop",
      parent: "bash",
      tty: "/dev/pts/1",
      terminal_session: "SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSA",
      remote: null,
    },
    ...claims,
  });
}

export const askForLogin = (server: TestServer, form: LongForm): Promise<Answer> =>
  postForm(server, "/oauth/device_authorization", { client_id: CLIENT, scope: "read", ...form });

export interface OpenLogin {
  readonly id: string;
  readonly session: Signer;
  readonly asked: DeviceAuthorizationAnswer;
}

/** A login that the machine's command line asked for. @param by the session key, where the form's statement names one */
export async function startedLogin(
  server: TestServer,
  machine: Machine,
  form: LongForm = {},
  by?: Signer,
): Promise<OpenLogin> {
  const session = by ?? (await newSigner());
  const statement = await deviceStatementOf(server, machine, session);
  const asked = (await askForLogin(server, { device_statement: statement, ...form })).as(
    deviceAuthorizationAnswerSchema,
  );
  const { claims } = await request.read(asked.request);
  return { id: claims.jti, session, asked };
}

const at = (id: string, step: string): string => `/api/requests/${id}/${step}`;

/** §4.3: the page asks for a nonce, compact JWS. */
export async function loginNonce(server: TestServer, browser: Browser, { id }: OpenLogin): Promise<string> {
  const said = (await postJson(server, at(id, "nonce"), {}, { browser })).as(nonceAnswerSchema);
  if (said.state !== "open") throw new Error(`the login is ${said.state}`);
  return said.nonce;
}

export interface LoginMet {
  readonly answer: Answer;
  /** H(attestation) */
  readonly attestation: string;
}

/** §4.3, §4.4 */
export async function meetLogin(
  server: TestServer,
  machine: Machine,
  login: OpenLogin,
  twist: MeetingTwist & { readonly nonce?: string } = {},
): Promise<LoginMet> {
  const nonce = twist.nonce ?? (await loginNonce(server, machine.browser, login));
  const who = { request: login.asked.request, nonce, extension: machine.extension, session: login.session };
  const texts = await meet(server, who, twist);
  const answer = await postJson(server, at(login.id, "locality"), texts, { browser: machine.browser });
  return { answer, attestation: await sha256Base64url(texts.attestation) };
}

/** §4.5 */
export const askForDecision = (server: TestServer, { browser }: { browser: Browser }, { id }: OpenLogin) =>
  postJson(server, at(id, "decision"), {}, { browser });

/** §4.5: the person touches the authenticator. */
export function approve(
  server: TestServer,
  machine: Machine,
  login: OpenLogin,
  { decision, options }: Pick<DecidedAnswer, "decision" | "options">,
  twist: CeremonyTwist = {},
): Promise<Answer> {
  const asked = { challenge: options.challenge, rpId: options.rpId, origin: ISSUER };
  const assertion = machine.authenticator.get(asked, twist);
  return postJson(server, at(login.id, "approve"), { decision, assertion }, { browser: machine.browser });
}

/** §4.5 */
export async function deny(
  server: TestServer,
  login: OpenLogin,
  attestation: string,
  by: Signer,
  alert = false,
): Promise<Answer> {
  return postJson(server, at(login.id, "deny"), { denial: await denial.sign(by, { attestation }), alert });
}

/** §4.6: one poll. */
export async function poll(
  server: TestServer,
  { asked, session }: OpenLogin,
  twist: { readonly form?: Form; readonly by?: Signer; readonly proof?: ProofTwist } = {},
): Promise<Answer> {
  const form = {
    grant_type: DEVICE_CODE_GRANT,
    client_id: CLIENT,
    device_code: asked.device_code,
    ...twist.form,
  };
  return postForm(
    server,
    "/oauth/token",
    form,
    await proofOf(server, twist.by ?? session, "POST", "/oauth/token", twist.proof),
  );
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
  server: TestServer,
  machine: Machine,
  { session }: Pick<OpenLogin, "session">,
  token: string,
  twist: RefreshTwist = {},
): Promise<Answer> {
  const statement = await refreshStatement.sign(twist.statementBy ?? machine.device, {
    iss: machine.device.thumbprint,
    aud: ISSUER,
    jti: server.id(),
    iat: server.now(),
    exp: server.now() + 60,
    cnf: { jkt: session.thumbprint },
    ...twist.claims,
  });
  const proof = await proofOf(server, twist.by ?? session, "POST", "/oauth/token", {
    statement: await sha256Base64url(statement),
    ...twist.proof,
  });
  const form = {
    grant_type: "refresh_token",
    client_id: CLIENT,
    refresh_token: token,
    device_statement: statement,
    ...twist.form,
  };
  return postForm(server, "/oauth/token", form, proof);
}

/** The signed decision, for a login that was met. */
export const decided = async (server: TestServer, machine: Machine, login: OpenLogin): Promise<DecidedAnswer> =>
  (await askForDecision(server, machine, login)).as(decidedAnswerSchema);
