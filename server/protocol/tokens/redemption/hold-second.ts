import { isEnough } from "@nearside/shared/chain/co-approval/check-co-quorum.ts";
import { refuse, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { asksForSomething } from "@nearside/shared/rules/demands.ts";
import { coDecision } from "@nearside/shared/statements/co-decision.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import { RefusedByRules } from "../../../platform/http/refused-by-rules.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { Trx, WithDb } from "../../../platform/store/database.ts";
import { together } from "../../../platform/store/together.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { ApprovedLogin } from "../../../register/logins/login-store.ts";
import { holdStates } from "../../../register/machines/hold-party.ts";
import type { Party, PartyStates } from "../../../register/machines/party.ts";
import { covers } from "../../login/decide/decision-claims.ts";
import { ruleOut } from "../../login/decide/rule-out.ts";
import { refuseLogin } from "../../login/end/refuse-logins.ts";
import { noteRefusal, RuledOut } from "../../login/log-refusal.ts";
import { askAgain } from "../../login/second/ask-again.ts";
import { demandCounts } from "../../login/second/who-may-approve.ts";
import type { WithRules } from "../../rules/active-rules.ts";
import { askingRules } from "../../rules/judge-passkeys.ts";
import { denialOf } from "../../rules/verdicts.ts";

// A login that waited for other people is judged once more as its token is made (protocol §11): hours may have passed since its approval.

/** Reads what the server signed for other people, whose keys are demanded once more like those of the request. */
export const signedForOthers = ({ approval }: ApprovedLogin) =>
  Promise.all((approval.second?.approved ?? []).map(({ co_decision }) => coDecision.read(co_decision)));

/** The states of the keys by which other people approved, by their bound sets. */
type HeldSecond = ReadonlyMap<string, PartyStates | undefined>;

/**
 * Reads the states of the keys by which other people approved, and keeps them until the transaction that makes the token ends: a
 * revocation of one of them is seen here, or comes after the token (threat R44). It asks before it waits.
 */
export async function holdSecond(trx: Trx, { approval }: ApprovedLogin): Promise<HeldSecond> {
  const approved = (approval.second?.approved ?? []).toSorted((one, other) =>
    one.bound_set_id < other.bound_set_id ? -1 : 1,
  );
  return new Map(
    await together(
      ...approved.map(async ({ bound_set_id, extension_jkt, assertion }) => {
        const keys = { extension: extension_jkt, passkey: assertion.id };
        return [bound_set_id, await holdStates(trx, bound_set_id, keys)] as const;
      }),
    ),
  );
}

/**
 * Demands, in the transaction that makes the token, that each other person may still approve this login, and that they are as many as the
 * decision asks for.
 *
 * @param held by {@link holdSecond}
 * @param newcomers as {@link ruleWaited} found it
 * @param now epoch milliseconds
 * @throws LostApproval with the code of the first thing that is no longer so
 */
export async function demandSecond(
  trx: Trx,
  login: ApprovedLogin,
  held: HeldSecond,
  newcomers: number,
  now: number,
): Promise<void> {
  const { claims } = await decision.read(login.approval.decision);
  const approvers = claims.second?.approvers ?? [];
  const approved = login.approval.second?.approved ?? [];
  const counted = approved.map(({ among }) => among);
  if (!isEnough(approvers, counted)) refuse("co_approval_missing", "co_approvals");
  const { userId, deviceJkt } = login;
  const asked = { approvers, userId, deviceJkt, newcomers };
  for (const one of approved)
    try {
      await demandCounts(trx, asked, one, held.get(one.bound_set_id), now);
    } catch (error) {
      throw error instanceof Refused ? new LostApproval(error.code, error.field, { cause: error }) : error;
    }
}

/** The approval of another person counts no more. It was the last one, so nobody can give another in its place. */
class LostApproval extends Refused {}

/**
 * Runs a redemption, and ends the login if an approval of another person counts no more by then: every later try would be refused too.
 *
 * @throws OauthError `access_denied` once the login is ended for that
 */
export async function endIfLost<T>(
  services: WithChanges & WithClock & WithDb,
  login: ApprovedLogin,
  redeem: () => Promise<T>,
): Promise<T> {
  try {
    return await redeem();
  } catch (error) {
    if (!(error instanceof LostApproval)) throw error;
    await noteRefusal(services, "redeem", login.id, error.code, error.field ?? "co_approvals");
    const now = services.clock();
    await services.db.transaction().execute((trx) => refuseLogin(trx, { now }, login.id, "co_approval_lost"));
    services.changes.announce(login.id);
    throw new OauthError("access_denied", sentenceOf("co_approval_lost"), {
      cause: error,
      refusal: "co_approval_lost",
    });
  }
}

/**
 * Asks the rules about the first approval once more where the login waited for other people: others may have been published since, and its
 * person may be in other groups.
 *
 * @returns seconds within which nobody counts whom the person admitted; 0 where anybody counts
 * @throws OauthError `access_denied` once the login is ended, because they deny it or ask for more than it has
 */
export async function ruleWaited(
  services: WithChanges & WithClock & WithConfig & WithDb & WithLog & WithRules,
  login: ApprovedLogin,
  party: Party,
): Promise<number> {
  const { second } = login.approval;
  if (second === undefined) return 0;
  const { claims } = await decision.read(login.approval.decision);
  const { set, judged, newcomers } = await askAgain(
    services,
    { ...login, approval: { ...login.approval, second } },
    party,
  );
  const { verdict } = judged;
  const isDenied = verdict.outcome === "deny";
  if (!isDenied && covers(claims, readFacts(login.facts).scope, verdict.demands)) return newcomers;
  // nothing is added to a login that is approved, so it has no token under these rules
  const refusal = isDenied
    ? new RefusedByRules(denialOf([verdict]), verdict.rules)
    : new RefusedByRules("rule_unmet", askingRules(set, verdict.rules, asksForSomething));
  try {
    return await ruleOut(services, login, "redeem", set, judged, refusal);
  } catch (error) {
    if (!(error instanceof RuledOut)) throw error;
    const { code, rules } = error;
    throw new OauthError("access_denied", sentenceOf(code), { cause: error, refusal: code, rules });
  }
}
