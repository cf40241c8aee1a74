import { BUILT_IN_VERSION } from "@nearside/rules/reading/built-in.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import { RulesRefused } from "@nearside/rules/reading/rules-refused.ts";
import { RefusedByRules } from "../../platform/http/refused-by-rules.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import { logTexts } from "../../texts/log.ts";
import type { WithRules } from "./active-rules.ts";

/**
 * The active set.
 *
 * @throws RefusedByRules `rules_failed` if this version of the product can't read the published set: what it would refuse is unknown,
 * so every login is refused until a readable set is published
 */
export async function currentRules(services: WithLog & WithRules, db: Db | Trx): Promise<CompiledRules> {
  try {
    return await services.rules.current(db);
  } catch (cause) {
    if (!(cause instanceof RulesRefused)) throw cause;
    services.log.error({ err: cause }, logTexts.rules.publishedUnreadable);
    throw new RefusedByRules("rules_failed", [], { cause });
  }
}

/** The active set; undefined if it can't be read, which the log says. Nothing is renewed then, and nothing ends for it. */
export async function rulesUnlessUnread(
  services: WithLog & WithRules,
  db: Db | Trx,
): Promise<CompiledRules | undefined> {
  try {
    return await currentRules(services, db);
  } catch (error) {
    if (error instanceof RefusedByRules) return undefined;
    throw error;
  }
}

/**
 * Reads the active set before the first login needs it, and loads the engine on this thread too if a set was published: large sets are
 * read on another. An unreadable set is logged, and refuses each login. The server starts anyway, for a readable set is published in
 * the console, which asks no rules.
 */
export async function warmUpRules(services: WithDb & WithLog & WithRules): Promise<void> {
  try {
    const { version } = await currentRules(services, services.db);
    if (version !== BUILT_IN_VERSION) services.rules.engine.warmUp();
  } catch (error) {
    if (error instanceof RefusedByRules) return; // it is logged already
    services.log.error({ err: error }, logTexts.rules.notReadAhead);
  }
}
