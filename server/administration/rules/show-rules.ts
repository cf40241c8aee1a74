import { cardOf } from "@nearside/rules/cards/cards.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import { RulesRefused } from "@nearside/rules/reading/rules-refused.ts";
import type { RuleShown, RulesAnswer, RulesProposal } from "@nearside/shared/api/console/rules.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { waitingProposals } from "../../protocol/rules/proposal-store.ts";
import type { WithRules } from "../../protocol/rules/rules-in-force.ts";
import { countReports } from "./count-reports.ts";
import { writersOf } from "./rule-authors.ts";
import { versionInForce } from "./version-history.ts";

/**
 * The set in force, the effects of its rules in report-only, and the waiting proposals.
 *
 * @param self the user whose session asks; null for the server's own shell
 */
export async function showRules(
  services: WithClock & WithConfig & WithDb & WithRules,
  self: string | null,
): Promise<RulesAnswer> {
  const { db, config } = services;
  return {
    ...(await versionInForce(db)),
    rules: await rulesInForce(services),
    reports: await countReports(services),
    needs_second: config.rules.secondAuthor,
    proposals: await showProposals(db, self),
  };
}

/** Empty where this version of the product can't read them. The text can still be mended or rolled back. */
async function rulesInForce({ db, rules }: WithDb & WithRules): Promise<RuleShown[]> {
  try {
    return keptShown(await rules.current(db));
  } catch (refused) {
    if (refused instanceof RulesRefused) return [];
    throw refused;
  }
}

const kept = new WeakMap<CompiledRules, RuleShown[]>();

/** Cards of thousands of rules take tenths of a second of the server's own thread, so they are made once for each set. */
function keptShown(set: CompiledRules): RuleShown[] {
  const shown = kept.get(set) ?? shownRules(set);
  kept.set(set, shown);
  return shown;
}

/** Each rule of a set, as the console shows it. */
export function shownRules({ text, rules }: CompiledRules): RuleShown[] {
  let line = 1;
  let counted = 0;
  return rules.map((rule) => {
    const { id, title, kind, mode, says, demands, offset, text: own } = rule;
    for (; counted < offset; counted += 1) if (text[counted] === "\n") line += 1;
    return { id, title, kind, report_only: mode === "report_only", says, demands, line, text: own, card: cardOf(rule) };
  });
}

async function showProposals(db: Db, self: string | null): Promise<RulesProposal[]> {
  const waiting = await waitingProposals(db);
  const writerOf = await writersOf(
    db,
    waiting.map(({ actor }) => actor),
  );
  return waiting.map(({ id, actor, author, reason, base, text, tests, created_at }) => ({
    ...{ id, reason, base, text, tests, created_at },
    author: writerOf(actor),
    is_own: self !== null && author === self,
  }));
}
