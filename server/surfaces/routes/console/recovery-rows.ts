import {
  recoveriesQuerySchema,
  recoveryPreviewSchema,
  startRecoverySchema,
  stopRecoverySchema,
} from "@nearside/shared/api/console/recovery.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { type ConsoleRoute, type ConsoleRows, MAX_LISTING_CHANGE } from "../../console/console-route.ts";
import type { Services } from "../../services.ts";
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

export const recoveryRows = (services: Services, { read, ask, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read(PATH, "people.read", recoveriesQuerySchema, listRecoveriesRoute(services)),
  read(`${PATH}/:id`, "people.read", emptyBodySchema, viewRecoveryRoute(services)),
  ask(`${PATH}/preview`, "recovery.start", recoveryPreviewSchema, previewRecoveryRoute(services)),
  change(PATH, "recovery.start", startRecoverySchema, startRecoveryRoute(services), MAX_LISTING_CHANGE),
  change(`${PATH}/:id/agree`, "recovery.second", emptyBodySchema, agreeRoute(services)),
  // by either of the two who stand for it
  change(`${PATH}/:id/ticket`, "recovery.start", emptyBodySchema, recoveryTicketRoute(services)),
  change(`${PATH}/:id/stop`, "recovery.start", stopRecoverySchema, stopRecoveryRoute(services)),
];
