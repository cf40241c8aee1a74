import { givenBodySchema, replayBodySchema, whatIfBodySchema } from "@nearside/shared/api/console/rule-trials.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Services } from "../../services.ts";
import { beginReplayRoute, givenRoute, replayRoute, stopReplayRoute, whatIfRoute } from "./rule-trials.ts";

/** 512 Ki code units, each of which JSON may write in six bytes, and what stands beside them. */
const MAX_TRIAL_BODY = 3 * 1024 * 1024 + 65_536;

export const ruleTrialsRows = (services: Services, { ask, read }: ConsoleRows): readonly ConsoleRoute[] => [
  ask("/api/console/rules/what-if/given", "rules.read", givenBodySchema, givenRoute(services)),
  ask("/api/console/rules/what-if", "rules.read", whatIfBodySchema, whatIfRoute(services), MAX_TRIAL_BODY),
  ask("/api/console/rules/replays", "rules.write", replayBodySchema, beginReplayRoute(services), MAX_TRIAL_BODY),
  read("/api/console/rules/replays/:id", "rules.write", emptyBodySchema, replayRoute(services)),
  ask("/api/console/rules/replays/:id/stop", "rules.write", emptyBodySchema, stopReplayRoute(services)),
];
