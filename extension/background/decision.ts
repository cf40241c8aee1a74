import type { Answer, Ask } from "@nearside/shared/api/page-messages.ts";
import { checkDecisionFacts } from "@nearside/shared/chain/decision/check-decision-facts.ts";
import { checkDecisionMeeting } from "@nearside/shared/chain/decision/check-decision-meeting.ts";
import { checkDecisionOutcome } from "@nearside/shared/chain/decision/check-decision-outcome.ts";
import { checkDecisionScope } from "@nearside/shared/chain/decision/check-decision-scope.ts";
import { checkDecisionSignature } from "@nearside/shared/chain/decision/check-decision-signature.ts";
import { checkDecisionTime } from "@nearside/shared/chain/decision/check-decision-time.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { checkFactsLease } from "@nearside/shared/chain/request/check-facts-lease.ts";
import { checkRequestFacts } from "@nearside/shared/chain/request/check-request-facts.ts";
import { demandOwnTerminal } from "@nearside/shared/chain/rests-on/check-earlier-asked.ts";
import { demandYoungEnough } from "@nearside/shared/chain/rests-on/check-earlier-time.ts";
import { type Decision, decision as decisionStatement } from "@nearside/shared/statements/decision.ts";
import { isFromElsewhere, readAnyAttestation, readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { type Facts, readFacts } from "@nearside/shared/statements/facts.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import { noteServerTime } from "../issuer/server-clock.ts";
import type { ServerKeysServices } from "../issuer/server-keys.ts";
import { trustedServer } from "../issuer/server-keys.ts";
import { isUsable, type UsableSet } from "../keys/bound-set.ts";
import type { Login } from "../session/session.ts";
import type { PageAsker } from "./asker.ts";
import { metLogin } from "./met-logins.ts";
import type { Services } from "./services.ts";

/**
 * Verifies the signed decision and stores it for the extension's own window: no person can rely on what the page shows
 * (protocol §4.5).
 *
 * @throws Refused
 */
export async function showDecision(
  ask: Extract<Ask, { kind: "decision" }>,
  asker: PageAsker,
  services: Pick<Services, "badge" | "boundSets" | keyof ServerKeysServices>,
): Promise<Answer> {
  const { hash } = await readAnyRequest(ask.request);
  const login = await metLogin(hash, asker.origin, services);
  const decision = await decisionStatement.read(ask.decision);
  const trusted = await trustedServer(asker.origin, services);
  await verifyDecision({ login, set: await setOf(login, services), decision, facts: ask.facts }, trusted);
  await noteServerTime(asker.origin, decision.claims.iat, services);
  await services.session.logins.keep(hash, {
    ...login,
    tab: asker.tab,
    decision: {
      decision: decision.jws,
      facts: ask.facts,
      // the server made it for this page a moment ago
      clock_offset: decision.claims.iat - services.now(),
    },
  });
  await services.badge.show(asker.tab, "decision");
  return { kind: "shown" };
}

interface DecisionAtHand {
  readonly login: Pick<Login, "request" | "nonce" | "attestation">;
  readonly set: Pick<UsableSet, "user" | "device_jkt">;
  readonly decision: Decision;
  readonly facts: string;
}

/**
 * The server signed the decision, about this extension's own meeting, its user and its machine, and these very facts.
 */
async function verifyDecision(
  { login, set, decision, facts }: DecisionAtHand,
  trusted: Parameters<typeof checkDecisionSignature>[1],
): Promise<void> {
  const request = await readAnyRequest(login.request);
  const nonce = await nonceStatement.read(login.nonce);
  const attestation = await readAnyAttestation(login.attestation);
  await checkDecisionSignature({ decision }, trusted);
  checkDecisionMeeting({ attestation, decision });
  if (decision.claims.device !== set.device_jkt) refuse("decision_mismatch", "decision.device");
  if (decision.claims.user.id !== set.user.id) refuse("decision_mismatch", "decision.user");
  checkDecisionFacts({ request, decision });
  checkDecisionTime({ request, nonce, decision });
  await checkRequestFacts({ request, facts });
  const told = readFacts(facts);
  // the facts say where it runs exactly if the request is of a command line elsewhere (protocol §10.2)
  if (isFromElsewhere(request) !== (told.place !== undefined)) refuse("place_mismatch", "facts.place");
  checkDecisionScope({ facts, decision });
  checkDecisionOutcome({ decision });
  checkFactsLease({ facts });
  verifyStanding(decision.claims, told);
}

/**
 * Judges the earlier approval behind this one as far as possible without seeing it. A verifier of the evidence sees it
 * too (protocol §7).
 */
function verifyStanding(decided: Decision["claims"], facts: Facts): void {
  demandYoungEnough(decided);
  if (decided.rests_on === undefined) return;
  if (decided.require?.security_key === true) refuse("security_key_missing", "security_key");
  demandOwnTerminal(facts);
  const { tty, terminal_session } = facts.context;
  if (tty === null || terminal_session === undefined) refuse("standing_mismatch", "rests_on.context");
}

async function setOf(login: Login, { boundSets }: Pick<Services, "boundSets">): Promise<UsableSet> {
  const set = (await boundSets.all()).find(({ thumbprint }) => thumbprint === login.thumbprint);
  return set !== undefined && isUsable(set) ? set : refuse("not_enrolled", "thumbprint");
}
