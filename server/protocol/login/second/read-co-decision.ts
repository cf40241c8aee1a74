import { isDeepStrictEqual } from "node:util";
import { approvalHash } from "@nearside/shared/chain/co-approval/approval-hash.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { type CoDecision, coDecision } from "@nearside/shared/statements/co-decision.ts";
import type { CoQuestion } from "@nearside/shared/statements/co-question.ts";
import type { CoRefusal } from "@nearside/shared/statements/co-refusal.ts";
import type { CoReview } from "@nearside/shared/statements/co-review.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import { secondsNow, type WithClock } from "../../../platform/surroundings.ts";
import type { SecondPerson } from "./second-person.ts";
import { answeredOf } from "./sign-co-decision.ts";
import type { Waiting } from "./waiting-login.ts";

/**
 * Demands a co-decision of this server that asks this very person, in this browser, about the login as it is now (protocol §11): one for
 * another login, another person or browser, an earlier approval, or from before an answer that came since is refused.
 *
 * @throws Refused `bad_signature`, `co_decision_mismatch`, `co_approver_mismatch`, `co_decision_stale`
 */
export async function demandCoDecision(
  services: WithClock & WithConfig & WithKeys,
  waiting: Waiting,
  { userId, deviceJkt, extensionJkt }: SecondPerson,
  text: string,
): Promise<CoDecision> {
  const read = await coDecision.read(text);
  await verifyServerSignature(read, { issuer: services.config.issuer, serverKeys: services.keys.jwks.keys });
  const { claims } = read;
  const { approval } = waiting.login;
  const { decision: decided, approver } = claims;
  if (decided !== waiting.decided.hash) refuse("co_decision_mismatch", "co_decision.decision");
  const touches = {
    decision: waiting.decided,
    assertion: approval.assertion,
    securityKey: approval.security_key ?? null,
  };
  if (claims.approval !== (await approvalHash(touches))) refuse("co_decision_mismatch", "co_decision.approval");
  const isOwn = approver.user.id === userId && approver.device === deviceJkt && approver.extension_jkt === extensionJkt;
  if (!isOwn) refuse("co_approver_mismatch", "co_decision.approver");
  if (claims.exp <= secondsNow(services)) refuse("co_decision_stale", "co_decision.exp");
  if (!isDeepStrictEqual(claims.questions ?? [], await answeredOf(waiting)))
    refuse("co_decision_stale", "co_decision.questions");
  return read;
}

/**
 * Demands that the browser that was asked signed this statement, about that co-decision.
 *
 * @throws Refused `bad_signature`, `co_review_mismatch`
 */
export async function demandAbout(asked: CoDecision, answer: CoReview | CoRefusal | CoQuestion): Promise<void> {
  const { jwk } = answer.header;
  await verifySignature(answer, jwk);
  if ((await thumbprintOf(jwk)) !== asked.claims.approver.extension_jkt) refuse("co_review_mismatch", "jwk");
  if (answer.claims.co_decision !== asked.hash) refuse("co_review_mismatch", "co_decision");
}
