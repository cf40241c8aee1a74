import {
  draftSchema,
  MOST_DRAFT_BODY,
  publishSchema,
  rollBackSchema,
  versionsQuerySchema,
} from "@nearside/shared/api/console/rules.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Services } from "../../services.ts";
import {
  agreeRoute,
  checkRulesRoute,
  listVersionsRoute,
  publishRulesRoute,
  rollBackRoute,
  rulesRoute,
  viewVersionRoute,
  vocabularyRoute,
  withdrawRoute,
} from "./rules.ts";

const AT = "/api/console/rules";

export const rulesRows = (services: Services, { read, ask, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read(AT, "rules.read", emptyBodySchema, rulesRoute(services)),
  read(`${AT}/vocabulary`, "rules.read", emptyBodySchema, vocabularyRoute(services)),
  read(`${AT}/versions`, "rules.read", versionsQuerySchema, listVersionsRoute(services)),
  read(`${AT}/versions/:id`, "rules.read", emptyBodySchema, viewVersionRoute(services)),
  ask(`${AT}/check`, "rules.write", draftSchema, checkRulesRoute(services), MOST_DRAFT_BODY),
  change(`${AT}/publish`, "rules.write", publishSchema, publishRulesRoute(services), MOST_DRAFT_BODY),
  change(`${AT}/roll-back`, "rules.write", rollBackSchema, rollBackRoute(services)),
  change(`${AT}/proposals/:id/agree`, "rules.write", emptyBodySchema, agreeRoute(services)),
  change(`${AT}/proposals/:id/withdraw`, "rules.write", emptyBodySchema, withdrawRoute(services)),
];
