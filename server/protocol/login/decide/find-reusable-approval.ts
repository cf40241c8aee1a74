import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { RestingLink } from "@nearside/shared/chain/chain.ts";
import { checkDecisionSignature } from "@nearside/shared/chain/decision/check-decision-signature.ts";
import { restsOn } from "@nearside/shared/chain/rests-on/rests-on.ts";
import { LINK_CHECKS, runChecks } from "@nearside/shared/chain/verify-chain.ts";
import { LONGEST_STANDING_SECONDS } from "@nearside/shared/lifetimes.ts";
import { isFresh } from "@nearside/shared/proof/step-up.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { standsFor } from "@nearside/shared/rules/demands.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import { secondsNow, type WithClock, type WithRandom } from "../../../platform/surroundings.ts";
import { type ApprovedLogin, findApprovals } from "../../../register/logins/login-store.ts";
import type { Party } from "../../../register/machines/party.ts";
import type { JudgedPasskey } from "../../rules/judge-passkeys.ts";
import type { MetLogin } from "../met-login.ts";
import { earlierLink, findReusable } from "../reusable-approval.ts";
import { decisionClaims } from "./decision-claims.ts";
import type { Asking } from "./given-of-login.ts";

/** An approval that is enough for this login too. */
interface ReusableApproval {
  /** The decision that depends on it. */
  readonly claims: Decision["claims"];
  /** The passkey that touched for it. */
  readonly by: JudgedPasskey;
}

/**
 * Finds the newest approval that rules let stand for this login: of the same bound set and machine, in the same terminal, for the same
 * program and no more than was approved then, by a touch, not too old for any rule or API (protocol §4.5). The checks are those that
 * every later verifier makes.
 *
 * @param offered passkeys by which this login could be approved
 */
export async function findReusableApproval(
  services: WithClock & WithConfig & WithDb & WithKeys & WithRandom,
  login: MetLogin,
  party: Party,
  asking: Asking,
  set: CompiledRules,
  offered: readonly JudgedPasskey[],
): Promise<ReusableApproval | undefined> {
  const longest = Math.max(...offered.map(({ verdict }) => standsFor(verdict.demands) ?? Number.NEGATIVE_INFINITY));
  if (longest < 0) return undefined;
  const now = secondsNow(services);
  for await (const earlier of touchedLogins(services, login, now - longest)) {
    const vouching = passkeyVouching(login, earlier, offered, now);
    if (vouching === undefined) continue;
    const { by, stands } = vouching;
    const link = await earlierLink(earlier);
    const named = await restsOn(link, earlier.approval.approved_at, stands);
    const ruled = { version: set.version, rules: by.verdict.rules, demands: by.verdict.demands };
    const claims = await decisionClaims(services, login, party, asking, ruled, named);
    if (await isEnough(services, { facts: login.facts, decision: { claims }, earlier: link })) return { claims, by };
  }
  return undefined;
}

/**
 * Yields the logins of that terminal session that were approved by a touch that still counts, each once, the newest first. A login that
 * depends on an earlier approval leads to it; that one was touched for itself, since nothing depends on what depends on something.
 *
 * @param since epoch seconds: an older touch is too old by every rule
 */
async function* touchedLogins(
  { db, clock }: WithClock & WithDb,
  login: MetLogin,
  since: number,
): AsyncGenerator<ApprovedLogin> {
  const found = await findApprovals(db, login, clock() - LONGEST_STANDING_SECONDS * 1000);
  const young = found.filter(({ touchedAt }) => touchedAt >= since);
  for (const touched of new Set(young.map((approval) => approval.touched))) {
    const earlier = await findReusable(db, touched, clock());
    if (earlier !== undefined) yield earlier;
  }
}

/**
 * Returns the passkey of the earlier touch, if it is offered for this login too and the touch is young enough for rules and APIs.
 *
 * @param now epoch seconds
 */
function passkeyVouching(
  login: MetLogin,
  { boundSetId, approval }: ApprovedLogin,
  offered: readonly JudgedPasskey[],
  now: number,
): { readonly by: JudgedPasskey; readonly stands: number } | undefined {
  const by = offered.find(({ passkey }) => passkey.credential_id === approval.assertion.id);
  const stands = by === undefined ? null : standsFor(by.verdict.demands);
  if (by === undefined || stands === null || now - approval.approved_at > stands) return undefined;
  const isOfThisSet = boundSetId === login.boundSetId;
  return isOfThisSet && isFresh(approval.approved_at, now, readFacts(login.facts)) ? { by, stands } : undefined;
}

type Enough = RestingLink & { readonly earlier: NonNullable<RestingLink["earlier"]> };

/** A signature counts no more when its key was removed since (protocol §2). */
async function isEnough({ config, keys }: WithConfig & WithKeys, resting: Enough): Promise<boolean> {
  try {
    await checkDecisionSignature(resting.earlier, { issuer: config.issuer, serverKeys: keys.jwks.keys });
    await runChecks<RestingLink, undefined>(LINK_CHECKS.rests_on, resting, undefined);
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}
