import { approvalUrl } from "@nearside/shared/api/approval-address.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { checkFactsContext } from "@nearside/shared/chain/request/check-facts-context.ts";
import { checkFactsPlace } from "@nearside/shared/chain/request/check-facts-place.ts";
import { checkRequestDevice } from "@nearside/shared/chain/request/check-request-device.ts";
import { checkRequestFacts } from "@nearside/shared/chain/request/check-request-facts.ts";
import { checkRequestPlace } from "@nearside/shared/chain/request/check-request-place.ts";
import { checkRequestSignature } from "@nearside/shared/chain/request/check-request-signature.ts";
import { REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { DeviceAuthorizationAnswer } from "@nearside/shared/oauth/device-authorization.ts";
import { type AnyDeviceStatement, readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import type { Connection } from "../server/connection.ts";
import type { AuthorizationParameters } from "../server/request-authorization.ts";

/**
 * Verifies the server's `request` before the person is asked to approve it: its signature, and every field as sent
 * (protocol §4.1). Its `iat` sets the clock (protocol §2).
 *
 * @throws Refused
 */
export async function verifyRequest(
  connection: Connection,
  answer: DeviceAuthorizationAnswer,
  device: AnyDeviceStatement,
  parameters: AuthorizationParameters,
): Promise<Request> {
  const { issuer, keys, clock } = connection;
  const { facts } = answer;
  const read = await readAnyRequest(answer.request);
  const link = { device, request: read, facts };
  await checkRequestSignature(link, { issuer, serverKeys: await keys.current() });
  checkRequestDevice(link);
  checkRequestPlace(link);
  await checkRequestFacts(link);
  checkFactsContext(link);
  checkFactsPlace(link);
  checkParameters(facts, parameters);
  const { iat, exp, jti } = read.claims;
  if (exp <= iat || exp - iat > REQUEST_SECONDS) refuse("request_expired", "request.exp");
  if (answer.verification_uri_complete !== approvalUrl(issuer, jti))
    refuse("request_mismatch", "verification_uri_complete");
  clock.learn(iat);
  return read;
}

/** Checks that the person will be shown just what was asked for: nothing wider, and nothing narrowed in silence. */
function checkParameters(factsText: string, parameters: AuthorizationParameters): void {
  const facts = readFacts(factsText);
  const details = parameters.authorizationDetails ?? "[]";
  if (facts.client.id !== parameters.clientId) refuse("facts_mismatch", "facts.client");
  if (facts.scope !== parameters.scope) refuse("facts_mismatch", "facts.scope");
  if (JSON.stringify(facts.resource) !== JSON.stringify(parameters.resource))
    refuse("facts_mismatch", "facts.resource");
  if (JSON.stringify(facts.authorization_details) !== details) refuse("facts_mismatch", "facts.authorization_details");
  if (facts.acr_values?.join(" ") !== parameters.acrValues?.join(" ")) refuse("facts_mismatch", "facts.acr_values");
  if (facts.max_age !== parameters.maxAge) refuse("facts_mismatch", "facts.max_age");
}
