import { RulesRefused } from "@nearside/rules/reading/rules-refused.ts";
import type { RuleShown, RulesAnswer, RulesProposal } from "@nearside/shared/api/console/rules.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithRules } from "../../protocol/rules/active-rules.ts";
import { countReports } from "./count-reports.ts";
import { waitingProposals } from "./proposal-store.ts";
import { authorsOf } from "./rule-authors.ts";
import type { WithRuleCards } from "./rule-cards.ts";
import { activeVersion } from "./version-history.ts";

/**
 * Shows the active set, the effects of its rules in report-only, and the waiting proposals.
 *
 * @param self user id of the session that makes the request; null for the server's own shell
 */
export async function showRules(
  services: WithClock & WithConfig & WithDb & WithRuleCards & WithRules,
  self: string | null,
): Promise<RulesAnswer> {
  const { db, config } = services;
  return {
    ...(await activeVersion(db)),
    rules: await activeRulesShown(services),
    reports: await countReports(services),
    needs_second: config.rules.secondAuthor,
    proposals: await showProposals(db, self),
  };
}

/** Empty if this version of the product can't read them. The text can still be fixed or rolled back. */
async function activeRulesShown({ db, ruleCards, rules }: WithDb & WithRuleCards & WithRules): Promise<RuleShown[]> {
  try {
    return ruleCards.of(await rules.current(db));
  } catch (refused) {
    if (refused instanceof RulesRefused) return [];
    throw refused;
  }
}

async function showProposals(db: Db, self: string | null): Promise<RulesProposal[]> {
  const waiting = await waitingProposals(db);
  const authorIn = await authorsOf(
    db,
    waiting.map(({ actor }) => actor),
  );
  return waiting.map(({ id, actor, author, reason, base, text, tests, created_at }) => ({
    ...{ id, reason, base, text, tests, created_at },
    author: authorIn(actor),
    is_own: self !== null && author === self,
  }));
}
