import type { Answer, Ask } from "@nearside/shared/api/page-messages.ts";
import { checkNonceRequest } from "@nearside/shared/chain/nonce/check-nonce-request.ts";
import { checkNonceSignature } from "@nearside/shared/chain/nonce/check-nonce-signature.ts";
import { checkNonceTime } from "@nearside/shared/chain/nonce/check-nonce-time.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { checkRequestSignature } from "@nearside/shared/chain/request/check-request-signature.ts";
import { isFromElsewhere, readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { listedExtension } from "@nearside/shared/statements/facts.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import { issuerPattern, loopbackPattern } from "../issuer/match-patterns.ts";
import { noteServerTime } from "../issuer/server-clock.ts";
import { trustedServer } from "../issuer/server-keys.ts";
import { signerOf, type UsableSet } from "../keys/bound-set.ts";
import { shakeHands } from "../machine/handshake.ts";
import type { PageAsker } from "./asker.ts";
import { ownSets, usableSets } from "./own-sets.ts";
import { reportForeignLogin } from "./report.ts";
import type { Services } from "./services.ts";

/**
 * Meets the command line of a login (protocol §4.3). The order of these steps decides how much a page can make the
 * extension do.
 *
 * @throws Refused with the code of the first step that fails; up to `permission_missing` no port was touched
 */
export async function meet(
  ask: Extract<Ask, { kind: "meet" }>,
  asker: PageAsker,
  services: Omit<Services, "policy">,
): Promise<Answer> {
  // 1. the page is an enrolled issuer's
  const sets = await ownSets(asker.origin, services);
  // 2. request and nonce are that server's, and made for each other; the request had not ended when the nonce was made:
  // the server's clock says so, this one is not asked
  const request = await readAnyRequest(ask.request);
  const nonce = await nonceStatement.read(ask.nonce);
  const trusted = await trustedServer(asker.origin, services);
  await checkRequestSignature({ request }, trusted);
  await checkNonceSignature({ nonce }, trusted);
  checkNonceRequest({ nonce, request });
  checkNonceTime({ request, nonce });
  await noteServerTime(asker.origin, nonce.claims.iat, services);
  await forgetEnded(asker.origin, nonce.claims.iat, services);
  // 3. this browser is enrolled, with its receipt
  const usable = await usableSets(sets, nonce.claims.iat, services);
  // 4. one of its keys is listed: else the login was started elsewhere, and nothing is sent to any port
  const own = await listedOf(usable, request);
  if (own === undefined) return reportForeignLogin({ request, nonce, sets: usable, tab: asker.tab }, services);
  // 5. the person's permissions are still there
  const { loopback } = request.claims;
  const [mayAskIssuer, mayUseLoopback, native] = await Promise.all([
    services.mayReach([issuerPattern(asker.origin)]),
    loopback === null ? false : services.mayReach([loopbackPattern(loopback)]),
    services.nativeWay(),
  ]);
  if (!mayAskIssuer || (native === undefined && !mayUseLoopback)) refuse("permission_missing", "loopback");
  // 6. the command line answers, with its own key
  const ways = { sayHello: services.sayHello, sayHelloNatively: native?.sayHello, mayUseLoopback };
  const relayed = isFromElsewhere(request) ? { relayedBy: own.device_jkt } : {};
  const toMeet = { request, nonce, key: request.claims.sub_jkt, ...relayed };
  const met = await shakeHands(toMeet, await signerOf(own), { ...services, ...ways });
  // 7. stored before the page hears it, because the decision is compared with it. A newer meeting takes an older one's
  // place.
  await services.session.logins.keep(request.hash, {
    issuer: asker.origin,
    thumbprint: own.thumbprint,
    tab: asker.tab,
    request: request.jws,
    nonce: nonce.jws,
    attestation: met.attestation,
    decision: null,
  });
  return { kind: "met", ...met };
}

/** The bound set whose key the request lists (protocol §4.1). */
async function listedOf(sets: readonly UsableSet[], request: Request): Promise<UsableSet | undefined> {
  for (const set of sets) {
    const listed = await listedExtension(request.claims.jti, set.thumbprint);
    if (request.claims.extensions.includes(listed)) return set;
  }
  return undefined;
}

/** Forgets the logins of that issuer that have ended by the server's clock. */
async function forgetEnded(issuer: string, serverNow: number, { session }: Pick<Services, "session">): Promise<void> {
  for (const [hash, login] of await session.logins.all()) {
    if (login.issuer !== issuer) continue;
    const { claims } = await readAnyRequest(login.request);
    if (claims.exp < serverNow) await session.logins.forget(hash);
  }
}
