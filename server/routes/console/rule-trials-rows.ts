import { givenBodySchema, replayBodySchema, whatIfBodySchema } from "@nearside/shared/api/console/rule-trials.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import { beginReplayRoute, givenRoute, replayRoute, stopReplayRoute, whatIfRoute } from "./rule-trials.ts";

/** 512 Ki code units, each of which JSON may write in six bytes, and what stands beside them. */
const MAX_TRIAL_BODY = 3 * 1024 * 1024 + 65_536;

export const ruleTrialsRows = (ground: Ground, { ask, read }: ConsoleRows): readonly ConsoleRoute[] => [
  ask("/api/console/rules/what-if/given", "rules.read", givenBodySchema, givenRoute(ground)),
  ask("/api/console/rules/what-if", "rules.read", whatIfBodySchema, whatIfRoute(ground), MAX_TRIAL_BODY),
  ask("/api/console/rules/replays", "rules.write", replayBodySchema, beginReplayRoute(ground), MAX_TRIAL_BODY),
  read("/api/console/rules/replays/:id", "rules.write", emptyBodySchema, replayRoute(ground)),
  ask("/api/console/rules/replays/:id/stop", "rules.write", emptyBodySchema, stopReplayRoute(ground)),
];
