import type { Answer, Ask } from "@nearside/shared/api/page-messages.ts";
import { checkNonceRequest } from "@nearside/shared/chain/nonce/check-nonce-request.ts";
import { checkNonceSignature } from "@nearside/shared/chain/nonce/check-nonce-signature.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import { checkEnrolmentTime, verifyEnrolmentRequest } from "../enrolment/verify-enrolment-request.ts";
import { issuerPattern, loopbackPattern } from "../issuer/match-patterns.ts";
import { trustedServer } from "../issuer/server-keys.ts";
import { type EnrollingSet, isEnrolling, signerOf } from "../keys/bound-set.ts";
import { shakeHands } from "../machine/handshake.ts";
import type { PageAsker } from "./asker.ts";
import type { Services } from "./services.ts";

/**
 * Meets the command line of an enrolment that the person confirmed in the extension's own window (protocol §3.3): the
 * device key answers in the session key's place, and no request lists an extension yet.
 *
 * @throws Refused; up to `permission_missing` no port was touched
 */
export async function meetEnrolment(
  ask: Extract<Ask, { kind: "meet_enrolment" }>,
  asker: PageAsker,
  services: Omit<Services, "badge" | "policy" | "sendReport">,
): Promise<Answer> {
  const request = await enrolmentRequest.read(ask.enrolment_request);
  const nonce = await nonceStatement.read(ask.nonce);
  // 1. the person confirmed this very request, of this very origin
  const set = await confirmedSet(request.claims.jti, asker.origin, services);
  if (set.enrolment_request !== request.jws) refuse("request_mismatch", "enrolment_request");
  // 2. request and nonce are that server's, and made for each other
  const trusted = await trustedServer(asker.origin, services);
  await verifyEnrolmentRequest(request, trusted);
  await checkNonceSignature({ nonce }, trusted);
  checkNonceRequest({ nonce, request });
  checkEnrolmentTime(request, nonce);
  // 3. the person's permissions are still there
  if (!(await services.mayReach([issuerPattern(asker.origin), loopbackPattern(request.claims.loopback)])))
    refuse("permission_missing", "loopback");
  // 4. the command line answers, with the device key, and over loopback: no keeper knows this machine yet
  const ways = { sayHello: services.sayHello, sayHelloNatively: undefined, mayUseLoopback: true };
  const toMeet = { request, nonce, key: request.claims.device_jkt };
  const met = await shakeHands(toMeet, await signerOf(set), { ...services, ...ways });
  // 5. the window continues from here
  await services.session.enrolmentMeetings.keep(request.claims.jti, {
    attestation: met.attestation,
    clock_offset: clockOffset(nonce.claims, services.now()),
  });
  return { kind: "met", ...met };
}

async function confirmedSet(
  enrolment: string,
  issuer: string,
  { boundSets }: Pick<Services, "boundSets">,
): Promise<EnrollingSet> {
  const set = (await boundSets.all()).find((each) => each.enrolment === enrolment && each.issuer === issuer);
  if (set === undefined) return refuse("permission_missing", "confirmation");
  return isEnrolling(set) ? set : refuse("enrolment_settled", "receipt");
}

/**
 * The difference, in seconds, to add to this browser's clock to get the server's (protocol §2). A fresh statement says
 * that the server's clock is within its lifetime: a clock within it is left alone, any other is set to `iat`.
 */
export function clockOffset(fresh: { readonly iat: number; readonly exp: number }, now: number): number {
  return now >= fresh.iat && now <= fresh.exp ? 0 : fresh.iat - now;
}
