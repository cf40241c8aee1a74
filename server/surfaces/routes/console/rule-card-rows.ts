import { cardBodySchema, MOST_DRAFT_BODY } from "@nearside/shared/api/console/rules.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import { ruleCard } from "./rule-card.ts";

export const ruleCardRows = ({ ask }: ConsoleRows): readonly ConsoleRoute[] => [
  ask("/api/console/rules/card", "rules.write", cardBodySchema, ruleCard, MOST_DRAFT_BODY),
];
