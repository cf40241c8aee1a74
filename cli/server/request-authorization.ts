import {
  type DeviceAuthorizationAnswer,
  deviceAuthorizationAnswerSchema,
} from "@nearside/shared/oauth/device-authorization.ts";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/server.ts";
import type { Connection } from "./connection.ts";
import { readAnswer } from "./read-answer.ts";
import { correctClock } from "./server-clock.ts";
import { ServerRefusal } from "./server-refusal.ts";

const TIMEOUT = 10_000;
/** A command that is interrupted waits as long for the login's id: without it, it could not withdraw what the server has begun. Milliseconds. */
const HEARD_OUT = 2000;

/** The client id of this command line itself, which every server knows. A login asks with it if nothing names another. */
export const DEFAULT_CLIENT = "nearside-cli";

/** The demands that a login can make of its own approval (RFC 9470). */
export interface StepUp {
  /** The approval must be of one of these classes or, of Nearside's own, of a higher one. The best liked comes first. */
  readonly acrValues?: readonly string[] | undefined;
  /** The greatest age of the approval, in seconds. */
  readonly maxAge?: number | undefined;
}

/** The login that a person, or a program for them, asks for. */
export interface AuthorizationParameters extends StepUp {
  readonly clientId: string;
  readonly scope: string;
  readonly resource: readonly string[];
  /** RFC 9396, as one JSON text. */
  readonly authorizationDetails: string | undefined;
}

/**
 * Sends the device authorization request (RFC 8628 §3.1) with the device statement (protocol §4.1), which `state` signs
 * once for each try: a server that already has a statement refuses it as replayed.
 *
 * @throws Unreachable, ServerRefusal, Problem
 */
export async function requestAuthorization<Stated extends { readonly jws: string }>(
  connection: Connection,
  parameters: AuthorizationParameters,
  state: () => Promise<Stated>,
): Promise<{ readonly answer: DeviceAuthorizationAnswer; readonly device: Stated }> {
  const { device_authorization_endpoint: url } = await connection.metadata();
  for (let clockCorrected = false; ; ) {
    const device = await state();
    const answer = await connection.http.send({
      method: "POST",
      url,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: formOf(parameters, device.jws).toString(),
      timeout: TIMEOUT,
      heardOut: HEARD_OUT,
    });
    connection.noteDpopNonce(answer);
    try {
      return { answer: readAnswer(answer, deviceAuthorizationAnswerSchema), device };
    } catch (error) {
      const retry = error instanceof ServerRefusal && !clockCorrected && correctClock(connection.clock, error);
      if (!retry) throw notEnrolled(error);
      clockCorrected = true;
    }
  }
}

function formOf(parameters: AuthorizationParameters, statement: string): URLSearchParams {
  const { clientId, scope, resource, authorizationDetails, acrValues, maxAge } = parameters;
  const form = new URLSearchParams({ client_id: clientId, device_statement: statement });
  if (scope !== "") form.set("scope", scope);
  for (const each of resource) form.append("resource", each);
  if (authorizationDetails !== undefined) form.set("authorization_details", authorizationDetails);
  if (acrValues !== undefined) form.set("acr_values", acrValues.join(" "));
  if (maxAge !== undefined) form.set("max_age", String(maxAge));
  return form;
}

/** A server that gives a code without a signed request does not know Nearside: any browser could approve it. */
function notEnrolled(error: unknown): unknown {
  if (error instanceof Problem && error.code === "server_malformed")
    return new Problem("server_malformed", texts.maybeNotNearside({ why: error.message }), { cause: error });
  return error;
}
