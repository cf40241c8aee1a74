import { approvalAddress } from "@nearside/shared/api/approval-address.ts";
import type { SecondWait } from "@nearside/shared/api/second-wait.ts";
import type { Context, User } from "@nearside/shared/claims.ts";
import type { DeviceAuthorizationAnswer } from "@nearside/shared/oauth/device-authorization.ts";
import type { TokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import type { AnyDeviceStatement } from "@nearside/shared/statements/elsewhere.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import type * as v from "valibot";
import type { Credential } from "../credentials/credential.ts";
import type { SessionKey } from "../credentials/session-key.ts";
import { verifyToken } from "../credentials/verify-token.ts";
import { Problem } from "../problems/problem.ts";
import type { Connection } from "../server/connection.ts";
import { pollFor } from "../server/poll-token.ts";
import type { AuthorizationParameters } from "../server/request-authorization.ts";
import type { Prove } from "../server/send-proved.ts";
import { ServerRefusal } from "../server/server-refusal.ts";
import { questionAnswerer } from "./answer-question.ts";
import type { LoginDisplay } from "./login-display.ts";

/** A login whose request was verified, wherever the command line runs. */
export interface AskedLogin {
  readonly sessionKey: SessionKey;
  readonly prove: Prove;
  /** Signs by the session key, where that is here: the keeper of another machine signs proofs alone. */
  readonly sessionSigner?: Signer;
  readonly context: Context;
  readonly statement: AnyDeviceStatement;
  readonly request: Request;
  readonly answer: DeviceAuthorizationAnswer;
}

/** Shows where to approve, and polls until the login is decided (protocol §4.6). */
export async function awaitApproval<Answer>(
  connection: Connection,
  { clientId }: AuthorizationParameters,
  { answer, request, context, prove, sessionSigner }: AskedLogin,
  display: LoginDisplay,
  schema: v.GenericSchema<unknown, Answer>,
): Promise<Answer> {
  const expiresIn = Math.min(answer.expires_in, request.claims.exp - connection.clock.seconds());
  display.approvalNeeded(approvalAddress(connection.issuer, request.claims.jti, context.remote), expiresIn);
  const answerQuestion = sessionSigner === undefined ? undefined : questionAnswerer(connection, request, sessionSigner);
  const polling = {
    clientId,
    deviceCode: answer.device_code,
    interval: answer.interval,
    until: connection.now() + expiresIn * 1000,
    trouble: display.trouble?.bind(display),
    wanted: display.wanted?.bind(display),
    second: (second: SecondWait) => display.second?.(second, second.until - connection.clock.seconds(), answerQuestion),
  };
  return pollFor(connection, prove, polling, schema);
}

/** Verifies the access token, and puts all of the login together that is worth keeping. */
export async function verifiedCredential(
  connection: Connection,
  user: User,
  { clientId, scope, resource }: AuthorizationParameters,
  { statement, request, sessionKey }: AskedLogin,
  { access_token, refresh_token }: TokenAnswer,
): Promise<Credential> {
  const expected = { user, device: statement, request, clientId, scope };
  const { claims } = await verifyToken(connection, access_token, expected);
  const clock_offset = connection.clock.offset();
  return {
    issuer: connection.issuer,
    user,
    client_id: clientId,
    resource: [...resource].sort(),
    device_statement: statement.jws,
    request: request.jws,
    session_key: sessionKey,
    access_token,
    refresh_token,
    expires_at: claims.exp - clock_offset,
    scope: claims.scope,
    asked_scope: scope,
    clock_offset,
  };
}

/** The server itself said that this login is over. */
export function hasEndedThere(error: unknown): boolean {
  if (error instanceof ServerRefusal) return error.error === "access_denied" || error.error === "expired_token";
  return error instanceof Problem && (error.code === "request_settled" || error.code === "request_expired");
}
