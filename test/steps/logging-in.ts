// The steps of a login (protocol §4), each as its party says it. Its session key is `parties.session`.
import { type DecidedAnswer, decidedAnswerSchema, nonceAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import type { Context } from "@nearside/shared/claims.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import {
  DEVICE_CODE_GRANT,
  type DeviceAuthorizationAnswer,
  deviceAuthorizationAnswerSchema,
} from "@nearside/shared/oauth/device-authorization.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { type DeviceStatement, deviceStatement } from "@nearside/shared/statements/device.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import { type Request, request } from "@nearside/shared/statements/request.ts";
import { assertOver } from "../vectors/authenticator.ts";
import { meet } from "./meeting.ts";
import { type Answer, LOOPBACK, lasting, newId, now, RP_ID, type Stage } from "./stage.ts";

export const CLIENT = "nearside-cli";

export interface OpenLogin {
  readonly device: DeviceStatement;
  readonly answer: DeviceAuthorizationAnswer;
  readonly request: Request;
  readonly id: string;
}

/** Of a machine no more than it takes to speak for it. */
interface Machine extends Pick<Stage, "issuer"> {
  readonly parties: { readonly device: Signer; readonly session: Signer };
}

/** §4.1: what the machine says. @param elsewhere what differs of where it is said */
export const deviceStatementOf = (
  { parties: { device, session }, issuer }: Machine,
  elsewhere: Partial<Context> = {},
): Promise<string> =>
  deviceStatement.sign(device, {
    iss: device.thumbprint,
    aud: issuer,
    jti: newId(),
    ...lasting(60),
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
      ...elsewhere,
    },
  });

/** §4.1. @param more parameters of the form */
export async function askForLogin(
  stage: Stage,
  scope = "read",
  more: Readonly<Record<string, string>> = {},
): Promise<OpenLogin> {
  const { device_statement: statement = await deviceStatementOf(stage), ...other } = more;
  const form = { client_id: CLIENT, scope, device_statement: statement, ...other };
  const answer = (await stage.postForm("/oauth/device_authorization", form)).as(deviceAuthorizationAnswerSchema);
  const read = await request.read(answer.request);
  return { device: await deviceStatement.read(statement), answer, request: read, id: read.claims.jti };
}

type Known = Pick<OpenLogin, "id">;

const at = ({ id }: Known, step: string): string => `/api/requests/${id}/${step}`;

/** §4.3: the page's nonce, compact JWS. */
export async function nonceFor(stage: Stage, login: Known): Promise<string> {
  const said = (await stage.postJson(at(login, "nonce"), {})).as(nonceAnswerSchema);
  if (said.state !== "open") throw new Error(`the login is ${said.state}`);
  return said.nonce;
}

/** §4.3, §4.4 */
export async function meetForLogin(
  stage: Stage,
  login: Pick<OpenLogin, "id" | "request">,
  peer?: Parameters<typeof meet>[3],
) {
  const { extension, session } = stage.parties;
  const nonce = await nonceFor(stage, login);
  const meeting = await meet({ request: login.request.jws, nonce }, extension, session, peer);
  const answer = await stage.postJson(at(login, "locality"), meeting);
  return { nonce, meeting, answer, attestation: await sha256Base64url(meeting.attestation) };
}

/** §4.5 */
export const decisionOn = async (stage: Stage, login: Known): Promise<DecidedAnswer> =>
  (await stage.postJson(at(login, "decision"), {})).as(decidedAnswerSchema);

/** §4.5: the person touches the authenticator. */
export function approve(stage: Stage, login: Known, { decision, options }: DecidedAnswer): Promise<Answer> {
  const challenge = Buffer.from(options.challenge, "base64url");
  const assertion = assertOver(stage.parties.passkey, { challenge, rpId: RP_ID, origin: stage.issuer });
  return stage.postJson(at(login, "approve"), { decision, assertion });
}

/** §4.6: one poll. */
export function poll(stage: Stage, { answer }: OpenLogin, by: Signer = stage.parties.session): Promise<Answer> {
  const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: answer.device_code };
  return stage.postForm("/oauth/token", form, { by });
}

type Asked = [scope?: string, more?: Readonly<Record<string, string>>];

export type RedeemedLogin = OpenLogin & { readonly tokens: TokenAnswer };

/** From the request to the approval. */
export async function approvedLogin(stage: Stage, ...asked: Asked): Promise<OpenLogin> {
  const login = await askForLogin(stage, ...asked);
  await meetForLogin(stage, login);
  const { status } = await approve(stage, login, await decisionOn(stage, login));
  if (status !== 200) throw new Error(`the approval was answered by ${status}`);
  return login;
}

export async function redeemedLogin(stage: Stage, ...asked: Asked): Promise<RedeemedLogin> {
  const login = await approvedLogin(stage, ...asked);
  return { ...login, tokens: (await poll(stage, login)).as(tokenAnswerSchema) };
}

/** §4.6: what the machine says when its session key asks again. */
export const refreshStatementOf = ({ parties: { device, session }, issuer }: Stage): Promise<string> =>
  refreshStatement.sign(device, {
    iss: device.thumbprint,
    aud: issuer,
    jti: newId(),
    ...lasting(60),
    cnf: { jkt: session.thumbprint },
  });

/** §4.6: session key and device key together renew the token. */
export async function refresh(
  stage: Stage,
  refreshToken: string,
  statement?: string,
  by: Signer = stage.parties.session,
  iat = now(),
): Promise<Answer> {
  const said = statement ?? (await refreshStatementOf(stage));
  const form = {
    grant_type: "refresh_token",
    client_id: CLIENT,
    refresh_token: refreshToken,
    device_statement: said,
  };
  return stage.postForm("/oauth/token", form, { by, iat, statement: await sha256Base64url(said) });
}
