import {
  recoveriesQuerySchema,
  recoveryPreviewSchema,
  startRecoverySchema,
  stopRecoverySchema,
} from "@nearside/shared/api/console/recovery.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { type ConsoleRoute, type ConsoleRows, MAX_LISTING_CHANGE } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import {
  agreeRoute,
  listRecoveriesRoute,
  previewRecoveryRoute,
  recoveryTicketRoute,
  startRecoveryRoute,
  stopRecoveryRoute,
  viewRecoveryRoute,
} from "./recoveries.ts";

const PATH = "/api/console/recoveries";

export const recoveryRows = (ground: Ground, { read, ask, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read(PATH, "people.read", recoveriesQuerySchema, listRecoveriesRoute(ground)),
  read(`${PATH}/:id`, "people.read", emptyBodySchema, viewRecoveryRoute(ground)),
  ask(`${PATH}/preview`, "recovery.start", recoveryPreviewSchema, previewRecoveryRoute(ground)),
  change(PATH, "recovery.start", startRecoverySchema, startRecoveryRoute(ground), MAX_LISTING_CHANGE),
  change(`${PATH}/:id/agree`, "recovery.second", emptyBodySchema, agreeRoute(ground)),
  // by either of the two who stand for it
  change(`${PATH}/:id/ticket`, "recovery.start", emptyBodySchema, recoveryTicketRoute(ground)),
  change(`${PATH}/:id/stop`, "recovery.start", stopRecoverySchema, stopRecoveryRoute(ground)),
];
