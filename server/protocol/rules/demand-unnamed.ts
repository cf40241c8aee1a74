import { rulesAskingFor } from "@nearside/rules/reading/hosts-asked.ts";
import { RulesRefused } from "@nearside/rules/reading/rules-refused.ts";
import { listText } from "@nearside/shared/text/amounts.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import type { Actor } from "../../platform/audit/actor.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx } from "../../platform/store/database.ts";
import { consoleTexts } from "../../texts/console.ts";
import { logTexts } from "../../texts/log.ts";
import type { WithRules } from "./active-rules.ts";

const MOST_SHOWN = 5;
const REFUSALS = {
  Group: consoleTexts.rules.nameGroup,
  Host: consoleTexts.rules.nameHost,
  User: consoleTexts.rules.namePerson,
} as const;
type Named = keyof typeof REFUSALS;

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
  { type, name }: { readonly type: Named; readonly name: string },
): Promise<void> {
  const by = await namedBy(rules, trx, type, name);
  if (by.length === 0) return;
  const shown = by.slice(0, MOST_SHOWN).map((id) => neutralise(id, 64));
  throw new ConsoleError("conflict", { description: REFUSALS[type]({ rules: listText(shown) }) });
}

/**
 * Demands that no active rule asks for a host of that name, where a person gives the name to a key: one administrator alone would have a host of his
 * own admitted by rules that others agreed to. The operator may do so at the server's own shell.
 *
 * @throws ConsoleError `conflict`
 */
export async function demandHostUnasked(services: WithRules, trx: Trx, name: string, by: Actor): Promise<void> {
  if (by.kind === "person") await demandUnnamed(services, trx, { type: "Host", name });
}

async function namedBy(rules: WithRules["rules"], trx: Trx, type: Named, name: string): Promise<readonly string[]> {
  try {
    const set = await rules.current(trx);
    if (type === "Host") return rulesAskingFor(set, name);
    const { named } = set;
    return [...new Set(named.filter((one) => one.type === type && one.id === name).map(({ rule }) => rule))];
  } catch (refused) {
    // the names in such a set are unknown, but nothing is approved by it either until it is fixed
    if (refused instanceof RulesRefused) return [logTexts.rules.activeUnreadable];
    throw refused;
  }
}
