import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import { RulesRefused } from "@nearside/rules/reading/rules-refused.ts";
import { RefusedByRules } from "../../platform/http/refused-by-rules.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import type { WithRules } from "./rules-in-force.ts";

/**
 * The set in force.
 *
 * @throws RefusedByRules `rules_failed` where this version of the product can't read the published set: nobody knows what it would refuse,
 * so every login is refused until a readable set is published
 */
export async function currentRules(services: WithLog & WithRules, db: Db | Trx): Promise<CompiledRules> {
  try {
    return await services.rules.current(db);
  } catch (cause) {
    if (!(cause instanceof RulesRefused)) throw cause;
    services.log.error({ err: cause }, "the published rules can't be read, so nothing is approved or renewed");
    throw new RefusedByRules("rules_failed", [], { cause });
  }
}
