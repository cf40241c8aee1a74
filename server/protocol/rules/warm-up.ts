import { BUILT_IN_VERSION } from "@nearside/rules/reading/built-in.ts";
import { RefusedByRules } from "../../platform/http/refused-by-rules.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { currentRules } from "./current-rules.ts";
import type { WithRules } from "./rules-in-force.ts";

/**
 * Reads the set that rules before anybody waits for it, and loads the engine on this thread too, where somebody has published one:
 * large sets are read on another. What can't be read is in the log, and refuses each login; the server starts over it whatever it is,
 * for the console, which asks no rules, is where a set that can be read is published.
 */
export async function warmUpRules(services: WithDb & WithLog & WithRules): Promise<void> {
  try {
    const { version } = await currentRules(services, services.db);
    if (version !== BUILT_IN_VERSION) services.rules.engine.warmUp();
  } catch (error) {
    if (error instanceof RefusedByRules) return; // it is in the log
    services.log.error({ err: error }, "the published rules could not be read before the first login asks for them");
  }
}
