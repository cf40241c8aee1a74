import { refuse } from "@nearside/shared/chain/refusal.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import type { Loopback } from "@nearside/shared/claims.ts";
import { ENROLMENT_REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import { type EnrolmentRequest, enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { Problem } from "../problems/problem.ts";
import type { Connection } from "../server/connection.ts";
import { texts } from "../texts/enrolment.ts";

export interface ExpectedEnrolment {
  /** Thumbprint of the device key. */
  readonly device: string;
  readonly loopback: Loopback;
  /** H of the active browser statement; null if a machine is enrolled. */
  readonly browser: string | null;
  /** The person whom the command named; at a further browser, the person whom the machine is enrolled for. */
  readonly user: { readonly name: string; readonly id?: string };
}

/**
 * Verifies the server's enrolment request: its signature, and that it is for this key, this port and the person who was
 * named. Another person's ticket ends here, before anything is opened or signed (protocol §3.2, threat R20).
 *
 * @throws Refused, Problem `wrong_user`
 */
export async function verifyEnrolmentRequest(
  { issuer, keys, clock }: Pick<Connection, "issuer" | "keys" | "clock">,
  text: string,
  expected: ExpectedEnrolment,
): Promise<EnrolmentRequest> {
  const request = await enrolmentRequest.read(text);
  await verifyServerSignature(request, { issuer, serverKeys: await keys.current() });
  const { user, device_jkt, browser, loopback, iat, exp } = request.claims;
  const isOther = user.name !== expected.user.name || (expected.user.id !== undefined && user.id !== expected.user.id);
  if (isOther)
    throw new Problem(
      "wrong_user",
      texts.wrongUser({ server: neutralise(user.name, 128), named: neutralise(expected.user.name, 128) }),
    );
  if (device_jkt !== expected.device) refuse("key_mismatch", "enrolment_request.device_jkt");
  if (browser !== expected.browser) refuse("request_mismatch", "enrolment_request.browser");
  if (loopback.address !== expected.loopback.address || loopback.port !== expected.loopback.port)
    refuse("loopback_mismatch", "enrolment_request.loopback");
  if (exp <= iat || exp - iat > ENROLMENT_REQUEST_SECONDS) refuse("enrolment_expired", "enrolment_request.exp");
  clock.learn(iat);
  return request;
}
