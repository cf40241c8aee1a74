import { makeCodesSchema, reviewUseSchema, usesQuerySchema } from "@nearside/shared/api/console/break-glass.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import {
  breakGlassRoute,
  endUseRoute,
  listUsesRoute,
  makeCodesRoute,
  reviewUseRoute,
  unreviewedUsesRoute,
} from "./break-glass.ts";

const PATH = "/api/console/break-glass";

export const breakGlassRows = (
  services: WithChanges & WithClock & WithDb & WithRandom,
  { read, change }: ConsoleRows,
): readonly ConsoleRoute[] => [
  read(PATH, "break_glass.manage", emptyBodySchema, breakGlassRoute(services)),
  change(`${PATH}/codes`, "break_glass.manage", makeCodesSchema, makeCodesRoute(services)),
  // whoever may read the security log sees the alarm
  read(`${PATH}/unreviewed`, "log.read", emptyBodySchema, unreviewedUsesRoute(services)),
  read(`${PATH}/uses`, "log.read", usesQuerySchema, listUsesRoute(services)),
  change(`${PATH}/uses/:id/end`, "break_glass.manage", emptyBodySchema, endUseRoute(services)),
  change(`${PATH}/uses/:id/review`, "break_glass.manage", reviewUseSchema, reviewUseRoute(services)),
];
