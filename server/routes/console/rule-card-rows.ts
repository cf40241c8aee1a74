import { cardBodySchema } from "@nearside/shared/api/console/rules.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import { ruleCard } from "./rule-card.ts";

/** Bytes: a whole set of rules, as JSON writes it. */
const MOST_BYTES = 2 * 1024 * 1024;

export const ruleCardRows = ({ ask }: ConsoleRows): readonly ConsoleRoute[] => [
  ask("/api/console/rules/card", "rules.write", cardBodySchema, ruleCard, MOST_BYTES),
];
