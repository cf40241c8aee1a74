import { RulesRefused } from "@nearside/rules/reading/rules-refused.ts";
import { listText } from "@nearside/shared/text/amounts.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx } from "../../platform/store/database.ts";
import type { WithRules } from "../../protocol/rules/active-rules.ts";
import { consoleTexts } from "../../texts/console.ts";
import { logTexts } from "../../texts/log.ts";

const MOST_SHOWN = 5;
const REFUSALS = { Group: consoleTexts.rules.nameGroup, User: consoleTexts.rules.namePerson } as const;

/**
 * Demands that no active rule names that thing. If the name were taken away, a forbid would no longer keep anyone out. If it
 * were given to another person, a permit would allow them. Rules are published in the same turn (`holdActor`), so the answer
 * holds until this transaction ends.
 *
 * @throws ConsoleError `conflict`
 */
export async function demandUnnamed(
  { rules }: WithRules,
  trx: Trx,
  { type, name }: { readonly type: keyof typeof REFUSALS; readonly name: string },
): Promise<void> {
  const by = await namedBy(rules, trx, type, name);
  if (by.length === 0) return;
  const shown = by.slice(0, MOST_SHOWN).map((id) => neutralise(id, 64));
  throw new ConsoleError("conflict", { description: REFUSALS[type]({ rules: listText(shown) }) });
}

async function namedBy(rules: WithRules["rules"], trx: Trx, type: string, name: string): Promise<readonly string[]> {
  try {
    const { named } = await rules.current(trx);
    return [...new Set(named.filter((one) => one.type === type && one.id === name).map(({ rule }) => rule))];
  } catch (refused) {
    // the names in such a set are unknown, but nothing is approved by it either until it is fixed
    if (refused instanceof RulesRefused) return [logTexts.rules.activeUnreadable];
    throw refused;
  }
}
