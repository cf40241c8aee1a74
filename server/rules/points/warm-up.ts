import type { Ground } from "../../ground.ts";
import { askEngine } from "../engine.ts";
import { BUILT_IN_VERSION } from "../versions/built-in.ts";
import { currentRules } from "./current-rules.ts";
import { RefusedByRules } from "./refused-by-rules.ts";

/**
 * Reads the set that rules before anybody waits for it, and loads the engine on this thread too, where somebody has published one:
 * large sets are read on another. What can't be read is in the log, and refuses each login; the server starts over it whatever it is,
 * for the console, which asks no rules, is where a set that can be read is published.
 */
export async function warmUpRules(ground: Pick<Ground, "rules" | "log" | "db">): Promise<void> {
  try {
    const { version } = await currentRules(ground, ground.db);
    if (version !== BUILT_IN_VERSION) askEngine(() => undefined);
  } catch (error) {
    if (error instanceof RefusedByRules) return; // it is in the log
    ground.log.error({ err: error }, "the published rules could not be read before the first login asks for them");
  }
}
