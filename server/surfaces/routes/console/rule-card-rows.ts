import { cardBodySchema, MOST_DRAFT_BODY } from "@nearside/shared/api/console/rules.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Services } from "../../services.ts";
import { ruleCard } from "./rule-card.ts";

export const ruleCardRows = (services: Services, { ask }: ConsoleRows): readonly ConsoleRoute[] => [
  ask("/api/console/rules/card", "rules.write", cardBodySchema, ruleCard(services), MOST_DRAFT_BODY),
];
