import type { Ground } from "../../ground.ts";
import type { Db, Trx } from "../../store/database.ts";
import type { CompiledRules } from "../reading/rule.ts";
import { RulesRefused } from "../reading/rules-refused.ts";
import { RefusedByRules } from "./refused-by-rules.ts";

/**
 * The set that rules now.
 *
 * @throws RefusedByRules `rules_failed` where what was published can't be read by this version of the product: nobody knows what it
 * would keep out, so nothing passes until a set that can be read is published
 */
export async function currentRules(ground: Pick<Ground, "rules" | "log">, db: Db | Trx): Promise<CompiledRules> {
  try {
    return await ground.rules.current(db);
  } catch (cause) {
    if (!(cause instanceof RulesRefused)) throw cause;
    ground.log.error({ err: cause }, "the published rules can't be read, so nothing is approved or renewed");
    throw new RefusedByRules("rules_failed", [], { cause });
  }
}
