import { givenBodySchema, whatIfBodySchema } from "@nearside/shared/api/console/rule-trials.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import { givenRoute, whatIfRoute } from "./rule-trials.ts";

/** 512 Ki code units, each of which JSON may write in six bytes, and what stands beside them. */
const MAX_TRIAL_BODY = 3 * 1024 * 1024 + 65_536;

export const ruleTrialsRows = (ground: Ground, { ask }: ConsoleRows): readonly ConsoleRoute[] => [
  ask("/api/console/rules/what-if/given", "rules.read", givenBodySchema, givenRoute(ground)),
  ask("/api/console/rules/what-if", "rules.read", whatIfBodySchema, whatIfRoute(ground), MAX_TRIAL_BODY),
];
