import {
  draftSchema,
  MOST_DRAFT_BODY,
  publishSchema,
  rollBackSchema,
  versionsQuerySchema,
} from "@nearside/shared/api/console/rules.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
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

export const rulesRows = (ground: Ground, { read, ask, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read(AT, "rules.read", emptyBodySchema, rulesRoute(ground)),
  read(`${AT}/vocabulary`, "rules.read", emptyBodySchema, vocabularyRoute(ground)),
  read(`${AT}/versions`, "rules.read", versionsQuerySchema, listVersionsRoute(ground)),
  read(`${AT}/versions/:id`, "rules.read", emptyBodySchema, viewVersionRoute(ground)),
  ask(`${AT}/check`, "rules.write", draftSchema, checkRulesRoute(ground), MOST_DRAFT_BODY),
  change(`${AT}/publish`, "rules.write", publishSchema, publishRulesRoute(ground), MOST_DRAFT_BODY),
  change(`${AT}/roll-back`, "rules.write", rollBackSchema, rollBackRoute(ground)),
  change(`${AT}/proposals/:id/agree`, "rules.write", emptyBodySchema, agreeRoute(ground)),
  change(`${AT}/proposals/:id/withdraw`, "rules.write", emptyBodySchema, withdrawRoute(ground)),
];
